/// The test of Giacomini & White (2006) whether what is known before a session tells which of two forecasts will be better.
///
/// With loss differences d and instruments `z_t = (1, d_{t−h})`, the hypothesis is `E[d_t·z_t] = 0`; the statistic
/// `n·m'Ω⁻¹m` of `m = mean d_t·z_t` is χ² with two degrees of freedom. Ω is the mean product for h = 1, else a Bartlett sum
/// over h − 1 lags. Source: Econometrica 74 (2006), theorem 1.
public func giacominiWhite(lossDifferences differences: [Double], horizon: Int = 1) -> TestResult? {
    precondition(horizon >= 1, "a horizon is at least one session, not \(horizon)")
    guard differences.count > horizon + 10, differences.allSatisfy(\.isFinite) else { return nil }
    let moments = (horizon..<differences.count).map {
        [differences[$0], differences[$0] * differences[$0 - horizon]]
    }
    let n = Double(moments.count)
    let means = [0, 1].map { place in moments.reduce(0) { $0 + $1[place] } / n }
    let products = LongRunVariance.productSum(moments, lags: horizon - 1).map { $0 / n }
    let determinant = products[0] * products[3] - products[1] * products[2]
    guard determinant > 1e-12 * products[0] * products[3] else { return nil }
    let quadratic =
        (products[3] * means[0] * means[0] - 2 * products[1] * means[0] * means[1]
            + products[0] * means[1] * means[1]) / determinant
    return TestResult(chiSquared: n * quadratic, degreesOfFreedom: 2)
}
