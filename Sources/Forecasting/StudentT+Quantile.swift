extension StudentT {
    /// The value that lies above a share `p` of the distribution.
    ///
    /// A start good to a few per cent, then steps that quadruple (centre) or double (far tail) the number of good digits;
    /// `quantile(p)` and `quantile(1 − p)` differ in sign only where `1 − p` is exact. Relative error below 1e-12, but
    /// next to the median, where the value itself goes to zero, an absolute one below 1e-15.
    ///
    /// - Precondition: `p` lies strictly between 0 and 1.
    public func quantile(_ p: Double) -> Double {
        precondition(p > 0 && p < 1, "a quantile needs a probability strictly between 0 and 1, not \(p)")
        if p == 0.5 { return 0 }
        return p < 0.5 ? -upperQuantile(p) : upperQuantile(1 - p)
    }

    /// The value with probability `tail < ½` above it.
    ///
    /// The start takes `s = √((ν−½)·ln(1+t²/ν))` for normal, corrected to first order (see ``positiveTail(_:)``), or in the
    /// far tail of a small ν the first term of the power series, `Q ≈ f(0)·(1+t²/ν)^(−ν/2)/√ν`.
    private func upperQuantile(_ tail: Double) -> Double {
        let nu = degreesOfFreedom
        let scale = nu - 0.5
        let z = -StandardNormal.quantile(tail)
        guard z < 2 * scale else {
            let logRatio = max(0.7, -2 / nu * ln(tail * rootDegrees / densityAtZero))
            return refinedInLogarithms(value(atLogRatio: logRatio), tail: tail)
        }
        let s = z - z * (z * z + 3) / (48 * scale * scale)
        let start = value(atLogRatio: s * s / scale)
        return z < 5 ? refined(start, tail: tail) : refinedInLogarithms(start, tail: tail)
    }

    /// The t ≥ 0 with `ln(1 + t²/ν) = logRatio`, whose square need not be representable.
    private func value(atLogRatio logRatio: Double) -> Double {
        rootDegrees * exponential(0.5 * logRatio) * (-exponentialMinusOne(-logRatio)).squareRoot()
    }

    /// Newton's method with two orders of correction: each step quadruples the number of good digits.
    ///
    /// With `δ = (Q(t) − tail)/f(t)` and `ψ = −f′/f`, the inverse function's Taylor series is
    /// `t + δ + ψδ²/2 + (2ψ² + ψ′)δ³/6 + …`, the step of Hill (1981), remark on algorithm 396.
    private func refined(_ start: Double, tail: Double) -> Double {
        let nu = degreesOfFreedom
        var t = start
        for _ in 0..<20 {
            let delta = (positiveTail(t) - tail) / density(t)
            let weight = (nu + 1) / (nu + t * t)
            let psi = weight * t
            let psiSlope = weight * ((nu - t * t) / (nu + t * t))
            t += delta * (1 + delta * (0.5 * psi + delta * (2 * psi * psi + psiSlope) / 6))
            // At the median rounding may step over zero.
            guard t > 0 else { return 0 }
            if abs(delta) * (psi + 1 / t) < 1e-4 { break }
        }
        return t
    }

    /// Newton's method on `ln Q` as a function of `ln t`, which is concave, so that it converges from anywhere.
    private func refinedInLogarithms(_ start: Double, tail: Double) -> Double {
        var t = start
        for _ in 0..<100 {
            let q = positiveTail(t)
            // d ln Q / d ln t = −t·f(t)/Q, with t·f(t) in one exponential because f(t) alone can underflow.
            let logRatio = logOnePlusSquare(t / rootDegrees)
            let weightedDensity =
                densityAtZero * exponential(ln(t) - 0.5 * (degreesOfFreedom + 1) * logRatio)
            guard q > 0 && weightedDensity > 0 else {
                // Underflow: the start was too far out, next to the smallest numbers there are.
                t *= 0.99
                continue
            }
            let step = ln(q / tail) * q / weightedDensity
            t *= exponential(step)
            if abs(step) < 1e-8 { break }
        }
        return t
    }
}
