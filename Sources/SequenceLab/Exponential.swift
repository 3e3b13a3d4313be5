internal import ElementaryFunctions

/// `eˣ`.
func exponential(_ x: Double) -> Double { Elementary.exp(x) }

/// The logarithm to base 2.
func binaryLogarithm(_ x: Double) -> Double { Elementary.log2(x) }

/// Nats as bits.
func bits(_ nats: Double) -> Double { nats / Elementary.log(2) }

/// The natural logarithm.
func naturalLogarithm(_ x: Double) -> Double { Elementary.log(x) }
