internal import ElementaryFunctions

// The functions that distributions need: the same bits on every processor, which the C library does not promise.

/// The natural logarithm.
func ln(_ x: Double) -> Double { Elementary.log(x) }

/// The exponential function.
func exponential(_ x: Double) -> Double { Elementary.exp(x) }

/// `eˣ − 1` without cancellation near zero.
func exponentialMinusOne(_ x: Double) -> Double { Elementary.expm1(x) }

/// `ln(1 + x)` without cancellation near zero.
func logOnePlus(_ x: Double) -> Double { Elementary.log1p(x) }

/// `1 − erf(x)` without cancellation in the right tail.
func complementaryErrorFunction(_ x: Double) -> Double { Elementary.erfc(x) }

/// The error function.
func errorFunction(_ x: Double) -> Double { Elementary.erf(x) }

/// `ln(1 + w²)`, also where `w²` would overflow.
func logOnePlusSquare(_ w: Double) -> Double { w < 1e8 ? Elementary.log1p(w * w) : 2 * Elementary.log(w) }

/// `Γ(a + ½) / Γ(a)` for positive `a`, to a few units in the last place.
///
/// The difference of two `lgamma` loses as many digits as `ln Γ` has before the point, seven of them at `a` = 500 000.
/// With `T = 2a − ½` the ratio is instead `√(T/2) / Σ pₙ·(4n−1)!!·T⁻²ⁿ`, where `pₙ` are the coefficients of
/// ``StudentT/tailCoefficients``; below `a = 8` the recurrence `r(a) = r(a+1)·a/(a+½)` climbs to where the series holds.
/// (Tricomi & Erdélyi 1951 give the expansion of such ratios; `a − ¼` is the midpoint that leaves even powers only.)
func gammaHalfRatio(_ a: Double) -> Double {
    var (a, numerator, denominator) = (a, 1.0, 1.0)
    while a < 8 {
        numerator *= a
        denominator *= a + 0.5
        a += 1
    }
    let t = 2 * a - 0.5
    let y = 1 / (t * t)
    var sum = 8846691.5456952165
    sum = sum * y - 255429.06164863346
    sum = sum * y + 9275.1433249301681
    sum = sum * y - 436.41996268532239
    sum = sum * y + 27.665356937795878
    sum = sum * y - 2.4912861585617065
    sum = sum * y + 0.34393882751464844
    sum = sum * y - 0.0819091796875
    sum = sum * y + 0.041015625
    sum = sum * y - 0.0625
    sum = sum * y + 1
    return (0.5 * t).squareRoot() * numerator / (sum * denominator)
}
