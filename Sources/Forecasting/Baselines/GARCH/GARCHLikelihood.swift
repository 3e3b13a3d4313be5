/// The log likelihood of a GARCH at some parameters, with what a step of Fisher's scoring needs.
///
/// Derivatives are exact: those of the variance follow the recursion of the variance itself. The information is the
/// expected one (Fiorentini, Calzolari & Panattoni, J. Applied Econometrics 11, 1996), which is never indefinite. The order
/// of parameters is μ, ω, α, γ, β, and 1/ν for Student-t errors; 1/ν rather than ν, because the normal distribution is then
/// a point and not infinitely far away.
struct GARCHLikelihood {
    /// The order of the parameters in gradient and information.
    static let count = 6

    /// The log likelihood.
    private(set) var value: Double
    /// Its gradient.
    private(set) var gradient: [Double]
    /// The expected information, row-major.
    private(set) var information: [Double]

    /// One pass over the returns: about ten multiplications a session and parameter, no transcendental function in the loop
    /// but one logarithm of a product every eight sessions.
    init(_ parameters: GARCHParameters, returns: UnsafeBufferPointer<Double>, backcast: Double) {
        let (mean, omega, alpha) = (parameters.mean, parameters.constant, parameters.arch)
        let (gamma, beta) = (parameters.asymmetry, parameters.garch)
        let nu = parameters.degreesOfFreedom
        let inverseExcess = nu.map { 1 / ($0 - 2) } ?? 0
        let tailWeight = nu.map { ($0 + 1) * inverseExcess } ?? 1

        var variance = omega + parameters.persistence * backcast
        // Derivatives of the variance: by ω, α, γ, β, and apart by μ, of which the start does not depend.
        var slopes = SIMD4<Double>(1, backcast, backcast / 2, backcast)
        var meanSlope = 0.0
        var (score, meanScore) = (SIMD4<Double>(), 0.0)
        var (row0, row1, row2, row3) = (SIMD4<Double>(), SIMD4<Double>(), SIMD4<Double>(), SIMD4<Double>())
        var (meanRow, meanSquare, inverseSum) = (SIMD4<Double>(), 0.0, 0.0)
        var (slopeSum, meanSlopeSum) = (SIMD4<Double>(), 0.0)
        var (logVariances, varianceProduct) = (0.0, 1.0)
        var (logTails, tailProduct, tailSum) = (0.0, 1.0, 0.0)

        for index in 0..<returns.count {
            let error = returns[index] - mean
            let square = error * error
            let inverse = 1 / variance
            let relative = slopes * inverse
            let relativeMean = meanSlope * inverse
            let standardised = square * inverse

            let tail = 1 + standardised * inverseExcess
            let weight = nu == nil ? 1 : tailWeight / tail
            let surprise = 0.5 * (weight * standardised - 1)
            score += surprise * relative
            meanScore += surprise * relativeMean + weight * error * inverse

            row0 += relative * relative.x
            row1 += relative * relative.y
            row2 += relative * relative.z
            row3 += relative * relative.w
            meanRow += relative * relativeMean
            meanSquare += relativeMean * relativeMean
            inverseSum += inverse
            slopeSum += relative
            meanSlopeSum += relativeMean

            varianceProduct *= variance
            if nu == nil {
                tailSum += standardised
            } else {
                tailProduct *= tail
                tailSum += standardised * weight
            }
            if index & 7 == 7 {
                logVariances += ln(varianceProduct)
                varianceProduct = 1
                if nu != nil {
                    logTails += ln(tailProduct)
                    tailProduct = 1
                }
            }

            let fall = error < 0 ? 1.0 : 0.0
            let response = alpha + gamma * fall
            slopes = SIMD4(1, square, square * fall, variance) + beta * slopes
            meanSlope = beta * meanSlope - 2 * response * error
            variance = omega + response * square + beta * variance
        }
        logVariances += ln(varianceProduct)
        logTails += ln(tailProduct)

        let sessions = Double(returns.count)
        var (variancePart, meanPart) = (0.5, 1.0)
        if let nu {
            variancePart = nu / (2 * (nu + 3))
            meanPart = nu * (nu + 1) / ((nu + 3) * (nu - 2))
        }
        gradient = [meanScore, score.x, score.y, score.z, score.w, 0]
        information = [Double](repeating: 0, count: Self.count * Self.count)
        for (row, values) in [meanRow, row0, row1, row2, row3].enumerated() {
            for column in 0..<4 {
                information[row * Self.count + column + 1] = variancePart * values[column]
                if row == 0 { information[(column + 1) * Self.count] = variancePart * values[column] }
            }
        }
        information[0] = variancePart * meanSquare + meanPart * inverseSum

        guard let nu else {
            value = -0.5 * (sessions * Self.logTwoPi + logVariances + tailSum)
            information[35] = 1
            return
        }
        value =
            sessions * (ln(gammaHalfRatio(nu / 2)) - 0.5 * ln(Double.pi * (nu - 2))) - 0.5 * logVariances
            - 0.5 * (nu + 1) * logTails
        // By ν, and from there by 1/ν: dν = −ν²·d(1/ν).
        let byDegrees =
            sessions * 0.5 * (digamma((nu + 1) / 2) - digamma(nu / 2) - inverseExcess) - 0.5 * logTails
            + 0.5 * inverseExcess * tailSum
        let toInverse = -nu * nu
        gradient[5] = toInverse * byDegrees
        // Of a plain Student t in ln scale and ν (Lange, Little & Taylor 1989); here ln scale = ln σ + ½ ln((ν−2)/ν).
        let scaleSlope = inverseExcess / nu
        let (byScale, mixed) = (2 * nu / (nu + 3), -2 / ((nu + 1) * (nu + 3)))
        let byShape =
            0.25 * (trigamma(nu / 2) - trigamma((nu + 1) / 2)) - (nu + 5) / (2 * nu * (nu + 1) * (nu + 3))
        let cross = 0.5 * (byScale * scaleSlope + mixed) * toInverse
        let crossed = [
            meanSlopeSum, slopeSum.x, slopeSum.y, slopeSum.z, slopeSum.w,
        ]
        for (row, sum) in crossed.enumerated() {
            information[row * Self.count + 5] = cross * sum
            information[5 * Self.count + row] = cross * sum
        }
        information[35] =
            sessions * (byShape + 2 * scaleSlope * mixed + scaleSlope * scaleSlope * byScale) * toInverse
            * toInverse
    }

    private static let logTwoPi = 1.83787706640934548356
}

extension GARCHParameters {
    /// The log likelihood of returns, with the variance started from `backcast`.
    public func logLikelihood(_ returns: [Double], backcast: Double) -> Double {
        returns.withUnsafeBufferPointer {
            GARCHLikelihood(self, returns: $0, backcast: backcast).value
        }
    }
}
