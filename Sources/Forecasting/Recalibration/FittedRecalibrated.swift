internal import Market
public import Windowing

/// A fitted predictor whose scale follows the errors of the panel.
public struct FittedRecalibrated: FittedPredictor {
    /// What is corrected.
    public let base: any FittedPredictor
    /// The base's name, by which its reader is found.
    public let baseName: String
    /// How.
    public let rule: RecalibrationRule

    init(base: any FittedPredictor, baseName: String, rule: RecalibrationRule) {
        self.base = base
        self.baseName = baseName
        self.rule = rule
    }

    /// The base's, and as many sessions more as an error is remembered; infinite where either is.
    public var response: Response { Recalibrated.response(base: base.response, window: rule.window) }

    /// The base's, and two settings.
    public var cost: ModelCost {
        ModelCost(
            parameters: base.cost.parameters + 2, multiplyAddsPerForecast: base.cost.multiplyAddsPerForecast + 2)
    }

    /// The base's.
    public var trainingSummary: TrainingSummary? { base.trainingSummary }

    /// The base's forecasts, with scales corrected by the errors of the panel the series brings, or of itself alone.
    public func forecasts(for series: ReturnSeries, cutoffs: Range<Int>) -> [PredictiveDistribution?] {
        let panel = series.panel ?? PanelReturns([series])
        return corrected(
            base.forecasts(for: series, cutoffs: cutoffs), of: series, cutoffs: cutoffs, by: correction(panel))
    }

    /// The errors of a panel that all series bring are computed once.
    public func forecasts(
        forEach series: [ReturnSeries], cutoffs: [Range<Int>], isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> [[PredictiveDistribution?]] {
        let plain = try base.forecasts(forEach: series, cutoffs: cutoffs, isCancelled: isCancelled)
        guard let last = series.compactMap(\.panel).max(by: { $0.dates.count < $1.dates.count }),
            series.allSatisfy({ $0.panel?.symbols == last.symbols })
        else { return zip(series, cutoffs).map { forecasts(for: $0, cutoffs: $1) } }
        let corrections = correction(last)
        return zip(zip(series, cutoffs), plain).map {
            corrected($1, of: $0.0, cutoffs: $0.1, by: corrections)
        }
    }

    /// A correction for each session of the panel.
    private func correction(_ panel: PanelReturns) -> (errors: PanelErrors, corrections: [Double]) {
        let errors = PanelErrors(of: base, on: panel, score: rule.score)
        return (errors, rule.corrections(errors.sessions))
    }

    private func corrected(
        _ forecasts: [PredictiveDistribution?], of series: ReturnSeries, cutoffs: Range<Int>,
        by correction: (errors: PanelErrors, corrections: [Double])
    ) -> [PredictiveDistribution?] {
        zip(cutoffs, forecasts).map { cutoff, forecast in
            forecast.map {
                let place = correction.errors.place(of: series.dates[cutoff])
                return rule.corrected($0, by: place.map { correction.corrections[$0] } ?? 0)
            }
        }
    }

    private struct Saved: Codable {
        var rule: RecalibrationRule
        var baseName: String
        var base: [UInt8]
    }

    /// The rule, and the base as it saves itself.
    public func encoded() throws -> [UInt8] {
        try ModelCoding.encode(Saved(rule: rule, baseName: baseName, base: try base.encoded()))
    }

    /// Reads what ``encoded()`` wrote, with the base's own reader.
    ///
    /// - Parameter decode: reads the bytes of the base of that name.
    public init(decoding bytes: [UInt8], base decode: (String, [UInt8]) throws -> any FittedPredictor) throws {
        let saved = try ModelCoding.decode(Saved.self, from: bytes)
        self.init(base: try decode(saved.baseName, saved.base), baseName: saved.baseName, rule: saved.rule)
    }
}
