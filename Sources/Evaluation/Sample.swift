internal import Market

/// Some sessions of a score table under a name: a period, a phase of it, or a symbol.
struct Sample: Sendable {
    var symbol = wholeSample
    var period = wholeSample
    var phase = wholeSample
    /// The table's rows, rising; never empty.
    var rows: [Int]

    var isWhole: Bool { symbol == wholeSample && period == wholeSample }
    var isSymbol: Bool { symbol != wholeSample }

    /// Pooled tests are made on everything and on shock phases, not on every year: the more tests, the more of them
    /// succeed by luck.
    var isTested: Bool { isWhole || phase != wholeSample }

    /// Everything, each year, each shock phase; samples without a session are left out.
    static func pooled(sessions: [SessionDate], shockPeriods: [ShockPeriod]) -> [Sample] {
        var samples = [Sample(rows: Array(sessions.indices))]
        let years = sessions.map(\.year)
        for year in Set(years).sorted() {
            samples.append(Sample(period: String(year), rows: years.indices.filter { years[$0] == year }))
        }
        for period in shockPeriods {
            for interval in period.intervals {
                samples.append(
                    Sample(
                        period: period.name, phase: interval.phase.rawValue,
                        rows: sessions.indices.filter { interval.dates.contains(sessions[$0]) }))
            }
        }
        return samples.filter { !$0.rows.isEmpty }
    }

    /// First and last session and their number.
    func described(on sessions: [SessionDate]) -> PhaseSample {
        PhaseSample(
            period: period, phase: phase, firstDate: sessions[rows[0]], lastDate: sessions[rows[rows.count - 1]],
            sessions: rows.count)
    }
}
