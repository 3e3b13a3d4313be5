public import Windowing

/// How a forecast beyond the next session is made by a model of the next one.
public enum HorizonMethod: String, CaseIterable, Hashable, Sendable, Codable {
    /// Paths from the fitted model: the next return is drawn from its forecast and taken in as if it had come, session after session.
    case simulated
    /// The model is fitted anew on the target itself, once for each.
    case direct
    /// The next session's forecast: as it is for a single session, with its mean times h and its spread times √h for a sum.
    ///
    /// Exact where returns are independent, alike and normal, as those of a random walk are; the rule of RiskMetrics (1996) for EWMA.
    case scaled
}

/// Something that forecasts log returns beyond the next session.
public protocol HorizonForecaster: Sendable {
    /// How it does.
    var method: HorizonMethod { get }
    /// Forecasts of every target after every cutoff c.
    ///
    /// A forecast uses the sessions `0...c` of a series and what the panel knew by then, and nothing later.
    ///
    /// - Parameters:
    ///   - series: the panel's series.
    ///   - cutoffs: the cutoffs of each series, rising.
    ///   - targets: what is forecast, rising.
    ///   - isCancelled: asked between steps of long work.
    /// - Returns: `[target][series][cutoff]`; nil where a series' past is too short.
    func forecasts(
        forEach series: [ReturnSeries], cutoffs: [[Int]], targets: [ReturnTarget], isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> [[[PredictiveDistribution?]]]
}

extension PredictiveDistribution {
    /// The distribution stretched to a sum over some sessions: the mean times h, the spread times √h.
    public func summed(over sessions: Int) -> PredictiveDistribution {
        let (count, root) = (Double(sessions), Double(sessions).squareRoot())
        switch self {
        case .normal(let mean, let standardDeviation):
            return .normal(mean: count * mean, standardDeviation: root * standardDeviation)
        case .studentT(let location, let scale, let nu):
            return .studentT(location: count * location, scale: root * scale, degreesOfFreedom: nu)
        case .quantiles(let own):
            let mean = own.mean
            return .quantiles(
                QuantileDistribution(separating: own.values.map { count * mean + root * ($0 - mean) }))
        }
    }
}

/// Next-session forecasts stretched by the square root of time.
public struct ScaledHorizons: HorizonForecaster {
    private let fitted: any FittedPredictor

    /// The forecasts of a fitted predictor, stretched.
    public init(_ fitted: any FittedPredictor) { self.fitted = fitted }

    /// Scaled.
    public var method: HorizonMethod { .scaled }

    /// Each a next-session forecast with its mean times the target's span and its spread times the root of that.
    public func forecasts(
        forEach series: [ReturnSeries], cutoffs: [[Int]], targets: [ReturnTarget], isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> [[[PredictiveDistribution?]]] {
        let next = try fitted.forecasts(forEach: series, chosen: cutoffs, isCancelled: isCancelled)
        return targets.map { target in
            target.span == 1 ? next : next.map { $0.map { $0?.summed(over: target.span) } }
        }
    }
}

/// Forecasts of models that were each fitted on one target.
public struct DirectHorizons: HorizonForecaster {
    private let fitted: [ReturnTarget: any FittedPredictor]

    /// Fits a predictor once for each target.
    public init(
        _ predictor: any Predictor, panel: TrainingPanel, targets: [ReturnTarget], seed: UInt64,
        isCancelled: @Sendable () -> Bool
    ) throws(FittingError) {
        precondition(predictor.horizonMethods.contains(.direct), "\(predictor.name) has the next session alone")
        var fitted: [ReturnTarget: any FittedPredictor] = [:]
        for target in targets {
            fitted[target] = try predictor.fit(panel.aimed(at: target), seed: seed, isCancelled: isCancelled)
        }
        self.fitted = fitted
    }

    /// Direct.
    public var method: HorizonMethod { .direct }

    /// What the model of each target says.
    ///
    /// - Precondition: the targets are among those that were fitted.
    public func forecasts(
        forEach series: [ReturnSeries], cutoffs: [[Int]], targets: [ReturnTarget], isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> [[[PredictiveDistribution?]]] {
        var all: [[[PredictiveDistribution?]]] = []
        for target in targets {
            guard let fitted = fitted[target] else { preconditionFailure("no model of \(target)") }
            all.append(try fitted.forecasts(forEach: series, chosen: cutoffs, isCancelled: isCancelled))
        }
        return all
    }
}

extension FittedPredictor {
    /// The forecasts after chosen cutoffs of each series, rising.
    public func forecasts(
        forEach series: [ReturnSeries], chosen cutoffs: [[Int]], isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> [[PredictiveDistribution?]] {
        let ranges = cutoffs.map { chosen in
            chosen.first.flatMap { first in chosen.last.map { first..<$0 + 1 } } ?? 0..<0
        }
        let all = try forecasts(forEach: series, cutoffs: ranges, isCancelled: isCancelled)
        return zip(zip(cutoffs, ranges), all).map { chosen, forecasts in
            chosen.0.map { forecasts[$0 - chosen.1.lowerBound] }
        }
    }
}
