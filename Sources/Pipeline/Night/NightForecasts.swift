internal import Evaluation
internal import Forecasting
internal import Market
internal import Predictors
internal import Store
internal import Windowing

extension NightContext {
    /// The forecasts of one model after each series' last session, and what was done for them.
    ///
    /// A forecast of record that an earlier run stored is not made twice.
    func forecast(
        planIndex: Int, from source: NightSource, open: [OpenForecast]
    ) throws -> (result: NightModelResult, leftOut: [LeftOutSeries]) {
        let (configuration, seed) = plan[planIndex]
        guard let (stored, fit) = try model(planIndex: planIndex),
            let registered = Registry.model(configuration.family)
        else { preconditionFailure("a night's models are fitted before they forecast") }
        let fitted = try registered.decode(stored.model.encoded)
        let due = try seriesWithoutForecast(model: configuration.name, seed: seed, open: open)
        var record = NightModelRecord(planIndex: planIndex, modelID: stored.id, method: .window)
        var states: [ModelState] = []
        var market: (after: SessionDate, state: [UInt8])?
        var distributions: [String: PredictiveDistribution?] = [:]
        if case .finite(let width) = fitted.response, !source.isAsOf {
            distributions = lastForecasts(of: fitted, on: try source.windows(width: width, for: due), due: due)
        } else if let panel = panelPredictor(fitted), !source.isAsOf {
            let stepped = try step(panel, id: stored.id, from: source)
            distributions = stepped.forecasts
            (states, market) = (stepped.states, stepped.market)
            (record.sessions, record.series, record.steppedFrom) = (stepped.sessions, states.count, stepped.from)
            record.method = .stepped
            if let reason = try reason(of: stepped, model: stored) {
                (record.method, record.reason) = (.rebuilt, reason)
            } else if stepped.startedAnew {
                record.method = .built
            }
            // A night that was begun with other data has moved the states and left forecasts out.
            let missing = due.filter { distributions[series[$0].symbol] == nil }
            if !missing.isEmpty {
                let history = try source.history()
                for index in missing {
                    let one = history[index]
                    distributions[one.symbol] = lastForecasts(of: fitted, on: history, due: [index])[one.symbol]
                }
            }
        } else {
            let history = try source.history()
            distributions = lastForecasts(of: fitted, on: history, due: due)
            record.method = .replayed
            (record.sessions, record.series) = (history.reduce(0) { $0 + $1.count }, history.count)
        }
        var leftOut: [LeftOutSeries] = []
        let forecasts = try due.compactMap { index -> ForecastRecord? in
            let symbol = series[index].symbol
            guard let cutoff = try lastSession(of: series[index]) else { return nil }
            guard let distribution = distributions[symbol] ?? nil, distribution.isValid else {
                let reason =
                    (distributions[symbol] ?? nil) == nil
                    ? "its past is too short" : "the distribution is not finite, look at its last prices"
                environment.progress(
                    .warning("\(configuration.name) makes no forecast of \(symbol) after \(cutoff): \(reason)"))
                leftOut.append(LeftOutSeries(symbol: symbol, model: configuration.name, reason: reason))
                return nil
            }
            return ForecastRecord(
                symbol: symbol, cutoff: cutoff, target: nil, distribution: distribution, actual: nil,
                naiveScale: nil)
        }
        record.forecasts = forecasts.count
        var trial = fit
        (trial.runID, trial.planIndex, trial.fold, trial.trainSeconds) = (run.id, planIndex, 0, 0)
        let tomorrow = last.advanced(byDays: 1)
        trial.test = tomorrow...tomorrow
        let result = NightModelResult(
            trial: trial, forecasts: forecasts, record: record, states: states, market: market)
        return (result, leftOut)
    }

    /// The last session of a series that the night knows.
    func lastSession(of series: SeriesOutline) throws -> SessionDate? {
        series.last <= last ? series.last : try store.lastSession(of: series.id, notAfter: last)
    }

    private func step(_ panel: any PanelPredictor, id: Int64, from source: NightSource) throws -> SteppedStates {
        func open<Model: PanelPredictor>(_ model: Model) throws -> SteppedStates {
            try stepStates(
                of: model, id: id, from: source, series: series, to: last,
                leavingOut: Set(configuration.data.forecastOnly), in: store,
                isCancelled: environment.isCancelled)
        }
        return try open(panel)
    }

    /// Why states had to be made again; nil where they were stepped as ever.
    private func reason(of stepped: SteppedStates, model: StoredModel) throws -> String? {
        guard stepped.sessions > 0 else { return nil }
        let losses = try store.stateLosses().filter { loss in
            loss.from <= last && series.contains { $0.symbol == loss.symbol }
                && (stepped.from.map { $0 < loss.from } ?? true)
        }
        guard let first = losses.first, try store.hasForecast(model: model.id) else { return nil }
        let what =
            if first.from == .beforeAll {
                "the first session used of \(first.symbol) is another one"
            } else if first.kind == "revised" {
                "the prices of \(first.symbol) on \(first.from) were revised"
            } else {
                "\(first.symbol) came late with its session of \(first.from)"
            }
        return losses.count == 1 ? what : what + " (and \(losses.count - 1) more)"
    }

    /// The series whose forecast after their last session is not of record yet; for an as-of night, all.
    private func seriesWithoutForecast(model: String, seed: Int, open: [OpenForecast]) throws -> [Int] {
        guard !isAsOf else { return Array(series.indices) }
        var recorded: [Int64: Set<SessionDate>] = [:]
        for one in open
        where one.isOfRecord && one.pipeline == configuration.name && one.model == model && one.seed == seed {
            recorded[one.seriesID, default: []].insert(one.cutoff)
        }
        let later = try store.recordedForecasts(
            pipeline: configuration.name, model: model, seed: seed, from: last)
        return try series.indices.filter { index in
            guard let cutoff = try lastSession(of: series[index]) else { return false }
            return !(recorded[series[index].id]?.contains(cutoff) ?? false)
                && !(later[series[index].symbol]?.contains(cutoff) ?? false)
        }
    }

    private func lastForecasts(
        of fitted: any FittedPredictor, on panel: [ReturnSeries], due: [Int]
    ) -> [String: PredictiveDistribution?] {
        let asked = due.map { panel[$0] }.filter { $0.count > 0 }
        let cutoffs = asked.map { $0.count - 1..<$0.count }
        // It throws only where it is asked to stop, which it is not here.
        let forecasts = (try? fitted.forecasts(forEach: asked, cutoffs: cutoffs, isCancelled: { false })) ?? []
        return Dictionary(
            zip(asked, forecasts).map { ($0.symbol, $1.first ?? nil) }, uniquingKeysWith: { first, _ in first })
    }
}
