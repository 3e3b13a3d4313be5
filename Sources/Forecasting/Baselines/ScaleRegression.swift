/// A scale that is linear in regressors, `s_t = b·x_t` with `b ≥ 0`, fitted by the likelihood of what was scaled.
///
/// Errors are `μ + s_t·ε` with ε normal or Student t. Where least squares on absolute errors listens to the few largest, the
/// likelihood weighs each session by how much its scale was worth. Coefficients are never negative, so neither is a scale.
struct ScaleRegression: Hashable, Sendable, Codable {
    /// μ.
    private(set) var location: Double
    /// b, one a regressor, the constant first.
    private(set) var coefficients: [Double]
    /// ν; nil for normal errors.
    private(set) var degreesOfFreedom: Double?

    /// The scale of some regressors.
    func scale(_ row: some Sequence<Double>) -> Double {
        zip(coefficients, row).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// The distribution of some regressors.
    func distribution(_ row: some Sequence<Double>) -> PredictiveDistribution {
        let scale = scale(row)
        guard let degreesOfFreedom else { return .normal(mean: location, standardDeviation: scale) }
        return .studentT(location: location, scale: scale, degreesOfFreedom: degreesOfFreedom)
    }

    /// Fisher's scoring from a start of equal shares.
    ///
    /// - Parameters:
    ///   - rows: regressors, not negative, a one first; row-major, `width` a target.
    ///   - targets: what they scale.
    /// - Returns: nil where the targets do not vary.
    init?(rows: [Double], width: Int, targets: [Double], errors: ErrorFamily) {
        let count = targets.count
        let spread = ReturnMoments(of: targets).standardDeviation
        guard count > 2 * width, spread > 0 else { return nil }
        let scaled = targets.map { $0 / spread }
        // Each regressor in units of its own mean, so that coefficients are shares of the scale.
        var means = [Double](repeating: 0, count: width)
        for index in rows.indices { means[index % width] += rows[index] / Double(count) }
        guard means.allSatisfy({ $0 > 0 }) else { return nil }
        let regressors = rows.indices.map { rows[$0] / means[$0 % width] }

        let places = errors == .studentT ? width + 2 : width + 1
        var constraints = (0..<width).map { column in
            LinearConstraint(
                coefficients: (0..<places).map { $0 == column + 1 ? 1 : 0 }, bound: column == 0 ? 0.005 : 0)
        }
        if errors == .studentT {
            let last = (0..<places).map { $0 == places - 1 ? 1.0 : 0 }
            constraints.append(LinearConstraint(coefficients: last, bound: 1 / 500.0))
            constraints.append(LinearConstraint(coefficients: last.map { -$0 }, bound: -1 / 2.05))
        }
        var point = [scaled.reduce(0, +) / Double(count)] + [Double](repeating: 0.75 / Double(width), count: width)
        if errors == .studentT { point.append(1.0 / 7) }
        var current = Self.score(point, regressors, width, scaled, errors)
        var damping = 0.0
        for _ in 0..<60 {
            var curvature = current.information
            for place in 0..<places {
                curvature[place * (places + 1)] = curvature[place * (places + 1)] * (1 + damping) + 1e-6
            }
            let step = constrainedStep(
                gradient: current.gradient, curvature: curvature, constraints: constraints,
                slacks: constraints.map { max(0, $0.slack(at: point)) })
            let promised = zip(current.gradient, step).reduce(0) { $0 + $1.0 * $1.1 }
            if promised < 1e-6 { break }
            var next = zip(point, step).map { $0 + $1 }
            for column in 1...width { next[column] = max(next[column], column == 1 ? 0.005 : 0) }
            let candidate = Self.score(next, regressors, width, scaled, errors)
            if candidate.value > current.value {
                (point, current, damping) = (next, candidate, damping < 1e-3 ? 0 : damping / 8)
            } else {
                damping = max(8 * damping, 1e-2)
                if damping > 1e10 { break }
            }
        }
        location = point[0] * spread
        coefficients = (0..<width).map { point[$0 + 1] * spread / means[$0] }
        degreesOfFreedom = errors == .studentT ? 1 / point[places - 1] : nil
    }

    /// Log likelihood, gradient and expected information in (μ, b, 1/ν).
    private static func score(
        _ point: [Double], _ rows: [Double], _ width: Int, _ targets: [Double], _ errors: ErrorFamily
    ) -> (value: Double, gradient: [Double], information: [Double]) {
        let places = point.count
        let nu = errors == .studentT ? 1 / point[places - 1] : nil
        var gradient = [Double](repeating: 0, count: places)
        var information = [Double](repeating: 0, count: places * places)
        let (scalePart, meanPart) = nu.map { (2 * $0 / ($0 + 3), ($0 + 1) / ($0 + 3)) } ?? (2, 1)
        let mixed = nu.map { 2 * $0 * $0 / (($0 + 1) * ($0 + 3)) } ?? 0
        var (logScales, logTails, weighted) = (0.0, 0.0, 0.0)
        var (scales, tails) = (1.0, 1.0)
        for index in targets.indices {
            let start = index * width
            var scale = 0.0
            for column in 0..<width { scale += point[column + 1] * rows[start + column] }
            let z = (targets[index] - point[0]) / scale
            var weight = 1.0
            if let nu {
                let tail = 1 + z * z / nu
                weight = (nu + 1) / (nu * tail)
                tails *= tail
            }
            scales *= scale
            if index & 7 == 7 {
                logScales += ln(scales)
                logTails += ln(tails)
                (scales, tails) = (1, 1)
            }
            weighted += weight * z * z
            gradient[0] += weight * z / scale
            information[0] += meanPart / (scale * scale)
            let slope = (weight * z * z - 1) / scale
            for column in 0..<width {
                let value = rows[start + column]
                gradient[column + 1] += slope * value
                let relative = scalePart * value / (scale * scale)
                for other in 0...column {
                    information[(column + 1) * places + other + 1] += relative * rows[start + other]
                }
                if nu != nil { information[(places - 1) * places + column + 1] += mixed * value / scale }
            }
        }
        logScales += ln(scales)
        logTails += ln(tails)
        let count = Double(targets.count)
        var value = -logScales - 0.5 * weighted
        if let nu {
            value =
                count * (ln(gammaHalfRatio(nu / 2)) - 0.5 * ln(Double.pi * nu)) - logScales - 0.5 * (nu + 1)
                * logTails
            let byDegrees =
                0.5 * count * (digamma((nu + 1) / 2) - digamma(nu / 2) - 1 / nu) - 0.5 * logTails + 0.5 * weighted
                / nu
            gradient[places - 1] = -nu * nu * byDegrees
            let shape =
                0.25 * (trigamma(nu / 2) - trigamma((nu + 1) / 2)) - (nu + 5) / (2 * nu * (nu + 1) * (nu + 3))
            information[places * places - 1] = count * shape * nu * nu * nu * nu
        }
        for row in 0..<places {
            for column in 0..<row { information[column * places + row] = information[row * places + column] }
        }
        return (value, gradient, information)
    }
}
