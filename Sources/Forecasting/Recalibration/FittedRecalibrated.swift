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
        corrected([base.forecasts(for: series, cutoffs: cutoffs)], forEach: [series], cutoffs: [cutoffs])[0]
    }

    /// The same for several series.
    public func forecasts(
        forEach series: [ReturnSeries], cutoffs: [Range<Int>], isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> [[PredictiveDistribution?]] {
        let plain = try base.forecasts(forEach: series, cutoffs: cutoffs, isCancelled: isCancelled)
        return corrected(plain, forEach: series, cutoffs: cutoffs)
    }

    private func corrected(
        _ forecasts: [[PredictiveDistribution?]], forEach series: [ReturnSeries], cutoffs: [Range<Int>]
    ) -> [[PredictiveDistribution?]] {
        zip(forecasts, corrections(forEach: series, cutoffs: cutoffs.map(Array.init))).map {
            forecasts, corrections in
            zip(forecasts, corrections).map { forecast, correction in
                forecast.map { rule.corrected($0, by: correction) }
            }
        }
    }

    /// What the errors up to each cutoff say of the next session's scale.
    ///
    /// The errors of a panel that all series bring are computed once.
    func corrections(forEach series: [ReturnSeries], cutoffs: [[Int]]) -> [[Double]] {
        func corrections(of panel: PanelReturns) -> (SessionDate) -> Double {
            let errors = PanelErrors(of: base, on: panel, score: rule.score)
            let bySession = rule.corrections(errors.sessions)
            return { errors.place(of: $0).map { bySession[$0] } ?? 0 }
        }
        var shared: ((SessionDate) -> Double)?
        if let longest = series.compactMap(\.panel).max(by: { $0.dates.count < $1.dates.count }),
            series.allSatisfy({ $0.panel?.symbols == longest.symbols })
        {
            shared = corrections(of: longest)
        }
        return zip(series, cutoffs).map { one, cutoffs in
            let correction = shared ?? corrections(of: one.panel ?? PanelReturns([one]))
            return cutoffs.map { correction(one.dates[$0]) }
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
