internal import Evaluation
internal import Forecasting
internal import Market
internal import Reporting
internal import Store

/// The losses and decisions of all models of a run, cell by cell of series and session.
///
/// Only cells that every model has a forecast for count, as in the stored metrics.
struct OutcomeGrid {
    /// The sums over seeds of one model.
    private struct Sheet {
        var squaredError: [Double]
        var nll: [Double]
        var invested: [Float]
        var seeds: [UInt16]
        var standardDeviation: [Float]
        var transform = [Int](repeating: 0, count: 20)

        init(cells: Int) {
            squaredError = [Double](repeating: 0, count: cells)
            nll = squaredError
            invested = [Float](repeating: 0, count: cells)
            seeds = [UInt16](repeating: 0, count: cells)
            standardDeviation = invested
        }
    }

    private let firstDay: Int
    private let days: Int
    private let symbols: [String]
    private var sheets: [String: Sheet] = [:]
    private var actual: [Double]

    /// Reads a run's outcomes.
    ///
    /// - Throws: what the store throws; ``UnknownFamilyError``.
    init(run: RunRecord, span: ClosedRange<SessionDate>, horizon: Int, symbols: [String], in store: Store) throws {
        firstDay = Int(span.lowerBound.dayNumber)
        days = Int(span.upperBound.dayNumber) - firstDay + 1
        self.symbols = symbols
        let cells = days * symbols.count
        actual = [Double](repeating: .nan, count: cells)
        var name = ""
        var sheet = Sheet(cells: cells)
        var sheets: [String: Sheet] = [:]
        var actual = actual
        let (firstDay, days) = (firstDay, days)
        try store.forEachOutcome(run: run.id, horizon: horizon, series: symbols) { model, _, outcome in
            if model != name {
                if !name.isEmpty { sheets[name] = sheet }
                (name, sheet) = (model, sheets[model] ?? Sheet(cells: cells))
            }
            let day = Int(outcome.target.dayNumber) - firstDay
            guard (0..<days).contains(day) else { return }
            guard
                let distribution = PredictiveDistribution(
                    family: outcome.family, mean: outcome.mean, scale: outcome.scale, shape: outcome.shape,
                    quantiles: outcome.quantiles)
            else {
                throw UnknownFamilyError(
                    family: outcome.family, symbol: symbols[outcome.series], cutoff: outcome.target)
            }
            let cell = outcome.series * days + day
            let error = outcome.mean - outcome.actual
            sheet.squaredError[cell] += error * error
            sheet.nll[cell] -= distribution.logDensity(at: outcome.actual)
            sheet.invested[cell] += outcome.invest ? 1 : 0
            sheet.standardDeviation[cell] += Float(outcome.standardDeviation)
            sheet.seeds[cell] += 1
            let probability = distribution.cumulativeProbability(of: outcome.actual)
            sheet.transform[min(max(Int(probability * 20), 0), 19)] += 1
            actual[cell] = outcome.actual
        }
        if !name.isEmpty { sheets[name] = sheet }
        self.sheets = sheets
        self.actual = actual
    }

    /// Puts means, returns and counts into the evidence.
    func fill(_ evidence: inout Evidence) {
        let common = commonCells()
        var cellsByDay: [[Int]] = Array(repeating: [], count: days)
        for cell in common { cellsByDay[cell % days].append(cell) }
        let scored = cellsByDay.indices.filter { !cellsByDay[$0].isEmpty }
        evidence.sessions = scored.map { SessionDate(dayNumber: Int32(firstDay + $0)) }
        evidence.seriesCount = cellsByDay.map(\.count).max() ?? 0
        let simple = actual.map { exponential($0) - 1 }
        func means(_ value: (Int) -> Double) -> [Double] {
            scored.map { day in cellsByDay[day].reduce(0) { $0 + value($1) } / Double(cellsByDay[day].count) }
        }
        evidence.holdReturn = means { simple[$0] }
        evidence.tracks = sheets.sorted { $0.key < $1.key }.map { model, sheet in
            Evidence.Track(
                model: model,
                squaredError: means { sheet.squaredError[$0] / Double(sheet.seeds[$0]) },
                nll: means { sheet.nll[$0] / Double(sheet.seeds[$0]) },
                strategyReturn: means { simple[$0] * Double(sheet.invested[$0]) / Double(sheet.seeds[$0]) },
                transform: sheet.transform)
        }
    }

    /// The windows of every shock period and series, for some models.
    func volatility(of models: [String], periods: [ShockPeriod]) -> [Evidence.Volatility] {
        periods.flatMap { period -> [Evidence.Volatility] in
            guard let first = period.intervals.map(\.dates.lowerBound).min(),
                let last = period.intervals.map(\.dates.upperBound).max()
            else { return [] }
            let from = max(Int(first.dayNumber) - firstDay, 0)
            let to = min(Int(last.dayNumber) - firstDay, days - 1)
            guard from <= to else { return [] }
            return symbols.enumerated().compactMap { place, symbol in
                let cells = (from...to).map { place * days + $0 }.filter { actual[$0].isFinite }
                guard !cells.isEmpty else { return nil }
                return Evidence.Volatility(
                    period: period.name, symbol: symbol,
                    sessions: cells.map { SessionDate(dayNumber: Int32(firstDay + $0 % days)) },
                    absoluteReturn: cells.map { abs(actual[$0]) },
                    forecasts: Dictionary(
                        uniqueKeysWithValues: models.compactMap { model in
                            sheets[model].map { sheet in
                                (
                                    model,
                                    cells.map { cell in
                                        sheet.seeds[cell] == 0
                                            ? nil
                                            : Double(sheet.standardDeviation[cell]) / Double(sheet.seeds[cell])
                                    }
                                )
                            }
                        }))
            }
        }
    }

    private func commonCells() -> [Int] {
        actual.indices.filter { cell in
            actual[cell].isFinite && sheets.values.allSatisfy { $0.seeds[cell] > 0 }
        }
    }
}
