public import Windowing

/// A forecaster's distributions beyond the next session, their scale corrected by the panel's errors.
///
/// How far ahead a correction reaches, see ``RecalibrationRule``: it fades with the rule's retention.
public struct RecalibratedHorizons: HorizonForecaster {
    private let fitted: FittedRecalibrated
    private let base: any HorizonForecaster

    /// What is corrected is a forecaster of the wrapper's base.
    public init(_ fitted: FittedRecalibrated, base: any HorizonForecaster) {
        self.fitted = fitted
        self.base = base
    }

    /// The base's.
    public var method: HorizonMethod { base.method }

    /// The base's forecasts, corrected by what each cutoff knew.
    public func forecasts(
        forEach series: [ReturnSeries], cutoffs: [[Int]], targets: [ReturnTarget], isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> [[[PredictiveDistribution?]]] {
        let plain = try base.forecasts(
            forEach: series, cutoffs: cutoffs, targets: targets, isCancelled: isCancelled)
        let corrections = fitted.corrections(forEach: series, cutoffs: cutoffs)
        return zip(targets, plain).map { target, plain in
            zip(plain, corrections).map { forecasts, corrections in
                zip(forecasts, corrections).map { forecast, correction in
                    forecast.map { fitted.rule.corrected($0, of: target, by: correction) }
                }
            }
        }
    }
}
