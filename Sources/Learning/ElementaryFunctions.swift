// Exponential and logarithm from additions and multiplications alone: the C library's differ in the last bit from
// processor to processor, and what a network starts from must not.

private let ln2 = 0.693147180559945309417

/// `e^x` to a few units of the last place, for moderate x.
func exponential(_ x: Double) -> Double {
    let n = (x / ln2).rounded()
    let r = x - n * ln2
    var sum = 1.0
    for k in stride(from: 18.0, to: 0, by: -1) { sum = 1 + sum * r / k }
    return Double(sign: .plus, exponent: Int(n), significand: sum)
}

/// The natural logarithm to a few units of the last place, for positive normal x.
///
/// `ln m = 2 artanh((m - 1) / (m + 1))` with m near one.
func naturalLogarithm(_ x: Double) -> Double {
    var m = x.significand
    var exponent = Double(x.exponent)
    if m > 1.4142135623730951 {
        m /= 2
        exponent += 1
    }
    let z = (m - 1) / (m + 1)
    var sum = 0.0
    for k in stride(from: 25.0, through: 1, by: -2) { sum = sum * z * z + 1 / k }
    return exponent * ln2 + 2 * z * sum
}
