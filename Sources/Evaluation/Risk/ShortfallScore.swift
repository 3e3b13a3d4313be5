/// The score by which value at risk and expected shortfall are judged together; less is better.
///
/// `−1[r ≤ v]·(v − r)/(a·e) + v/e + ln(−e) − 1` of the pair (v, e) at level a: the homogeneous one of Fissler & Ziegel's class
/// (Patton, Ziegel & Chen, J. Econometrics 211, 2019). No score exists for expected shortfall alone.
///
/// - Returns: nil unless `e ≤ v` and `e < 0`.
public func shortfallScore(valueAtRisk v: Double, expectedShortfall e: Double, actual: Double, level: Double)
    -> Double?
{
    guard e <= v, e < 0 else { return nil }
    let breach = actual <= v ? (v - actual) / (level * e) : 0
    let score = -breach + v / e + naturalLogarithm(-e) - 1
    return score.isFinite ? score : nil
}
