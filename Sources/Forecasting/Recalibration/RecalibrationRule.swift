/// How the errors of a panel move the scale of its next forecasts.
///
/// After each session, with `s` the mean over the symbols of a score of their standardised errors,
/// `c_{t+1} = b·c_t + a·s_t`, and the next scales are multiplied by `exp(offset + c)`. One number for all symbols: what a crash
/// tells of the scale, it tells of all of them at once, long before any one series could know.
public struct RecalibrationRule: Hashable, Sendable, Codable {
    /// What is fed back of an error.
    public enum Score: Hashable, Sendable, Codable {
        /// The slope of the log density by the log scale: `(ν + 1)z²/(ν + z²) − 1`, or `z² − 1` of a normal.
        case likelihood
        /// 1 outside the central interval of a level and 0 inside, less its expectation: adaptive conformal inference (Gibbs &
        /// Candès, NeurIPS 2021).
        case coverage(level: Double)
    }

    /// What is fed back.
    public var score: Score
    /// a, how much of it.
    public var gain: Double
    /// b, the share of the correction that is kept from session to session.
    public var retention: Double
    /// A correction that never changes: split conformal calibration where `gain` is zero.
    public var offset: Double
    /// Sessions after which an error is forgotten exactly; nil for never.
    public var window: Int?

    /// A rule from its settings.
    public init(score: Score, gain: Double, retention: Double, offset: Double = 0, window: Int? = nil) {
        self.score = score
        self.gain = gain
        self.retention = retention
        self.offset = offset
        self.window = window
    }

    /// The score of one outcome.
    func score(of forecast: PredictiveDistribution, actual: Double) -> Double {
        switch score {
        case .likelihood:
            let z = (actual - forecast.mean) / forecast.scale
            guard let nu = forecast.shape else { return min(z * z, 100) - 1 }
            return (nu + 1) * (z * z) / (nu + z * z) - 1
        case .coverage(let level):
            let isOutside = abs(2 * forecast.cumulativeProbability(of: actual) - 1) > level
            return (isOutside ? 1 : 0) - (1 - level)
        }
    }

    /// The correction after each of some sessions' scores, from none at the start.
    func corrections(_ scores: [Double]) -> [Double] {
        var corrections: [Double] = []
        corrections.reserveCapacity(scores.count)
        var correction = 0.0
        for (index, score) in scores.enumerated() {
            if let window {
                // Summed anew, so that nothing older is in it, not even as rounding.
                correction = 0
                for place in max(0, index - window + 1)..<index + 1 {
                    correction = retention * correction + gain * scores[place]
                }
            } else {
                correction = retention * correction + gain * score
            }
            corrections.append(correction)
        }
        return corrections
    }

    /// The forecast with its scale corrected.
    func corrected(_ forecast: PredictiveDistribution, by correction: Double) -> PredictiveDistribution {
        let factor = exponential(min(max(offset + correction, -2), 2))
        switch forecast {
        case .normal(let mean, let standardDeviation):
            return .normal(mean: mean, standardDeviation: factor * standardDeviation)
        case .studentT(let location, let scale, let nu):
            return .studentT(location: location, scale: factor * scale, degreesOfFreedom: nu)
        }
    }
}
