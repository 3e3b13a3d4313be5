#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// `eˣ`.
func exponential(_ x: Double) -> Double { exp(x) }

/// The logarithm to base 2.
func binaryLogarithm(_ x: Double) -> Double { log2(x) }

/// Nats as bits.
func bits(_ nats: Double) -> Double { nats / log(2) }

/// The natural logarithm.
func naturalLogarithm(_ x: Double) -> Double { log(x) }
