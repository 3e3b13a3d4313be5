internal import Evaluation
internal import Forecasting
internal import Ingestion
internal import Market
internal import Predictors
internal import Store
internal import Windowing

extension NightContext {
    /// The fitted model that forecasts this night, with the trial of its fit.
    ///
    /// An as-of night takes the champion of that time, or a fit of its own where there was none.
    func model(planIndex: Int) throws -> (model: StoredModel, trial: TrialRecord)? {
        if let champion = try store.champion(fitKey: fitKey(planIndex), for: last) { return champion }
        guard let model = try store.models(run: run.id).first(where: { $0.planIndex == fitIndex(planIndex) }),
            let trial = try store.trials(run: run.id).first(where: { $0.planIndex == model.planIndex })
        else { return nil }
        return (model, trial)
    }

    /// Fits the models that have no champion yet, side by side.
    func fitMissing() async throws {
        let missing = try plan.indices.filter { try model(planIndex: $0) == nil }
        guard !missing.isEmpty else { return }
        let source = NightSource(self)
        let history = try source.history()
        let fold = try fold(of: history)
        try await withThrowingTaskGroup(of: FinishedFit.self) { group in
            var waiting = missing[...]
            func startNext() {
                guard let index = waiting.popFirst() else { return }
                environment.progress(.notice("fitting \(label(index))"))
                group.addTask { try fit(index, on: history, fold: fold) }
            }
            for _ in 0..<max(environment.jobs, 1) { startNext() }
            while let done = try await group.next() {
                startNext()
                try store.save(
                    fit: done.record(run: run.id, planIndex: fitIndex(done.planIndex)),
                    model: try done.model(label: label(done.planIndex)),
                    registration: isAsOf ? nil : registration(done.planIndex, role: .champion, reason: .first))
            }
        }
    }

    /// Fits the models that are due, after the night's forecasts are stored; a challenger that is not worse takes over.
    func retrainDue() async throws {
        guard case .nightly(let schedule) = configuration.kind else { return }
        let due = try plan.indices.filter { index in
            guard let latest = try store.latestFit(fitKey: fitKey(index)), latest < last else { return false }
            return try isDue(schedule, since: latest)
        }
        guard !due.isEmpty else { return }
        let history = try NightSource(self).history()
        let fold = try fold(of: history)
        for index in due {
            if environment.isCancelled() { throw FittingError.cancelled }
            environment.progress(.notice("fitting \(label(index)) anew"))
            guard let champion = try model(planIndex: index),
                let registered = Registry.model(plan[index].model.family)
            else { continue }
            let challenger = try fit(index, on: history, fold: fold)
            let test = try challengerTest(
                challenger.fitted, against: registered.decode(champion.model.model.encoded), on: history,
                dates: fold.validation, isCancelled: environment.isCancelled)
            var decision = registration(index, role: test.isWorse ? .challenger : .champion, reason: .test)
            (decision.meanDifference, decision.pValue, decision.sessions) = (
                test.meanDifference, test.pValueWorse, test.sessions
            )
            try store.save(
                fit: challenger.record(run: run.id, planIndex: fitIndex(index)),
                model: try challenger.model(label: label(index)), registration: decision)
            environment.progress(.notice(decisionSentence(decision)))
        }
    }

    private func isDue(_ schedule: PipelineConfiguration.RefitSchedule, since latest: SessionDate) throws -> Bool {
        let (then, now) = (latest.components, last.components)
        switch schedule {
        case .never: return false
        case .yearly: return then.year != now.year
        case .monthly: return (then.year, then.month) != (now.year, now.month)
        case .every(let sessions): return try store.sessionCount(after: latest, to: last) >= sessions
        }
    }

    private func label(_ index: Int) -> String { "\(plan[index].model.name) seed \(plan[index].seed)" }

    /// Where the trial of a fit stands in the run's plan: behind those of the forecasts.
    private func fitIndex(_ index: Int) -> Int { plan.count + index }

    /// Everything that decides a fit but the prices: champions of other settings are not its champions.
    private func fitKey(_ index: Int) -> String {
        let (model, seed) = plan[index]
        let data = configuration.data
        let splits = configuration.ingest.normalised.map { "\($0) \($1)" }.joined(separator: ";")
        let text =
            "\(configuration.name)|\(model.canonicalText)|\(seed)|\(configuration.training)|\(configuration.validation)|"
            + "\(configuration.horizon)|\(data.symbols?.joined(separator: " ") ?? "")|\(data.from?.description ?? "")|"
            + "\(data.forecastOnly.joined(separator: " "))|"
            + "\(data.firstDates ?? "")|\(splits)|\(hindcastVersion)"
        return fingerprint(text.utf8)
    }

    private func registration(
        _ index: Int, role: Registration.Role, reason: Registration.Reason
    ) -> Registration {
        Registration(
            fitKey: fitKey(index), model: plan[index].model.name, seed: plan[index].seed, modelID: 0, session: last,
            role: role, reason: reason)
    }

    /// The fold whose test would begin on the day after the last session.
    private func fold(of history: [ReturnSeries]) throws -> Fold {
        let tomorrow = last.advanced(byDays: 1)
        let sessions = calendar(of: history.map(\.dates)) + [tomorrow]
        return try configuration.walkForward(test: tomorrow...tomorrow, refit: .never).folds(over: sessions)[0]
    }

    private func fit(_ index: Int, on history: [ReturnSeries], fold: Fold) throws -> FinishedFit {
        let (model, seed) = plan[index]
        let trial = PlannedTrial(planIndex: index, model: model, seed: seed, fold: fold, cost: 1)
        let start = environment.seconds()
        let fitted = try Registry.predictor(model).fit(
            TrainingPanel(
                series: history, training: fold.training, validation: fold.validation,
                forecastOnly: Set(configuration.data.forecastOnly)),
            seed: trial.randomSeed, isCancelled: environment.isCancelled)
        return FinishedFit(planIndex: index, trial: trial, fitted: fitted, seconds: environment.seconds() - start)
    }
}

/// What was decided on a challenger, as a sentence for the log and the report.
func decisionSentence(_ decision: Registration) -> String {
    let name = "\(decision.model) seed \(decision.seed)"
    switch decision.reason {
    case .first: return "\(name): the first fit, champion from now on"
    case .hand: return "\(name): made champion by hand"
    case .test:
        let p = decision.pValue.map { "p = \(($0 * 1000).rounded() / 1000)" } ?? "no difference"
        let sessions = decision.sessions ?? 0
        return decision.role == .champion
            ? "\(name): the new fit is not worse than the champion over \(sessions) sessions (\(p)) and takes over"
            : "\(name): the new fit is worse than the champion over \(sessions) sessions (\(p)) and is kept aside"
    }
}

/// A fit on its way to the store.
private struct FinishedFit: Sendable {
    var planIndex: Int
    var trial: PlannedTrial
    var fitted: any FittedPredictor
    var seconds: Double

    func record(run: String, planIndex: Int) -> TrialRecord {
        var record = TrialRecord(trial, fitted: fitted, seconds: seconds, run: run)
        (record.planIndex, record.fold) = (planIndex, 1)
        return record
    }

    func model(label: String) throws -> ModelRecord {
        ModelRecord(name: label, cutoff: trial.fold.validation.upperBound, encoded: try fitted.encoded())
    }
}
