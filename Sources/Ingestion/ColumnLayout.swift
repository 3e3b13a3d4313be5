/// Which field of a row is which column; what a file has not is -1.
struct ColumnLayout: Hashable {
    /// How many fields a row has.
    var fieldCount: Int
    var date = -1
    var open = -1
    var high = -1
    var low = -1
    var close = -1
    var adjustedClose = -1
    var volume = -1
    var ticker = -1
    var dividend = -1
    var split = -1
    /// Whether the header ends with a separator, so that rows may have one field less.
    var hasEmptyLastName = false

    /// A layout with no column yet.
    init(fieldCount: Int) {
        self.fieldCount = fieldCount
    }

    /// Reads a header; upper case, blanks and columns of other names do not matter.
    ///
    /// - Parameters:
    ///   - names: The fields of the header, simplified by ``columnName(_:)``.
    ///   - dateIndex: The column of dates, where the values tell it and no name does.
    init(names: [String], fieldCount: Int, date dateIndex: Int? = nil) throws(HeaderProblem) {
        self.init(fieldCount: fieldCount)
        hasEmptyLastName = names.count > 1 && names.last == ""
        var taken: [PriceColumn: String] = [:]
        for (index, name) in names.enumerated() {
            guard let column = ColumnNames.column(name) else { continue }
            // The same name twice says nothing; two names for one column do: the first is the usual one.
            guard taken[column] != name else { throw .doubled(column) }
            guard taken[column] == nil else { continue }
            taken[column] = name
            self[column] = index
        }
        if let dateIndex { date = dateIndex }
        let hasPrices = open >= 0 || high >= 0 || low >= 0
        for (index, name) in names.enumerated() where index != dateIndex {
            guard let column = ColumnNames.possibleColumn(name, hasPrices: hasPrices), self[column] < 0 else {
                continue
            }
            self[column] = index
        }
        guard date >= 0 else { throw .noDate }
        guard close >= 0 else { throw .noClose(date: date) }
    }

    /// Reads the record that a reader stands at as a header.
    init(header reader: borrowing CSVRecordReader) throws(HeaderProblem) {
        try self.init(names: reader.columnNames, fieldCount: reader.fieldCount)
    }

    /// The position of a column.
    subscript(column: PriceColumn) -> Int {
        get {
            switch column {
            case .date: date
            case .open: open
            case .high: high
            case .low: low
            case .close: close
            case .adjustedClose: adjustedClose
            case .volume: volume
            case .ticker: ticker
            case .dividend: dividend
            case .split: split
            }
        }
        set {
            switch column {
            case .date: date = newValue
            case .open: open = newValue
            case .high: high = newValue
            case .low: low = newValue
            case .close: close = newValue
            case .adjustedClose: adjustedClose = newValue
            case .volume: volume = newValue
            case .ticker: ticker = newValue
            case .dividend: dividend = newValue
            case .split: split = newValue
            }
        }
    }

    /// The columns there are, by position.
    var columns: [(column: PriceColumn, index: Int)] {
        PriceColumn.allCases.map { ($0, self[$0]) }.filter { $0.1 >= 0 }.sorted { $0.1 < $1.1 }
    }
}

/// Why a record is not the header of a price file.
enum HeaderProblem: Error {
    case noDate
    case noClose(date: Int)
    case doubled(PriceColumn)
}

extension CSVRecordReader {
    /// The fields of the record as names of columns.
    var columnNames: [String] {
        (0..<min(fieldCount, CSVParser.maximumFields)).map { columnName(field($0)) }
    }
}
