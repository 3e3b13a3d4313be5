extension ModelMetrics {
    /// The two levels of value at risk, with the bit of ``ScoreSheet/breaches`` that says which cells undercut it.
    private static let levels: [(name: String, level: Double, bit: UInt8)] = [("01", 0.01, 1), ("05", 0.05, 2)]

    private func breaches(_ cells: [Int], bit: UInt8) -> [Bool] {
        let breaches = frame.sheets[model].breaches
        return cells.map { breaches[$0] & bit != 0 }
    }

    /// Kupiec's and Christoffersen's tests of one symbol's breaches, those of the first seed.
    func breachTests(of cells: [Int], on sample: Sample) -> [MetricRow] {
        Self.levels.flatMap { name, level, bit -> [MetricRow] in
            let breaches = breaches(cells, bit: bit)
            let count = breaches.reduce(0) { $0 + ($1 ? 1 : 0) }
            let kupiec = CoverageTests.kupiec(breaches: count, sessions: cells.count, level: level)
            let both = CoverageTests.christoffersen(breaches, level: level)
            return row("var_\(name)_kupiec_p", kupiec?.pValue, on: sample, n: cells.count)
                + row("var_\(name)_independence_p", both?.independence.pValue, on: sample, n: cells.count)
                + row("var_\(name)_conditional_p", both?.conditional.pValue, on: sample, n: cells.count)
        }
    }

    /// The share of symbols whose test rejects at 5 %: one test of all symbols together would take them for independent.
    func panelBreachTests(on sample: Sample) -> [MetricRow] {
        var rejected: [String: (count: Int, of: Int)] = [:]
        for (symbol, cells) in frame.symbols {
            for row in breachTests(of: cells, on: symbol) {
                let known = rejected[row.name] ?? (0, 0)
                rejected[row.name] = (known.count + (row.value < 0.05 ? 1 : 0), known.of + 1)
            }
        }
        return rejected.sorted { $0.key < $1.key }.flatMap { name, tests in
            row(
                "\(name.dropLast(2))_rejected", Double(tests.count) / Double(tests.of), on: sample,
                n: tests.of)
        }
    }

    /// How often a breach is followed by another the session after, over all symbols; n is the number of breaches followed.
    func breachClustering(on sample: Sample) -> [MetricRow] {
        let grid = frame.sheets[model].grid
        var isInside = [Bool](repeating: false, count: frame.sessions.count)
        for row in sample.rows { isInside[row] = true }
        let inside = frame.symbols.map { symbol in
            symbol.cells.filter { isInside[frame.row[grid.session(of: $0)]] }
        }
        return Self.levels.flatMap { name, level, bit -> [MetricRow] in
            var (followed, repeated) = (0, 0)
            for cells in inside {
                let breaches = breaches(cells, bit: bit)
                for (first, second) in zip(breaches, breaches.dropFirst()) where first {
                    followed += 1
                    if second { repeated += 1 }
                }
            }
            guard followed > 0 else { return [] }
            return row(
                "var_\(name)_breach_after_breach", Double(repeated) / Double(followed), on: sample, n: followed)
        }
    }
}
