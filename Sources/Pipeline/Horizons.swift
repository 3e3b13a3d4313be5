internal import Evaluation
internal import Forecasting
internal import Predictors
internal import Windowing

/// What a trial forecasts beyond the next session, and how.
struct HorizonWork: Sendable {
    var settings: PipelineConfiguration.Horizons
    var schedule: HorizonSchedule

    /// Adds to a trial's outcome what lies beyond the next session, forecast by the model that the trial fitted or, for direct forecasts, by
    /// models fitted on each target.
    func add(
        to outcome: inout TrialOutcome, of predictor: any Predictor, on series: [ReturnSeries],
        forecastOnly: Set<String>, trial: PlannedTrial, isCancelled: @Sendable () -> Bool
    ) throws {
        let series = series.sharingPanel(without: forecastOnly)
        let panel = TrainingPanel(
            series: series, training: trial.fold.training, validation: trial.fold.validation,
            forecastOnly: forecastOnly)
        let forecaster = try forecaster(
            of: predictor, asked: trial.model.horizonMethod, fitted: outcome.fitted, panel: panel,
            seed: trial.randomSeed, isCancelled: isCancelled)
        outcome.horizonMethod = forecaster.method
        outcome.hindcasts += try hindcasts(
            of: forecaster, model: predictor.name, on: series, panel: panel, fold: trial.fold, schedule: schedule,
            isCancelled: isCancelled)
    }

    /// How many times a trial fits a model: once more for each target where it is fitted on these.
    func fits(of model: ModelConfiguration) -> Int {
        let method = settings.method(of: Registry.predictor(model), asked: model.horizonMethod)
        return method == .direct ? 1 + schedule.targets.count : 1
    }

    /// The forecaster beyond the next session that goes with a fitted model.
    ///
    /// - Parameter asked: the method asked for of this model, which has it; nil for what is asked of all.
    func forecaster(
        of predictor: any Predictor, asked: HorizonMethod?, fitted: any FittedPredictor, panel: TrainingPanel,
        seed: UInt64,
        isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any HorizonForecaster {
        if let wrapper = predictor as? Recalibrated, let wrapped = fitted as? FittedRecalibrated {
            let base = try forecaster(
                of: wrapper.base, asked: asked, fitted: wrapped.base, panel: panel, seed: seed,
                isCancelled: isCancelled)
            return RecalibratedHorizons(wrapped, base: base)
        }
        let method = settings.method(of: predictor, asked: asked)
        if method == .simulated,
            let paths = try PathSimulation(
                fitted, panel: panel, paths: settings.paths, seed: seed, isCancelled: isCancelled)
        {
            return paths
        }
        // What looks at ranges cannot be simulated, for a simulated session has none: it is fitted on each target.
        guard method != .scaled, predictor.horizonMethods.contains(.direct) else { return ScaledHorizons(fitted) }
        return try DirectHorizons(
            predictor, panel: panel, targets: schedule.targets, seed: seed, isCancelled: isCancelled)
    }
}

extension PipelineConfiguration.Horizons {
    /// The method asked for of this model, which has it; else the one asked for of all, where it has that; else its own.
    func method(of predictor: any Predictor, asked: HorizonMethod?) -> HorizonMethod {
        if let asked { return asked }
        let methods = predictor.horizonMethods
        guard let method, methods.contains(method) else { return methods[0] }
        return method
    }
}

extension RunContext {
    /// What the run forecasts beyond the next session; nil for nothing.
    func horizonWork() -> HorizonWork? {
        guard !configuration.horizons.targets.isEmpty else { return nil }
        return HorizonWork(
            settings: configuration.horizons,
            schedule: HorizonSchedule(
                targets: configuration.horizons.targets, step: configuration.horizons.step, test: testSpan,
                calendar: data.calendar))
    }
}
