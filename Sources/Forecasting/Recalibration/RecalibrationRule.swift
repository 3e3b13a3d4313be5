internal import Windowing

/// How the errors of a panel move the scale of its next forecasts.
///
/// After each session, with `s` the mean over the symbols of a score of their standardised errors,
/// `c_{t+1} = b·c_t + a·s_t`, and the next scales are multiplied by `exp(offset + c)`. With feedback the errors are those of the
/// corrected forecasts, without it those of the base, and c is then a plain weighted sum. One number for all symbols: what a crash
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
    /// Whether errors are measured in corrected scales.
    public var hasFeedback: Bool
    /// A correction that never changes: split conformal calibration where `gain` is zero.
    public var offset: Double
    /// Sessions after which an error is forgotten exactly; nil for never.
    public var window: Int?

    /// A rule from its settings.
    public init(
        score: Score, gain: Double, retention: Double, hasFeedback: Bool, offset: Double = 0, window: Int? = nil
    ) {
        self.score = score
        self.gain = gain
        self.retention = retention
        self.hasFeedback = hasFeedback
        self.offset = offset
        self.window = window
    }

    /// The mean score of a session's errors under a correction; zero for none.
    private func score(_ errors: ArraySlice<StandardisedError>, correction: Double) -> Double {
        guard !errors.isEmpty else { return 0 }
        let shrink = hasFeedback ? exponential(-limited(correction)) : 1
        var sum = 0.0
        for error in errors {
            let square = error.size * shrink * (error.size * shrink)
            switch score {
            case .likelihood:
                // (ν + 1)z²/(ν + z²) with 1/ν, which is zero for a normal; then a single error may not count for a hundred.
                let tail = error.inverseDegrees
                sum += min((1 + tail) * square / (1 + tail * square), 100) - 1
            case .coverage(let level):
                sum += (error.reach * shrink > 1 ? 1 : 0) - (1 - level)
            }
        }
        return sum / Double(errors.count)
    }

    /// The correction after each of some sessions' errors, from none at the start.
    func corrections(_ sessions: [ArraySlice<StandardisedError>]) -> [Double] {
        var corrections: [Double] = []
        corrections.reserveCapacity(sessions.count)
        func next(_ correction: Double, _ session: Int) -> Double {
            retention * correction + gain * score(sessions[session], correction: correction)
        }
        var correction = 0.0
        for session in sessions.indices {
            if let window {
                // Anew from its first session, so that nothing older is in it, not even as rounding.
                correction = 0
                for place in max(0, session - window + 1)..<session + 1 { correction = next(correction, place) }
            } else {
                correction = next(correction, session)
            }
            corrections.append(correction)
        }
        return corrections
    }

    private func limited(_ correction: Double) -> Double { min(max(offset + correction, -2), 2) }

    /// The forecast with its scale corrected.
    func corrected(_ forecast: PredictiveDistribution, by correction: Double) -> PredictiveDistribution {
        forecast.widened(by: exponential(limited(correction)))
    }

    /// The forecast of a later target with its scale corrected.
    ///
    /// Of the errors to come the forecasts say that they score nothing, so of the next session's correction `b^(k−1)` is expected to
    /// be left k sessions ahead, and none of it once a window has passed (up to there the errors that leave the window meanwhile are
    /// not taken out one by one, which matters little: the oldest weigh least). A sum's sessions are taken for equally volatile: its variance
    /// is multiplied by the mean of theirs.
    func corrected(
        _ forecast: PredictiveDistribution, of target: ReturnTarget, by correction: Double
    ) -> PredictiveDistribution {
        var (left, sum) = (correction, 0.0)
        for session in 1...target.horizon {
            if let window, session > window { left = 0 }
            if session > target.horizon - target.span { sum += exponential(2 * limited(left)) }
            left *= retention
        }
        return forecast.widened(by: (sum / Double(target.span)).squareRoot())
    }
}

extension PredictiveDistribution {
    /// The distribution about the same mean, its spread multiplied.
    fileprivate func widened(by factor: Double) -> PredictiveDistribution {
        switch self {
        case .normal(let mean, let standardDeviation):
            .normal(mean: mean, standardDeviation: factor * standardDeviation)
        case .studentT(let location, let scale, let nu):
            .studentT(location: location, scale: factor * scale, degreesOfFreedom: nu)
        case .quantiles(let own): .quantiles(own.scaled(by: factor))
        }
    }
}

/// How far an outcome lay from its forecast.
struct StandardisedError: Hashable, Sendable {
    /// |z|, in scales.
    var size: Double
    /// 1/ν; zero of a normal.
    var inverseDegrees: Double
    /// In half widths of the rule's interval; zero where the rule has none.
    var reach: Double

    init(_ forecast: PredictiveDistribution, actual: Double, score: RecalibrationRule.Score) {
        size = abs(actual - forecast.mean) / forecast.scale
        inverseDegrees = forecast.shape.map { 1 / $0 } ?? 0
        switch score {
        case .likelihood: reach = 0
        case .coverage(let level):
            let interval = forecast.interval(level: level)
            reach = abs(actual - forecast.mean) / (0.5 * (interval.upperBound - interval.lowerBound))
        }
    }
}
