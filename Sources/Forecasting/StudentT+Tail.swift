extension StudentT {
    /// Coefficients `pₙ` of `((sinh(L/2)) / (L/2))^(−½) = Σ pₙ·L²ⁿ`; the series converges for L < 2π.
    static let tailCoefficients: [Double] = [
        1, -0.020833333333333333, 0.000390625, -7.8796709656084656e-6, 1.6967665791721781e-7,
        -3.8050641917219066e-9, 8.7483775963154073e-11, -2.0445233594119738e-12, 4.8333517979677044e-14,
        -1.1524341017673859e-15, 2.7660520435993700e-17, -6.6742819508916600e-19,
    ]

    /// The probability of a value above `t ≥ 0`.
    ///
    /// With `L = ln(1 + t²/ν)` and `x = e⁻ᴸ`, half the regularised incomplete beta function `I_x(ν/2, ½)`: its power
    /// series where x is small; else a normal tail in `√L` with corrections, which needs ν ≥ 16 and to which the
    /// recurrence in ν climbs with positive terms only. Relative error about 1e-14 as far as the tail is representable.
    func positiveTail(_ t: Double) -> Double {
        if t == 0 { return 0.5 }
        let w = t / rootDegrees
        let logRatio = logOnePlusSquare(w)
        if logRatio > 1.4 { return powerSeriesTail(logRatio) }

        // I_x(a, ½) = I_x(a+1, ½) + x^a·√(1−x) / (a·B(a, ½)); half of the first term is t·f(t)/ν.
        var nu = degreesOfFreedom
        guard nu < 16 else { return min(0.5, normalLikeTail(logRatio, nu: nu, gammaRatio: gammaRatio)) }
        let x = 1 / (1 + w * w)
        var term = t / nu * densityAtZero * exponential(-0.5 * (nu + 1) * logRatio)
        var sum = 0.0
        while nu < 16 {
            sum += term
            term *= x * ((nu + 1) / (nu + 2))
            nu += 2
        }
        return min(0.5, sum + normalLikeTail(logRatio, nu: nu, gammaRatio: gammaHalfRatio(0.5 * nu)))
    }

    /// The tail for ν ≥ 16 and L ≤ 1.4.
    ///
    /// Under `s² = T·L` with `T = ν − ½` the density of t becomes a multiple of `e^(−s²/2)·Σ pₙ·(s²/T)²ⁿ` exactly, and
    /// each term integrates by parts: `∫ₛ e^(−v²/2)·vᵐ dv = s^(m−1)·e^(−s²/2) + (m−1)·∫ₛ e^(−v²/2)·v^(m−2) dv`.
    /// This is the expansion BGRAT of Didonato & Morris (1992, algorithm 708) at b = ½.
    private func normalLikeTail(_ logRatio: Double, nu: Double, gammaRatio: Double) -> Double {
        let scale = nu - 0.5
        let inverse = 1 / scale
        let s = (scale * logRatio).squareRoot()
        var boundary = s * inverse * exponential(-0.5 * scale * logRatio)
        // √(π/2)·erfc(s/√2)
        var integral = 1.25331413731550025 * complementaryErrorFunction(s * 0.707106781186547524)
        var sum = integral
        var m = 1.0
        for coefficient in Self.tailCoefficients.dropFirst() {
            integral = boundary + m * inverse * integral
            boundary *= logRatio
            integral = boundary + (m + 2) * inverse * integral
            boundary *= logRatio
            m += 4
            let term = coefficient * integral
            sum += term
            if abs(term) < 1e-17 * sum { break }
        }
        return gammaRatio / (scale.squareRoot() * Self.rootPi) * sum
    }

    /// The tail far out: `f(0)·√ν·x^(ν/2)·Σ dₙ·xⁿ/(ν + 2n)` with `dₙ = (½)(3/2)…(n−½)/n!`.
    private func powerSeriesTail(_ logRatio: Double) -> Double {
        let nu = degreesOfFreedom
        let x = exponential(-logRatio)
        var (sum, weight, n) = (1 / nu, 1.0, 1.0)
        while true {
            weight *= x * (n - 0.5) / n
            let term = weight / (nu + 2 * n)
            sum += term
            if term < 1e-17 * sum { break }
            n += 1
        }
        return densityAtZero * rootDegrees * exponential(-0.5 * nu * logRatio) * sum
    }
}
