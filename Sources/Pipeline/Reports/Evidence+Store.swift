internal import ElementaryFunctions
internal import Evaluation
internal import Forecasting
internal import Ingestion
internal import Market
internal import Reporting
internal import Store

/// e to a power.
func exponential(_ value: Double) -> Double { Elementary.exp(value) }

/// What the pictures of a run are drawn from, out of its store alone.
func evidence(of run: RunRecord, content: ReportContent, in store: Store) throws -> Evidence {
    var evidence = Evidence()
    let symbols = content.dataHealth.map(\.symbol).sorted()
    let shown = emphasisedModels(content)
    let grid = try OutcomeGrid(
        run: run, span: content.run.testSpan, horizon: content.run.horizon, symbols: symbols, in: store)
    grid.fill(&evidence)
    let scored = Set(content.shockTable.map(\.period))
    evidence.volatility = grid.volatility(
        of: shown, periods: content.shockPeriods.filter { scored.contains($0.name) })
    if let chart = content.chart {
        let candidates = shown.filter { $0 != chart.model && $0 != naiveModel }.prefix(1)
        for model in [chart.model] + candidates {
            if let fan = try fan(of: model, like: chart, run: run, in: store) { evidence.fans.append(fan) }
        }
    }
    evidence.calendars = try calendars(of: symbols, in: store)
    evidence.fits = try fits(of: run, in: store)
    evidence.influences = influences(content.memories)
    return evidence
}

/// How the fits of a run went, in the order of its plan.
func fits(of run: RunRecord, in store: Store) throws -> [Evidence.Fit] {
    let histories = try store.trainingHistories(run: run.id)
    return try store.trials(run: run.id).filter { $0.trainingLoss != nil || $0.validationLoss != nil }.map {
        trial in
        Evidence.Fit(
            model: trial.model, seed: trial.seed, fold: trial.fold, year: trial.test.lowerBound.year,
            epochs: trial.epochs, trainingLoss: trial.trainingLoss, validationLoss: trial.validationLoss,
            history: (histories[trial.planIndex] ?? []).map {
                .init(trainingLoss: $0.trainingLoss, validationLoss: $0.validationLoss)
            })
    }
}

/// One model's intervals over the sessions of the report's chart; nil where it has none.
private func fan(of model: String, like chart: PriceChart, run: RunRecord, in store: Store) throws -> Evidence.Fan?
{
    guard let first = chart.sessions.first?.date, let last = chart.sessions.last?.date else { return nil }
    let closes = Dictionary(chart.sessions.map { ($0.date, $0.close) }, uniquingKeysWith: { first, _ in first })
    var steps: [Evidence.Fan.Step] = []
    var seed: Int?
    try store.forEachForecast(
        run: run.id, model: model, symbol: chart.symbol, horizon: 1, from: first, to: last
    ) { stored in
        if seed == nil { seed = stored.seed }
        let forecast = stored.forecast
        guard stored.seed == seed, let target = forecast.targetDate,
            let actual = forecast.actual,
            let close = closes[target]
        else { return }
        let distribution = try forecast.distribution()
        steps.append(
            Evidence.Fan.Step(
                // The close before need not be on the chart: the outcome leads back to it.
                target: target, base: close * exponential(-actual),
                quantiles: [0.005, 0.05, 0.25, 0.75, 0.95, 0.995].map(distribution.quantile), actual: actual))
    }
    return steps.isEmpty ? nil : Evidence.Fan(symbol: chart.symbol, model: model, steps: steps)
}

/// How a unit event fades in each model whose memory was measured.
private func influences(_ memories: [ModelMemory]) -> [Evidence.Influence] {
    memories.compactMap { memory in
        memory.response(to: .unit).map { response in
            let values = response.influence.influence
            return Evidence.Influence(
                model: memory.model, response: memory.width == nil ? "infinite" : "finite", width: memory.width,
                lags: Array(values.indices), values: values)
        }
    }
}

/// Each series' months: what is there, what is missing, what was refused.
private func calendars(of symbols: [String], in store: Store) throws -> [Evidence.Calendar] {
    let sessions = try store.sessionsBySymbol()
    let common = commonSessions(sessions)
    var refused: [String: [String: Int]] = [:]
    for row in try store.rejectedRows() {
        let month = leadingDate(of: row.row.rawText).map { "\(monthNumber($0))" } ?? ""
        refused[row.symbol, default: [:]][month, default: 0] += 1
    }
    return symbols.compactMap { symbol in
        guard let dates = sessions[symbol], let first = dates.first, let last = dates.last else { return nil }
        let numbers = monthNumber(first)...monthNumber(last)
        var months = numbers.map { number in
            Evidence.Calendar.Month(
                number: number, sessions: 0, missing: 0, rejected: refused[symbol]?["\(number)"] ?? 0)
        }
        let held = Set(dates)
        for date in dates { months[monthNumber(date) - numbers.lowerBound].sessions += 1 }
        for date in common where date >= first && date <= last && !held.contains(date) {
            months[monthNumber(date) - numbers.lowerBound].missing += 1
        }
        let dated = months.reduce(0) { $0 + $1.rejected }
        let all = refused[symbol]?.values.reduce(0, +) ?? 0
        return Evidence.Calendar(symbol: symbol, months: months, undatedRejections: all - dated)
    }
}

/// Sessions that more than half of the other series have at that time: the rule of the view `data_health`.
private func commonSessions(_ sessions: [String: [SessionDate]]) -> [SessionDate] {
    var bars: [SessionDate: Int] = [:]
    for dates in sessions.values { for date in dates { bars[date, default: 0] += 1 } }
    let spans = sessions.values.compactMap { dates in
        dates.first.flatMap { first in dates.last.map { (first, $0) } }
    }
    return bars.compactMap { date, count in
        let alive = spans.count { $0.0 <= date && date <= $0.1 }
        return 2 * count > alive - 1 ? date : nil
    }
}

private func monthNumber(_ date: SessionDate) -> Int {
    let (year, month, _) = date.components
    return year * 12 + month - 1
}

/// The date a refused row begins with, where it does.
private func leadingDate(of text: String) -> SessionDate? { SessionDate(iso: text.prefix(10)) }
