internal import ElementaryFunctions

/// The natural logarithm in double precision.
package func ln(_ value: Double) -> Double { Elementary.log(value) }

/// The inverse hyperbolic sine: like the value near zero, like a logarithm far from it, odd.
package func inverseHyperbolicSine(_ value: Double) -> Double { Elementary.asinh(value) }
