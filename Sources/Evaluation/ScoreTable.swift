/// One model's scores summed over the symbols of each session: what means, tests and bootstraps are made from.
///
/// A row a session, a column a ``Column``. A score that is not a number in a cell counts neither in its sum nor in the column of
/// cells that its mean divides by.
struct ScoreTable: Sendable {
    /// What is summed beside the scores.
    enum Column: Int, CaseIterable {
        /// Cells.
        case cells
        /// Cells whose series had enough known returns to be a unit.
        case known
        /// The squared error in those cells.
        case knownSquaredError
        /// Cells with a ``PointScore/shortfallScore1``.
        case shortfall1
        /// Cells with a ``PointScore/shortfallScore5``.
        case shortfall5
        /// The naive model's squared error.
        case naiveSquaredError

        /// Its place in a row.
        var place: Int { PointScore.count + rawValue }
    }

    /// Numbers in a row.
    static let width = PointScore.count + Column.allCases.count

    /// The rows, one after the other.
    private(set) var values: [Double]
    /// Sessions.
    let count: Int

    /// The table of some cells.
    ///
    /// - Parameters:
    ///   - sheet: the model's scores.
    ///   - naive: those of the model every other is held against.
    ///   - cells: the cells to sum, in rising order.
    ///   - count: the number of rows.
    ///   - row: the row of each session of the grid.
    init(_ sheet: ScoreSheet, naive: ScoreSheet?, cells: [Int], count: Int, row: [Int]) {
        self.count = count
        let width = Self.width
        values = Array(repeating: 0, count: count * width)
        let grid = sheet.grid
        values.withUnsafeMutableBufferPointer { values in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: PointScore.count) { buffer in
                guard let scores = buffer.baseAddress, let base = values.baseAddress else { return }
                for cell in cells {
                    sheet.writeScores(of: cell, to: scores)
                    let sums = base + row[grid.session(of: cell)] * width
                    func count(_ column: Column, _ value: Double = 1) { sums[column.place] += value }
                    count(.cells)
                    if let naive { count(.naiveSquaredError, naive[.squaredError, cell]) }
                    func isNumber(_ score: PointScore) -> Bool { !scores[score.rawValue].isNaN }
                    if isNumber(.scaledAbsoluteError) {
                        count(.known)
                        count(.knownSquaredError, scores[PointScore.squaredError.rawValue])
                    }
                    if isNumber(.shortfallScore1) { count(.shortfall1) }
                    if isNumber(.shortfallScore5) { count(.shortfall5) }
                    for place in 0..<PointScore.count {
                        let value = scores[place]
                        sums[place] += value.isNaN ? 0 : value
                    }
                }
            }
        }
    }

    /// A number of a session.
    subscript(row: Int, column: Int) -> Double { values[row * Self.width + column] }

    /// The mean of a score over a session's cells.
    func mean(_ score: PointScore, _ row: Int) -> Double {
        self[row, score.rawValue] / self[row, Column.cells.place]
    }

    /// Some columns of some rows, side by side: a row for each of `rows`.
    func columns(_ columns: [Int], rows: [Int]) -> [Double] {
        [Double](unsafeUninitializedCapacity: rows.count * columns.count) { buffer, count in
            values.withUnsafeBufferPointer { values in
                var place = 0
                for row in rows {
                    for column in columns {
                        buffer.initializeElement(at: place, to: values[row * Self.width + column])
                        place += 1
                    }
                }
            }
            count = rows.count * columns.count
        }
    }

    /// The sums of all columns over some rows, in their order.
    func totals(rows: [Int]) -> [Double] {
        var totals = [Double](repeating: 0, count: Self.width)
        for row in rows {
            for column in 0..<Self.width { totals[column] += values[row * Self.width + column] }
        }
        return totals
    }
}
