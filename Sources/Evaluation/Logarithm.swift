internal import ElementaryFunctions

/// The natural logarithm in double precision.
func naturalLogarithm(_ value: Double) -> Double { Elementary.log(value) }

/// The exponential function in double precision.
func exponential(_ value: Double) -> Double { Elementary.exp(value) }

/// `eˣ − 1` without cancellation near zero.
func exponentialMinusOne(_ value: Double) -> Double { Elementary.expm1(value) }

/// A power in double precision.
func raise(_ base: Double, to exponent: Double) -> Double { Elementary.power(base, exponent) }

/// `1 − erf(x)` without cancellation in the right tail.
func complementaryErrorFunction(_ value: Double) -> Double { Elementary.erfc(value) }

/// `ln(1 + x)` without cancellation near zero.
func naturalLogarithmOnePlus(_ value: Double) -> Double { Elementary.log1p(value) }
