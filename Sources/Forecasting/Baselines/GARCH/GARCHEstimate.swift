/// A GARCH fitted by maximum likelihood, with every start that was tried.
public struct GARCHEstimate: Hashable, Sendable, Codable {
    /// Which GARCH is fitted.
    public struct Form: Hashable, Sendable, Codable {
        /// Whether falls count differently from rises (GJR).
        public var isAsymmetric: Bool
        /// Whether errors are Student t rather than normal.
        public var hasStudentErrors: Bool

        /// A form from its two choices.
        public init(isAsymmetric: Bool, hasStudentErrors: Bool) {
            self.isAsymmetric = isAsymmetric
            self.hasStudentErrors = hasStudentErrors
        }
    }

    /// One start and where it led.
    public struct Trial: Hashable, Sendable, Codable {
        /// Where it started.
        public var start: GARCHParameters
        /// The log likelihood there.
        public var startLogLikelihood: Double
        /// The log likelihood where it ended.
        public var logLikelihood: Double
        /// Passes over the returns.
        public var passes: Int
        /// Whether no further step promised a gain; false where it was cut off or given up for a better start.
        public var converged: Bool
    }

    /// The best parameters found.
    public let parameters: GARCHParameters
    /// The log likelihood there.
    public let logLikelihood: Double
    /// The variance that the first session's was computed from.
    public let backcast: Double
    /// Every start, in the order tried.
    public let trials: [Trial]

    /// The fit of at least 30 returns that move; nil for fewer, or where all are equal.
    ///
    /// Fisher's scoring from three starts (a quick, a usual and a slow variance, each at the sample's level), with
    /// constraints `ω > 0`, `α ≥ 0`, `α + γ ≥ 0`, `β ≥ 0`, `α + γ/2 + β < 1` and `2.05 ≤ ν ≤ 500` kept exactly.
    public init?(_ returns: [Double], form: Form) {
        let mean = returns.reduce(0, +) / Double(max(returns.count, 1))
        let spread = (returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(returns.count, 1)))
            .squareRoot()
        guard returns.count >= 30, spread > 0, spread.isFinite else { return nil }
        let scaled = returns.map { $0 / spread }
        let backcast = GARCHParameters.backcast(scaled)
        let search = GARCHSearch(form: form, backcast: backcast)
        var trials: [Trial] = []
        var best: (parameters: GARCHParameters, logLikelihood: Double)?
        // In units of the sample's deviation, all log likelihoods are too high by n·ln(deviation).
        let shift = Double(returns.count) * ln(spread)
        scaled.withUnsafeBufferPointer { scaled in
            for (arch, garch) in [(0.08, 0.9), (0.15, 0.6), (0.03, 0.965)] {
                let start = GARCHParameters(
                    mean: mean / spread, constant: 1 - arch - garch,
                    arch: form.isAsymmetric ? arch / 2 : arch, asymmetry: form.isAsymmetric ? arch : 0,
                    garch: garch,
                    degreesOfFreedom: form.hasStudentErrors ? 7 : nil)
                let found = search.climb(from: start, returns: scaled, merging: best?.parameters)
                trials.append(
                    Trial(
                        start: start.scaled(by: spread), startLogLikelihood: found.startLogLikelihood - shift,
                        logLikelihood: found.logLikelihood - shift, passes: found.passes,
                        converged: found.converged))
                if found.logLikelihood > best?.logLikelihood ?? -.infinity {
                    best = (found.parameters, found.logLikelihood)
                }
            }
        }
        guard let best else { return nil }
        parameters = best.parameters.scaled(by: spread)
        logLikelihood = best.logLikelihood - shift
        self.backcast = backcast * spread * spread
        self.trials = trials
    }
}

/// One climb of the likelihood, in units in which returns have deviation 1.
private struct GARCHSearch {
    let form: GARCHEstimate.Form
    let backcast: Double
    /// The places of the fitted parameters in ``GARCHLikelihood``.
    private let places: [Int]
    private let constraints: [LinearConstraint]

    init(form: GARCHEstimate.Form, backcast: Double) {
        self.form = form
        self.backcast = backcast
        let places = [0, 1, 2] + (form.isAsymmetric ? [3] : []) + [4] + (form.hasStudentErrors ? [5] : [])
        self.places = places
        let smallest = 1e-8
        var rows: [([Int: Double], Double)] = [
            ([1: 1], smallest), ([2: 1], 0), ([4: 1], 0), ([2: -1, 3: -0.5, 4: -1], -(1 - 1e-7)),
        ]
        if form.isAsymmetric { rows.append(([2: 1, 3: 1], 0)) }
        if form.hasStudentErrors { rows += [([5: 1], 1 / 500.0), ([5: -1], -1 / 2.05)] }
        constraints = rows.map { row, bound in
            LinearConstraint(coefficients: places.map { row[$0] ?? 0 }, bound: bound)
        }
    }

    struct Found {
        var parameters: GARCHParameters
        var startLogLikelihood: Double
        var logLikelihood: Double
        var passes: Int
        var converged: Bool
    }

    /// Climbs until a step promises less than a millionth, with Levenberg's damping where a step does not pay.
    ///
    /// - Parameter known: an optimum found before; a climb that comes next to it stops there.
    func climb(
        from start: GARCHParameters, returns: UnsafeBufferPointer<Double>, merging known: GARCHParameters?
    ) -> Found {
        var point = vector(start)
        var current = GARCHLikelihood(start, returns: returns, backcast: backcast)
        let knownPoint = known.map { vector($0) }
        var found = Found(
            parameters: start, startLogLikelihood: current.value, logLikelihood: current.value, passes: 1,
            converged: false)
        var damping = 0.0
        while found.passes < 200 {
            if let knownPoint, isNear(point, knownPoint) { break }
            let gradient = places.map { current.gradient[$0] }
            var curvature: [Double] = []
            curvature.reserveCapacity(places.count * places.count)
            for row in places {
                for column in places {
                    let entry = current.information[row * GARCHLikelihood.count + column]
                    curvature.append(row == column ? entry * (1 + damping) + 1e-9 : entry)
                }
            }
            let step = constrainedStep(
                gradient: gradient, curvature: curvature, constraints: constraints,
                slacks: constraints.map { $0.slack(at: point) })
            let promised = zip(gradient, step).reduce(0) { $0 + $1.0 * $1.1 }
            if promised < 1e-6 {
                found.converged = true
                break
            }
            let next = zip(point, step).map { $0 + $1 }
            let candidate = GARCHLikelihood(parameters(next), returns: returns, backcast: backcast)
            found.passes += 1
            if candidate.value > current.value {
                let isGood = candidate.value - current.value > 0.1 * promised
                damping = isGood ? (damping < 1e-3 ? 0 : damping / 8) : max(4 * damping, 1e-2)
                point = next
                current = candidate
            } else {
                damping = max(8 * damping, 1e-2)
                if damping > 1e12 { break }
            }
        }
        found.parameters = parameters(point)
        found.logLikelihood = current.value
        return found
    }

    /// Whether two points are the same optimum for all purposes.
    private func isNear(_ first: [Double], _ second: [Double]) -> Bool {
        zip(first, second).allSatisfy { abs($0 - $1) < 2e-3 }
    }

    private func vector(_ parameters: GARCHParameters) -> [Double] {
        let all = [
            parameters.mean, parameters.constant, parameters.arch, parameters.asymmetry, parameters.garch,
            1 / (parameters.degreesOfFreedom ?? 7),
        ]
        return places.map { all[$0] }
    }

    private func parameters(_ vector: [Double]) -> GARCHParameters {
        var all = [Double](repeating: 0, count: GARCHLikelihood.count)
        for (place, value) in zip(places, vector) { all[place] = value }
        return GARCHParameters(
            mean: all[0], constant: max(all[1], 1e-9), arch: max(all[2], 0),
            asymmetry: max(all[3], -max(all[2], 0)),
            garch: max(all[4], 0), degreesOfFreedom: form.hasStudentErrors ? 1 / all[5] : nil)
    }
}
