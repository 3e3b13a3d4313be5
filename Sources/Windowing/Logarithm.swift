#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// The natural logarithm in double precision.
package func ln(_ value: Double) -> Double { log(value) }

/// The inverse hyperbolic sine: like the value near zero, like a logarithm far from it, odd.
package func inverseHyperbolicSine(_ value: Double) -> Double { asinh(value) }
