internal import Evaluation
internal import Forecasting
internal import Market
internal import Store
internal import Windowing

// From the values that stages compute to the rows that the store keeps.

extension TrialRecord {
    /// A trial as a row.
    init(
        _ trial: PlannedTrial, fitted: any FittedPredictor, seconds: Double, forecastSeconds: Double? = nil,
        horizonMethod: HorizonMethod? = nil, run: String
    ) {
        var width: Int?
        if case .finite(let sessions) = fitted.response { width = sessions }
        let summary = fitted.trainingSummary
        self.init(
            runID: run, planIndex: trial.planIndex, model: trial.model.name, isNetwork: trial.model.isNetwork,
            width: width, seed: trial.seed, fold: trial.fold.index, training: trial.fold.training,
            validation: trial.fold.validation, test: trial.fold.test, parameters: fitted.cost.parameters,
            multiplyAddsPerForecast: fitted.cost.multiplyAddsPerForecast, trainSeconds: seconds,
            forecastSeconds: forecastSeconds, epochs: summary?.bestEpoch, trainingLoss: summary?.trainingLoss,
            validationLoss: summary?.validationLoss, horizonMethod: horizonMethod?.rawValue)
        history = (summary?.history ?? []).map {
            Epoch(trainingLoss: $0.training, validationLoss: $0.validation)
        }
    }
}

extension ForecastRecord {
    /// A forecast as a row.
    init(
        symbol: String, cutoff: SessionDate, target: SessionDate?, distribution: PredictiveDistribution,
        actual: Double?, naiveScale: Double?, of returnTarget: ReturnTarget = .nextSession
    ) {
        let interval = distribution.interval(level: 0.9)
        self.init(
            symbol: symbol, cutoff: cutoff, targetDate: target, horizon: returnTarget.horizon,
            family: distribution.family,
            mean: distribution.mean, scale: distribution.scale, shape: distribution.shape,
            standardDeviation: distribution.standardDeviation, q05: interval.lowerBound, q50: distribution.median,
            q95: interval.upperBound, probabilityUp: distribution.probabilityAboveZero,
            invest: distribution.decision == .invest, actual: actual, naiveScale: naiveScale,
            quantiles: distribution.quantiles, span: returnTarget.span)
    }

    /// The forecast behind a row.
    func distribution() throws -> PredictiveDistribution {
        guard
            let distribution = PredictiveDistribution(
                family: family, mean: mean, scale: scale, shape: shape, quantiles: quantiles)
        else {
            throw UnknownFamilyError(family: family, symbol: symbol, cutoff: cutoff)
        }
        return distribution
    }
}

/// A stored forecast of a kind this program does not know.
public struct UnknownFamilyError: Error, Hashable, CustomStringConvertible {
    var family: String
    var symbol: String
    var cutoff: SessionDate

    /// The sentence for the operator.
    public var description: String {
        "the stored forecast of \(symbol) at \(cutoff) is of the family “\(family)”, which this version does not "
            + "know; use the version that wrote the store"
    }
}
