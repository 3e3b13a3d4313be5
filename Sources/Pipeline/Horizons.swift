internal import Evaluation
internal import Forecasting
internal import Predictors
internal import Windowing

/// What a trial forecasts beyond the next session, and how.
struct HorizonWork: Sendable {
    var settings: PipelineConfiguration.Horizons
    var schedule: HorizonSchedule

    /// The sums of a trial's fold, forecast by the model the trial fitted or, for direct ones, by models fitted on sums.
    func hindcasts(
        of predictor: any Predictor, fitted: any FittedPredictor, on series: [ReturnSeries],
        forecastOnly: Set<String>, trial: PlannedTrial, isCancelled: @Sendable () -> Bool
    ) throws -> [Hindcast] {
        let series = series.sharingPanel(without: forecastOnly)
        let panel = TrainingPanel(
            series: series, training: trial.fold.training, validation: trial.fold.validation,
            forecastOnly: forecastOnly)
        let forecaster = try forecaster(
            of: predictor, fitted: fitted, panel: panel, seed: trial.randomSeed, isCancelled: isCancelled)
        return try Evaluation.hindcasts(
            of: forecaster, model: predictor.name, on: series, panel: panel, fold: trial.fold, schedule: schedule,
            isCancelled: isCancelled)
    }

    /// The forecaster of sums that goes with a fitted model.
    func forecaster(
        of predictor: any Predictor, fitted: any FittedPredictor, panel: TrainingPanel, seed: UInt64,
        isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any HorizonForecaster {
        let method = settings.method(of: predictor)
        if method == .simulated,
            let paths = try PathSimulation(
                fitted, panel: panel, paths: settings.paths, seed: seed, isCancelled: isCancelled)
        {
            return paths
        }
        // What looks at ranges cannot be simulated, for a simulated session has none: it is fitted on sums.
        guard method != .scaled, predictor.horizonMethods.contains(.direct) else { return ScaledHorizons(fitted) }
        return try DirectHorizons(
            predictor, panel: panel, horizons: schedule.horizons, seed: seed, isCancelled: isCancelled)
    }
}

extension PipelineConfiguration.Horizons {
    /// The method a model is asked for, where it has that; else the model's own.
    func method(of predictor: any Predictor) -> HorizonMethod {
        let methods = predictor.horizonMethods
        guard let method, methods.contains(method) else { return methods[0] }
        return method
    }
}

extension RunContext {
    /// What the run forecasts beyond the next session; nil for nothing.
    func horizonWork() -> HorizonWork? {
        guard !configuration.horizons.sums.isEmpty else { return nil }
        return HorizonWork(
            settings: configuration.horizons,
            schedule: HorizonSchedule(
                horizons: configuration.horizons.sums, step: configuration.horizons.step, test: testSpan,
                calendar: data.calendar))
    }
}
