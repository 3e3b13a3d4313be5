#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// The natural logarithm in double precision.
func ln(_ value: Double) -> Double { log(value) }
