#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// The natural logarithm in double precision.
func ln(_ value: Double) -> Double { log(value) }

/// 10 to a whole power, and the whole power of ten at or below a number.
func powerOfTen(below value: Double) -> Double { pow(10, floor(log10(value))) }

/// The logarithm to the base ten.
func logarithmOfTen(_ value: Double) -> Double { log10(value) }

/// The inverse of ``ln(_:)``.
func exponential(_ value: Double) -> Double { exp(value) }
