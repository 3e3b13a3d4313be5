/// Which distribution errors are taken from.
public enum ErrorFamily: String, CaseIterable, Hashable, Sendable, Codable {
    /// The normal distribution.
    case normal
    /// Student's t, whose tails are as heavy as the data say.
    case studentT = "student-t"

    /// The setting by which a model chooses it.
    public static func setting(default family: ErrorFamily) -> SettingSpecification {
        SettingSpecification(
            name: "errors", kind: .choice(allCases.map(\.rawValue)), default: .choice(family.rawValue))
    }

    /// The choice of a configuration.
    ///
    /// - Precondition: its family has the setting.
    public init(_ settings: ModelConfiguration) {
        self = ErrorFamily(rawValue: settings.choice("errors")) ?? .normal
    }
}

/// The distribution of standardised errors: a location, a scale and the weight of the tails, by maximum likelihood.
public struct ErrorLaw: Hashable, Sendable, Codable {
    /// Where it is centred.
    public let location: Double
    /// Its scale parameter.
    public let scale: Double
    /// ν; nil for the normal distribution.
    public let degreesOfFreedom: Double?

    /// A law from its values.
    public init(location: Double, scale: Double, degreesOfFreedom: Double?) {
        self.location = location
        self.scale = scale
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// The most likely law of some errors; nil for fewer than two or where all are equal.
    ///
    /// - Parameter isCentred: whether the location is held at zero.
    public init?(_ errors: [Double], family: ErrorFamily, isCentred: Bool = false) {
        let count = Double(errors.count)
        let mean = isCentred ? 0 : errors.reduce(0, +) / max(count, 1)
        let variance = errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(count, 1)
        guard errors.count >= 2, variance > 0, variance.isFinite else { return nil }
        switch family {
        case .normal: self.init(location: mean, scale: variance.squareRoot(), degreesOfFreedom: nil)
        case .studentT:
            self = Self.mostLikelyStudentT(
                errors, mean: mean, deviation: variance.squareRoot(), isCentred: isCentred)
        }
    }

    /// The law in place: errors times `scale`, about `centre`.
    public func distribution(centre: Double, scale factor: Double) -> PredictiveDistribution {
        let middle = centre + factor * location
        guard let degreesOfFreedom else {
            return .normal(mean: middle, standardDeviation: factor * scale)
        }
        return .studentT(location: middle, scale: factor * scale, degreesOfFreedom: degreesOfFreedom)
    }

    /// Fisher's scoring in (location, ln scale, 1/ν), 1/500 ≤ 1/ν ≤ 1/2.05, on errors of deviation 1.
    private static func mostLikelyStudentT(
        _ errors: [Double], mean: Double, deviation: Double, isCentred: Bool
    ) -> ErrorLaw {
        let errors = errors.map { $0 / deviation }
        var point = [mean / deviation, -0.2, 1.0 / 7]
        var current = score(errors, point, isCentred: isCentred)
        var damping = 0.0
        let bounds = [
            LinearConstraint(coefficients: [0, 0, 1], bound: 1 / 500.0),
            LinearConstraint(coefficients: [0, 0, -1], bound: -1 / 2.05),
        ]
        for _ in 0..<100 {
            var curvature = current.information
            for place in 0..<3 { curvature[place * 4] = curvature[place * 4] * (1 + damping) + 1e-12 }
            let step = constrainedStep(
                gradient: current.gradient, curvature: curvature, constraints: bounds,
                slacks: bounds.map { $0.slack(at: point) })
            let promised = zip(current.gradient, step).reduce(0) { $0 + $1.0 * $1.1 }
            if promised < 1e-9 { break }
            let next = zip(point, step).map { $0 + $1 }
            let candidate = score(errors, next, isCentred: isCentred)
            if candidate.value > current.value {
                (point, current, damping) = (next, candidate, damping < 1e-3 ? 0 : damping / 8)
            } else {
                damping = max(8 * damping, 1e-2)
                if damping > 1e10 { break }
            }
        }
        return ErrorLaw(
            location: point[0] * deviation, scale: exponential(point[1]) * deviation, degreesOfFreedom: 1 / point[2]
        )
    }

    /// Log likelihood, gradient and expected information (Lange, Little & Taylor, JASA 84, 1989).
    private static func score(
        _ errors: [Double], _ point: [Double], isCentred: Bool
    ) -> (value: Double, gradient: [Double], information: [Double]) {
        let (location, inverseScale, nu) = (point[0], exponential(-point[1]), 1 / point[2])
        let count = Double(errors.count)
        var (logTails, weighted, pull) = (0.0, 0.0, 0.0)
        var product = 1.0
        for (index, error) in errors.enumerated() {
            let z = (error - location) * inverseScale
            let tail = 1 + z * z / nu
            let weight = (nu + 1) / (nu * tail)
            product *= tail
            if index & 7 == 7 {
                logTails += ln(product)
                product = 1
            }
            weighted += weight * z * z
            pull += weight * z
        }
        logTails += ln(product)
        let value =
            count * (ln(gammaHalfRatio(nu / 2)) - 0.5 * ln(Double.pi * nu) - point[1]) - 0.5 * (nu + 1) * logTails
        let byDegrees =
            0.5 * count * (digamma((nu + 1) / 2) - digamma(nu / 2) - 1 / nu) - 0.5 * logTails + 0.5 * weighted / nu
        let toInverse = -nu * nu
        let shape = 0.25 * (trigamma(nu / 2) - trigamma((nu + 1) / 2)) - (nu + 5) / (2 * nu * (nu + 1) * (nu + 3))
        let mixed = -2 * toInverse * count / ((nu + 1) * (nu + 3))
        return (
            value, [isCentred ? 0 : pull * inverseScale, weighted - count, toInverse * byDegrees],
            [
                count * inverseScale * inverseScale * (nu + 1) / (nu + 3), 0, 0,
                0, count * 2 * nu / (nu + 3), mixed,
                0, mixed, count * shape * toInverse * toInverse,
            ]
        )
    }
}
