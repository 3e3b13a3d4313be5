/// The derivative of `ln Γ` at a positive x.
///
/// The asymptotic series above 10, reached by `ψ(x) = ψ(x+1) − 1/x`; absolute error about 1e-15.
func digamma(_ x: Double) -> Double {
    var (x, sum) = (x, 0.0)
    while x < 10 {
        sum -= 1 / x
        x += 1
    }
    let y = 1 / (x * x)
    let series =
        y * (1.0 / 12 - y * (1.0 / 120 - y * (1.0 / 252 - y * (1.0 / 240 - y * (1.0 / 132 - y * 691.0 / 32760)))))
    return sum + ln(x) - 0.5 / x - series
}

/// The second derivative of `ln Γ` at a positive x, by the same means.
func trigamma(_ x: Double) -> Double {
    var (x, sum) = (x, 0.0)
    while x < 10 {
        sum += 1 / (x * x)
        x += 1
    }
    let y = 1 / (x * x)
    let series =
        y * (1.0 / 6 - y * (1.0 / 30 - y * (1.0 / 42 - y * (1.0 / 30 - y * (5.0 / 66 - y * 691.0 / 2730)))))
    return sum + (1 + 0.5 / x + series) / x
}
