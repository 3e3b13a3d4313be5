/// A column that a price file may have; the raw value is its name in lower case without blanks.
enum PriceColumn: String, CaseIterable {
    case date
    case open
    case high
    case low
    case close
    case adjustedClose = "adjclose"
    case volume

    /// Its name in messages, as Yahoo writes it.
    var title: String {
        switch self {
        case .date: "Date"
        case .open: "Open"
        case .high: "High"
        case .low: "Low"
        case .close: "Close"
        case .adjustedClose: "Adj Close"
        case .volume: "Volume"
        }
    }
}

/// Which field of a row is which column, as the header says.
struct ColumnLayout: Hashable {
    /// How many fields a row has.
    var fieldCount: Int
    /// Positions of the known columns; what a file has not is -1.
    var date: Int
    var open = -1
    var high = -1
    var low = -1
    var close: Int
    var adjustedClose = -1
    var volume = -1

    /// Reads a header; upper case, blanks and columns of other names do not matter.
    ///
    /// - Parameter names: The fields of the header, simplified by ``columnName(_:)``.
    init(names: [String], fieldCount: Int) throws(HeaderProblem) {
        var positions: [PriceColumn: Int] = [:]
        for (index, name) in names.enumerated() {
            guard let column = PriceColumn(rawValue: name) else { continue }
            guard positions.updateValue(index, forKey: column) == nil else { throw .doubled(column) }
        }
        guard let date = positions[.date] else { throw .noDate }
        guard let close = positions[.close] else { throw .noClose }
        self.fieldCount = fieldCount
        self.date = date
        self.close = close
        open = positions[.open] ?? -1
        high = positions[.high] ?? -1
        low = positions[.low] ?? -1
        adjustedClose = positions[.adjustedClose] ?? -1
        volume = positions[.volume] ?? -1
    }

    /// Reads the record that a reader stands at as a header.
    init(header reader: borrowing CSVRecordReader) throws(HeaderProblem) {
        var names: [String] = []
        for index in 0..<min(reader.fieldCount, CSVParser.maximumFields) {
            names.append(columnName(reader.field(index)))
        }
        try self.init(names: names, fieldCount: reader.fieldCount)
    }
}

/// Why a record is not the header of a price file.
enum HeaderProblem: Error {
    case noDate
    case noClose
    case doubled(PriceColumn)
}

/// A column's name in lower case, without blanks and without the byte-order mark that joined files leave inside.
func columnName(_ field: UnsafeBufferPointer<UInt8>) -> String {
    var name: [UInt8] = []
    for byte in field where !isBlank(byte) && byte != 0x0A && byte != 0x0D {
        name.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
    }
    if name.starts(with: [0xEF, 0xBB, 0xBF]) { name.removeFirst(3) }
    return String(decoding: name, as: UTF8.self)
}
