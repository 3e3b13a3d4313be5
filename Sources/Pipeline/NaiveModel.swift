internal import Evaluation
internal import Forecasting
internal import Market
internal import Predictors

extension PipelineConfiguration {
    /// The same pipeline as it is worked on: with the random walk, and with networks of the size asked for.
    func complete() -> PipelineConfiguration { withNaiveModel().withEqualParameters() }

    /// The same pipeline with the random walk in it: a report always has the honest line.
    func withNaiveModel() -> PipelineConfiguration {
        guard !models.contains(where: { $0.name == naiveModel }),
            let family = Registry.model(naiveModel)?.family, let model = try? family.model()
        else { return self }
        var configuration = self
        configuration.models.insert(model, at: 0)
        return configuration
    }

    /// The same nightly pipeline with EWMA in it: a track record is held against it too.
    func withVolatilityModel() -> PipelineConfiguration {
        guard !models.contains(where: { $0.family == "ewma" }), let family = Registry.model("ewma")?.family,
            let model = try? family.model()
        else { return self }
        var configuration = self
        configuration.models.insert(model, at: 1)
        return configuration
    }

    /// How the test span is cut into folds.
    func walkForward(test: ClosedRange<SessionDate>, refit: RefitSchedule) -> WalkForward {
        let window: WalkForward.TrainingWindow =
            switch training {
            case .expanding: .expanding
            case .rolling(.sessions(let count)): .rolling(sessions: count)
            case .rolling(.years(let count)): .rollingYears(count)
            case .anchored(let date): .anchored(date)
            }
        let schedule: WalkForward.Refit =
            switch refit {
            case .yearly: .yearly
            case .monthly: .monthly
            case .every(let sessions): .every(sessions: sessions)
            case .never: .never
            }
        let heldOut: WalkForward.Validation =
            switch validation {
            case .years(let count): .years(count)
            case .sessions(let count): .sessions(count)
            }
        return WalkForward(
            test: test, trainingWindow: window, refit: schedule, validation: heldOut, horizon: horizon,
            embargo: embargo)
    }
}
