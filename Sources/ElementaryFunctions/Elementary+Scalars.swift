// The steps of `Elementary.swift` for a lone number: the same operations in the same order, so the same bits as a lane of
// four. A test holds the two together. In an unoptimised build a vector's operations take fifty times as long as a number's.
extension Elementary {
    /// `eˣ`; 0 and infinity where the result leaves the range.
    @inlinable @inline(__always)
    package static func exp(_ x: Double) -> Double {
        guard x > -700, x < 700 else { return expNearLimits(Quad(repeating: x))[0] }
        let (r, power) = reduced(x)
        return (1 + (r + expTail(r))) * power
    }

    /// The natural logarithm; −infinity at 0, NaN below.
    @inlinable @inline(__always)
    package static func log(_ x: Double) -> Double {
        x >= 0x1p-1022 && x < .infinity ? logOfNormal(x) : logAtLimits(x)
    }

    /// `log(1 + x)`, accurate for small `x` too.
    @inlinable @inline(__always)
    package static func log1p(_ x: Double) -> Double {
        let u = 1 + x
        let lost = (x - (u - 1)) * (1 / u)
        return log(u) + (x > 0x1p54 || u <= 0 ? 0 : lost)
    }

    /// `eˣ − 1`, accurate for small `x` too.
    package static func expm1(_ x: Double) -> Double {
        guard x > -40, x < 700 else { return exp(x) - 1 }
        let (r, power) = reduced(x)
        return power * (r + expTail(r)) + (power - 1)
    }

    /// `x = k·ln 2 + r` with |r| ≤ ln 2 / 2, and 2ᵏ of a normal exponent.
    @inlinable @inline(__always)
    static func reduced(_ x: Double) -> (r: Double, power: Double) {
        let rounded = x * 0x1.71547652b82fep0 + 0x1.8p52
        let k = rounded - 0x1.8p52
        return ((x - k * ln2High) - k * ln2Low, Double(bitPattern: (rounded.bitPattern &+ 1023) &<< 52))
    }

    /// `eʳ − 1 − r` of a small r.
    @inlinable @inline(__always)
    static func expTail(_ r: Double) -> Double {
        let r2 = r * r
        let r4 = r2 * r2
        let a = cubic(r, r2, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120)
        let b = cubic(r, r2, 1.0 / 720, 1.0 / 5040, 1.0 / 40_320, 1.0 / 362_880)
        let c = cubic(r, r2, 1.0 / 3_628_800, 1.0 / 39_916_800, 1.0 / 479_001_600, 1.0 / 6_227_020_800)
        return r2 * (a + r4 * (b + r4 * c))
    }

    @inlinable @inline(__always)
    static func cubic(
        _ x: Double, _ square: Double, _ c0: Double, _ c1: Double, _ c2: Double, _ c3: Double
    ) -> Double {
        let low = x * c1 + c0
        let high = x * c3 + c2
        return low + square * high
    }

    @inlinable @inline(__always)
    static func logOfNormal(_ x: Double) -> Double {
        let rootOfHalf: UInt64 = 0x3fe6_a09e_667f_3bcd
        let shifted = x.bitPattern &+ (0x3ff0_0000_0000_0000 &- rootOfHalf)
        let f = Double(bitPattern: (shifted & 0x000f_ffff_ffff_ffff) &+ rootOfHalf) - 1
        let e = Double(bitPattern: (shifted &>> 52) | 0x4330_0000_0000_0000) - (0x1p52 + 1023)
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

    /// The logarithm of any number, subnormal, zero, infinite, negative or NaN.
    @usableFromInline @inline(never)
    static func logAtLimits(_ x: Double) -> Double {
        if x == 0 { return -.infinity }
        if !(x > 0) { return .nan }
        if x == .infinity { return x }
        if x >= 0x1p-1022 { return logOfNormal(x) }
        return logOfNormal(x * 0x1p54) - 54 * (ln2High + ln2Low)
    }
}
