#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// The natural logarithm in double precision.
func naturalLogarithm(_ value: Double) -> Double { log(value) }

/// The exponential function in double precision.
func exponential(_ value: Double) -> Double { exp(value) }

/// A power in double precision.
func raise(_ base: Double, to exponent: Double) -> Double { pow(base, exponent) }

/// `1 − erf(x)` without cancellation in the right tail.
func complementaryErrorFunction(_ value: Double) -> Double { erfc(value) }

/// `ln(1 + x)` without cancellation near zero.
func naturalLogarithmOnePlus(_ value: Double) -> Double { log1p(value) }
