// Links the C library's `fmod`, which is exact and so the same everywhere.
#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// `exp`, `log`, `log1p` and `cos` in double precision with the same bits on every processor.
///
/// The C library picks another code path where the processor has fused multiply-add, and the last bit of a loss (and
/// with it, after some epochs, every weight) would depend on the machine. These use only `+ − × ÷` in a fixed order.
/// `exp`, `log` and `log1p` are within about one unit in the last place. They work on four numbers at a time, two to
/// a vector of every x86-64 and arm64 processor: each is one long chain of dependent steps, and more chains fill the
/// wait. A lone number goes through the same steps on its own (`Elementary+Scalars.swift`), to the same bits.
package enum Elementary {
    /// Four numbers that go through the same steps.
    package typealias Quad = SIMD4<Double>

    /// `eˣ` of four numbers.
    @inlinable @inline(__always)
    package static func exp(_ x: Quad) -> Quad {
        // Outside, 2ᵏ or the result is not a normal number. A NaN fails the comparison too.
        guard all((x .> -700) .& (x .< 700)) else { return expNearLimits(x) }
        let (significand, exponent) = expParts(x)
        return significand * powerOfTwo(exponent)
    }

    /// `eˣ = significand · 2^exponent`, `significand` near 1.
    @inlinable @inline(__always)
    static func expParts(_ x: Quad) -> (significand: Quad, exponent: SIMD4<UInt64>) {
        let (r, exponent) = reduced(x)
        return (1 + (r + expTail(r)), exponent)
    }

    /// `x = k·ln 2 + r` with |r| ≤ ln 2 / 2, and k in the low bits.
    @inlinable @inline(__always)
    static func reduced(_ x: Quad) -> (r: Quad, exponent: SIMD4<UInt64>) {
        // Adding 1.5·2⁵² rounds to an integer and leaves it in the low bits.
        let rounded = x * 0x1.71547652b82fep0 + 0x1.8p52
        let k = rounded - 0x1.8p52
        return ((x - k * ln2High) - k * ln2Low, unsafeBitCast(rounded, to: SIMD4<UInt64>.self))
    }

    /// `eʳ − 1 − r` of a small r.
    @inlinable @inline(__always)
    static func expTail(_ r: Quad) -> Quad {
        // Taylor to r¹³ / 13! (remainder below 5e-18), in Estrin's order to shorten the chain of dependent steps.
        let r2 = r * r
        let r4 = r2 * r2
        let a = cubic(r, r2, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120)
        let b = cubic(r, r2, 1.0 / 720, 1.0 / 5040, 1.0 / 40_320, 1.0 / 362_880)
        let c = cubic(r, r2, 1.0 / 3_628_800, 1.0 / 39_916_800, 1.0 / 479_001_600, 1.0 / 6_227_020_800)
        return r2 * (a + r4 * (b + r4 * c))
    }

    /// `c0 + c1·x + c2·x² + c3·x³`, with x² given.
    @inlinable @inline(__always)
    package static func cubic(
        _ x: Quad, _ square: Quad, _ c0: Double, _ c1: Double, _ c2: Double, _ c3: Double
    ) -> Quad {
        let low = x * c1 + c0
        let high = x * c3 + c2
        return low + square * high
    }

    /// 2ᵏ of a normal exponent, from its two's complement in the low 12 bits.
    @inlinable @inline(__always)
    static func powerOfTwo(_ exponent: SIMD4<UInt64>) -> Quad {
        unsafeBitCast((exponent &+ 1023) &<< 52, to: Quad.self)
    }

    /// Beyond ±700: limits the argument and scales in two steps, since 2ᵏ itself may be subnormal or infinite.
    @usableFromInline @inline(never)
    static func expNearLimits(_ x: Quad) -> Quad {
        // e^710 is above the largest number and e^−746 below half the smallest.
        let limited = x.replacing(with: 710, where: x .> 710).replacing(with: -746, where: x .< -746)
        let (significand, exponent) = expParts(limited)
        // Sign-extended from the low 12 bits.
        let k = SIMD4<Int64>(truncatingIfNeeded: exponent &<< 52) &>> 52
        let half = k &>> 1
        return significand * powerOfTwo(SIMD4<UInt64>(truncatingIfNeeded: half))
            * powerOfTwo(SIMD4<UInt64>(truncatingIfNeeded: k &- half))
    }

    /// The natural logarithm of four numbers.
    @inlinable @inline(__always)
    package static func log(_ x: Quad) -> Quad {
        guard all((x .>= 0x1p-1022) .& (x .< .infinity)) else {
            return Quad(logAtLimits(x[0]), logAtLimits(x[1]), logAtLimits(x[2]), logAtLimits(x[3]))
        }
        return logOfNormal(x)
    }

    @inlinable @inline(__always)
    static func logOfNormal(_ x: Quad) -> Quad {
        // x = m·2ᵉ with m in [√½, √2): less the bits of √½ and plus those of 1, the exponent field holds e + 1023.
        let rootOfHalf: UInt64 = 0x3fe6_a09e_667f_3bcd
        let shifted = unsafeBitCast(x, to: SIMD4<UInt64>.self) &+ (0x3ff0_0000_0000_0000 &- rootOfHalf)
        let fraction = (shifted & 0x000f_ffff_ffff_ffff) &+ rootOfHalf
        let f = unsafeBitCast(fraction, to: Quad.self) - 1
        let e = unsafeBitCast((shifted &>> 52) | 0x4330_0000_0000_0000, to: Quad.self) - (0x1p52 + 1023)
        // log(1+f) = 2·atanh(s), s = f/(2+f) ≤ 0.172; written as f − (f²/2 − s·(f²/2 + P(s²))) to keep f exact.
        let s = f / (2 + f)
        let z = s * s
        let z2 = z * z
        let z4 = z2 * z2
        let low = cubic(z, z2, 2.0 / 3, 2.0 / 5, 2.0 / 7, 2.0 / 9)
        let middle = cubic(z, z2, 2.0 / 11, 2.0 / 13, 2.0 / 15, 2.0 / 17)
        let high = z * (2.0 / 21) + (2.0 / 19)
        let p = z * (low + z4 * (middle + z4 * high))
        let halfSquare = 0.5 * f * f
        let correction = s * (halfSquare + p) + e * ln2Low
        return e * ln2High + (f - (halfSquare - correction))
    }

    /// `log(1 + x)` for a caller that has `1 + x` and its reciprocal already.
    @inlinable @inline(__always)
    package static func log1p(_ x: Quad, onePlus u: Quad, reciprocal: Quad) -> Quad {
        // What the rounding of 1 + x lost, to first order; beyond 2⁵⁴ that is below the last bit, and at −1 void.
        let lost = (x - (u - 1)) * reciprocal
        return log(u) + lost.replacing(with: 0, where: (x .> 0x1p54) .| (u .<= 0))
    }

    /// `log(1 + eˣ)` and its derivative, the logistic function; neither overflows.
    @inlinable @inline(__always)
    package static func softplus(_ x: Double) -> (value: Double, derivative: Double) {
        let same = softplus(Quad(repeating: x))
        return (same.value[0], same.derivative[0])
    }

    /// `log(1 + eˣ)` and its derivative of four numbers.
    @inlinable @inline(__always)
    package static func softplus(_ x: Quad) -> (value: Quad, derivative: Quad) {
        let negative = x .< 0
        let e = exp(x.replacing(with: -x, where: x .> 0))
        let logistic = 1 / (1 + e)
        let shared = log1p(e, onePlus: 1 + e, reciprocal: logistic)
        return (
            shared + x.replacing(with: 0, where: negative), logistic * e.replacing(with: 1, where: x .> 0)
        )
    }

    /// `cos(π·x)`; whole and half turns are exact.
    package static func cosPi(_ x: Double) -> Double {
        var turn = x.magnitude.truncatingRemainder(dividingBy: 2)
        if turn > 1 { turn = 2 - turn }
        let sign: Double = turn > 0.5 ? -1 : 1
        if turn > 0.5 { turn = 1 - turn }
        if turn <= 0.25 {
            let square = (turn * .pi) * (turn * .pi)
            return sign * (1 + taylor(square, first: 1))
        }
        let angle = (0.5 - turn) * .pi
        return sign * (angle + angle * taylor(angle * angle, first: 2))
    }

    /// `Σ (−square)ᵏ / ((first)(first+1)…(first+2k−1))` from k = 1: the tail of cosine (first 1) or sine (first 2).
    private static func taylor(_ square: Double, first: Double) -> Double {
        var sum = 0.0
        var index = 9.0
        while index > 0 {
            let denominator = (first + 2 * index - 2) * (first + 2 * index - 1)
            sum = -square / denominator * (1 + sum)
            index -= 1
        }
        return sum
    }

    /// `baseⁿ` for a whole `n ≥ 0`, by squaring.
    package static func power(_ base: Double, _ exponent: Int) -> Double {
        var result = 1.0
        var factor = base
        var remaining = exponent
        while remaining > 0 {
            if remaining & 1 == 1 { result *= factor }
            factor *= factor
            remaining >>= 1
        }
        return result
    }

    /// ln 2 in two parts; the first has 21 zero bits at its end, so that `k · ln2High` is exact for every exponent k.
    @inlinable static var ln2High: Double { 0x1.62e42feep-1 }
    @inlinable static var ln2Low: Double { 0x1.a39ef35793c76p-33 }
}
