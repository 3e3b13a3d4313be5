import Market

/// The stretches of plain rows in a file, read between the records that are not.
///
/// Looking for plain rows where there are none costs; so where most attempts find nothing, no more are made.
struct PlainStretches: ~Copyable {
    private var rows: PlainRows?
    private var misses = 0
    private var found = 0

    /// A reading of rows in a format; one that never goes on where none of them can be plain, or no format is given.
    init(_ format: FileFormat?, asOf: SessionDate?) {
        if let format { rows = PlainRows(format, asOf: asOf) }
    }

    /// Whether there may be plain rows at all.
    var mayGoOn: Bool { rows != nil && misses < 32 + found / 16 }

    /// Reads on from behind a record as long as rows are plain.
    ///
    /// - Returns: How many rows.
    mutating func read(
        _ records: inout CSVRecordReader, into sorter: inout SeriesSorter
    ) throws(IngestionError) -> Int {
        guard var rows = rows.take() else { return 0 }
        var count = 0
        do throws(IngestionError) {
            while let before = sorter.dateBeforePlainRows, try records.readPlainRows(&rows, after: before) {
                sorter.take(rows)
                count += rows.count
            }
        } catch {
            self.rows = consume rows
            throw error
        }
        self.rows = consume rows
        found += count
        if count == 0 { misses += 1 }
        return count
    }
}
