import Market

/// A small CSV table written by hand, such as the first dates or the shock periods.
///
/// Unlike a price file it is the user's own word: nothing in it is skipped or mended, the first mistake is an
/// error that names file, line and field.
struct SettingsTable {
    /// One row: its line and the fields of the columns that were asked for, in their order.
    struct Row {
        let line: Int
        let fields: [String]
    }

    let path: String
    let columns: [String]
    let rows: [Row]

    /// Reads a table of which these columns are needed; others may stand beside them.
    init(path: String, columns: [String]) throws(IngestionError) {
        try self.init(ByteSource(opening: path), path: path, columns: columns)
    }

    /// Reads a table from any source.
    init(_ source: consuming ByteSource, path: String, columns: [String]) throws(IngestionError) {
        var reader = CSVRecordReader(source, separators: [0x2C], chunkSize: 1 << 14)
        let needed = columns.joined(separator: ",")
        guard try !reader.startsWithUTF16Mark(), try reader.next(), !reader.isUnterminated else {
            throw .invalidTable(
                path: path, line: 1, field: "header", detail: "there is no header; begin the file with \(needed)")
        }
        let headerLine = reader.line
        let header = try SettingsTable.fields(of: reader, path: path)
        var positions: [Int] = []
        for column in columns {
            guard let position = header.firstIndex(of: column) else {
                throw .invalidTable(
                    path: path, line: headerLine, field: column,
                    detail: "there is no such column; the header has to name \(needed)")
            }
            guard header.lastIndex(of: column) == position else {
                throw .invalidTable(
                    path: path, line: headerLine, field: column, detail: "the column is there twice; remove one")
            }
            positions.append(position)
        }
        var rows: [Row] = []
        while try reader.next() {
            let fields = try SettingsTable.fields(of: reader, path: path)
            guard fields.count == header.count else {
                throw .invalidTable(
                    path: path, line: reader.line, field: columns[0],
                    detail: "the row has \(fields.count) fields and the header \(header.count); put a field with a "
                        + "comma in it between quotes")
            }
            rows.append(Row(line: reader.line, fields: positions.map { fields[$0] }))
        }
        self.path = path
        self.columns = columns
        self.rows = rows
    }

    /// An error in one field of a row.
    func problem(_ row: Row, _ column: Int, _ detail: String) -> IngestionError {
        .invalidTable(path: path, line: row.line, field: columns[column], detail: detail)
    }

    /// A field that must not be empty.
    func text(_ row: Row, _ column: Int) throws(IngestionError) -> String {
        guard !row.fields[column].isEmpty else { throw problem(row, column, "it is empty; write a value") }
        return row.fields[column]
    }

    /// A field that must be a date.
    func date(_ row: Row, _ column: Int) throws(IngestionError) -> SessionDate {
        guard let date = SessionDate(iso: row.fields[column]) else {
            throw problem(
                row, column, "“\(row.fields[column])” is not a day of the calendar; write it as yyyy-mm-dd")
        }
        return date
    }

    private static func fields(
        of reader: borrowing CSVRecordReader, path: String
    ) throws(IngestionError) -> [String] {
        func problem(_ detail: String) -> IngestionError {
            .invalidTable(path: path, line: reader.line, field: "row", detail: detail)
        }
        guard !reader.isUnterminated else { throw problem("a quote is opened and never closed; close it") }
        guard reader.isValidUTF8, !reader.hasNUL else {
            throw problem("it is not UTF-8 text; save the file as UTF-8")
        }
        guard reader.fieldCount <= CSVParser.maximumFields else {
            throw problem("it has \(reader.fieldCount) fields; remove what does not belong there")
        }
        var fields: [String] = []
        for index in 0..<reader.fieldCount {
            let bytes = reader.field(index)
            guard bytes.count < CSVParser.maximumFieldBytes else {
                throw problem("a field is longer than \(CSVParser.maximumFieldBytes - 1) bytes; shorten it")
            }
            fields.append(String(decoding: bytes, as: UTF8.self))
        }
        return fields
    }
}
