/// The normal distribution with mean 0 and variance 1.
public enum StandardNormal {
    /// `1/√(2π)`.
    private static let densityAtZero = 0.398942280401432677939946059934
    /// `ln √(2π)`.
    private static let logRootTwoPi = 0.918938533204672741780329736406
    /// `1/√2`.
    private static let inverseRootTwo = 0.707106781186547524400844362105
    /// `1/√π`.
    private static let inverseRootPi = 0.564189583547756286948079451561

    /// The probability of a value not above `z`, accurate relative to itself in the left tail.
    public static func cumulativeProbability(_ z: Double) -> Double { upperTail(-z) }

    /// The probability of a value above `z`, accurate relative to itself in the right tail.
    public static func upperTail(_ z: Double) -> Double { 0.5 * complementaryErrorFunction(z * inverseRootTwo) }

    /// The natural logarithm of the density at `z`.
    public static func logDensity(_ z: Double) -> Double { -0.5 * z * z - logRootTwoPi }

    /// The continuous ranked probability score of the outcome `z`.
    ///
    /// `z·(2Φ(z) − 1) + 2φ(z) − 1/√π` (Gneiting & Raftery 2007).
    public static func crps(_ z: Double) -> Double {
        let density = densityAtZero * exponential(-0.5 * z * z)
        return z * errorFunction(z * inverseRootTwo) + 2 * density - inverseRootPi
    }

    /// The value that lies above a share `p` of the distribution.
    ///
    /// Rational approximations of Wichura (1988), algorithm AS 241, routine PPND16: relative error about 1e-16.
    ///
    /// - Precondition: `p` lies strictly between 0 and 1.
    public static func quantile(_ p: Double) -> Double {
        precondition(p > 0 && p < 1, "a quantile needs a probability strictly between 0 and 1, not \(p)")
        let fromCentre = p - 0.5
        guard abs(fromCentre) > 0.425 else { return centralQuantile(fromCentre) }
        let tail = fromCentre < 0 ? p : 1 - p
        let magnitude = upperTailQuantile(tail)
        return fromCentre < 0 ? -magnitude : magnitude
    }

    /// AS 241 for |p − ½| ≤ 0.425.
    private static func centralQuantile(_ q: Double) -> Double {
        let r = 0.180625 - q * q
        var numerator = 2.5090809287301226727e3
        numerator = numerator * r + 3.3430575583588128105e4
        numerator = numerator * r + 6.7265770927008700853e4
        numerator = numerator * r + 4.5921953931549871457e4
        numerator = numerator * r + 1.3731693765509461125e4
        numerator = numerator * r + 1.9715909503065514427e3
        numerator = numerator * r + 1.3314166789178437745e2
        numerator = numerator * r + 3.3871328727963666080
        var denominator = 5.2264952788528545610e3
        denominator = denominator * r + 2.8729085735721942674e4
        denominator = denominator * r + 3.9307895800092710610e4
        denominator = denominator * r + 2.1213794301586595867e4
        denominator = denominator * r + 5.3941960214247511077e3
        denominator = denominator * r + 6.8718700749205790830e2
        denominator = denominator * r + 4.2313330701600911252e1
        denominator = denominator * r + 1
        return q * numerator / denominator
    }

    /// AS 241 for a tail probability below 0.075; the result is positive.
    private static func upperTailQuantile(_ tail: Double) -> Double {
        let root = (-ln(tail)).squareRoot()
        var numerator: Double
        var denominator: Double
        if root <= 5 {
            let r = root - 1.6
            numerator = 7.74545014278341407640e-4
            numerator = numerator * r + 2.27238449892691845833e-2
            numerator = numerator * r + 2.41780725177450611770e-1
            numerator = numerator * r + 1.27045825245236838258
            numerator = numerator * r + 3.64784832476320460504
            numerator = numerator * r + 5.76949722146069140550
            numerator = numerator * r + 4.63033784615654529590
            numerator = numerator * r + 1.42343711074968357734
            denominator = 1.05075007164441684324e-9
            denominator = denominator * r + 5.47593808499534494600e-4
            denominator = denominator * r + 1.51986665636164571966e-2
            denominator = denominator * r + 1.48103976427480074590e-1
            denominator = denominator * r + 6.89767334985100004550e-1
            denominator = denominator * r + 1.67638483018380384940
            denominator = denominator * r + 2.05319162663775882187
            denominator = denominator * r + 1
        } else {
            let r = root - 5
            numerator = 2.01033439929228813265e-7
            numerator = numerator * r + 2.71155556874348757815e-5
            numerator = numerator * r + 1.24266094738807843860e-3
            numerator = numerator * r + 2.65321895265761230930e-2
            numerator = numerator * r + 2.96560571828504891230e-1
            numerator = numerator * r + 1.78482653991729133580
            numerator = numerator * r + 5.46378491116411436990
            numerator = numerator * r + 6.65790464350110377720
            denominator = 2.04426310338993978564e-15
            denominator = denominator * r + 1.42151175831644588870e-7
            denominator = denominator * r + 1.84631831751005468180e-5
            denominator = denominator * r + 7.86869131145613259100e-4
            denominator = denominator * r + 1.48753612908506148525e-2
            denominator = denominator * r + 1.36929880922735805310e-1
            denominator = denominator * r + 5.99832206555887937690e-1
            denominator = denominator * r + 1
        }
        return numerator / denominator
    }
}
