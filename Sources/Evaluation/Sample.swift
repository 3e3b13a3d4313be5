internal import Market

/// Some cells of the score grid under a name: a period, a phase of it, or a symbol.
struct Sample {
    var symbol = wholeSample
    var period = wholeSample
    var phase = wholeSample
    /// The cells, in rising order; never empty.
    var cells: [Int]

    var isWhole: Bool { symbol == wholeSample && period == wholeSample }

    /// Tests are made on everything and on shock phases, not on every year and symbol: the more tests, the
    /// more of them succeed by luck.
    var isTested: Bool { isWhole || phase != wholeSample }

    /// Everything, each year, each shock phase, each symbol; samples without a cell are left out.
    static func samples(of cells: [Int], grid: ScoreGrid, shockPeriods: [ShockPeriod]) -> [Sample] {
        var samples = [Sample(cells: cells)]
        let years = grid.sessions.map(\.year)
        for year in Set(years).sorted() {
            samples.append(
                Sample(period: String(year), cells: cells.filter { years[grid.session(of: $0)] == year }))
        }
        for period in shockPeriods {
            for interval in period.intervals {
                samples.append(
                    Sample(
                        period: period.name, phase: interval.phase.rawValue,
                        cells: cells.filter { interval.dates.contains(grid.sessions[grid.session(of: $0)]) }))
            }
        }
        for (index, symbol) in grid.symbols.enumerated() {
            samples.append(Sample(symbol: symbol, cells: cells.filter { grid.symbol(of: $0) == index }))
        }
        return samples.filter { !$0.cells.isEmpty }
    }

    /// First and last session and their number; nil for a symbol's sample.
    func described(on grid: ScoreGrid) -> PhaseSample? {
        guard symbol == wholeSample else { return nil }
        let sessions = Set(cells.map { grid.session(of: $0) }).sorted()
        return PhaseSample(
            period: period, phase: phase, firstDate: grid.sessions[sessions[0]],
            lastDate: grid.sessions[sessions[sessions.count - 1]], sessions: sessions.count)
    }

    /// The mean of a score over the cells, in their order.
    func mean(_ score: PointScore, of sheet: ScoreSheet) -> Double {
        sum(score, of: sheet) / Double(cells.count)
    }

    /// The sum of a score over the cells, in their order.
    func sum(_ score: PointScore, of sheet: ScoreSheet) -> Double {
        cells.reduce(0) { $0 + sheet[score, $1] }
    }

    /// For each session of the sample, the panel's mean difference of a score between two models.
    func differences(_ score: PointScore, of sheet: ScoreSheet, to other: ScoreSheet) -> [Double] {
        var sums: [Int: (sum: Double, count: Int)] = [:]
        for cell in cells {
            let session = sheet.grid.session(of: cell)
            let difference = sheet[score, cell] - other[score, cell]
            let known = sums[session] ?? (0, 0)
            sums[session] = (known.sum + difference, known.count + 1)
        }
        return sums.sorted { $0.key < $1.key }.map { $0.value.sum / Double($0.value.count) }
    }
}
