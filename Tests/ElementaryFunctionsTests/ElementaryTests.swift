import Foundation
import Testing

import ElementaryFunctions

@Suite("Portable elementary functions")
struct ElementaryTests {
    private func units(_ actual: Double, _ expected: Double) -> Double {
        actual == expected ? 0 : (actual - expected).magnitude / expected.ulp
    }

    /// A seeded number from 0 to 1.
    private struct Uniform {
        var state: UInt64 = 88_172_645_463_325_252

        mutating func next() -> Double {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Double(state >> 11) * 0x1p-53
        }
    }

    @Test("exp, log and log1p are within two units in the last place of the C library")
    func accuracy() {
        var random = Uniform()
        var worst: [String: Double] = [:]
        func note(_ name: String, _ size: Double) { worst[name] = max(worst[name] ?? 0, size) }
        for _ in 0..<20_000 {
            let wide = 1400 * random.next() - 700
            let narrow = 2 * random.next() - 1
            note("exp", units(Elementary.exp(wide), exp(wide)))
            note("exp", units(Elementary.exp(narrow), exp(narrow)))
            note("log", units(Elementary.log(exp(wide)), log(exp(wide))))
            note("log", units(Elementary.log(1 + 0.5 * narrow), log(1 + 0.5 * narrow)))
            note("log1p", units(Elementary.log1p(exp(wide / 10)), log1p(exp(wide / 10))))
            note("log1p", units(Elementary.log1p(0.99 * narrow), log1p(0.99 * narrow)))
            // The error of π·x in the C library's argument is in here too.
            note("cosPi", (Elementary.cosPi(4 * narrow) - cos(4 * narrow * .pi)).magnitude / 1e-15)
        }
        #expect(worst.count == 4)
        #expect(worst.values.allSatisfy { $0 <= 2 }, "\(worst)")
    }

    @Test("what is made of exp and log stays within some units of the C library, where that is not off itself")
    func accuracyOfRelatives() {
        var random = Uniform()
        var worst: [String: Double] = [:]
        func note(_ name: String, _ size: Double) { worst[name] = max(worst[name] ?? 0, size) }
        for _ in 0..<20_000 {
            let wide = 60 * random.next() - 30
            let narrow = 2 * random.next() - 1
            note("expm1", units(Elementary.expm1(wide), expm1(wide)))
            note("expm1", units(Elementary.expm1(narrow), expm1(narrow)))
            note("asinh", units(Elementary.asinh(wide), asinh(wide)))
            note("asinh", units(Elementary.asinh(narrow), asinh(narrow)))
            note("log2", units(Elementary.log2(exp(wide)), log2(exp(wide))))
            note("erf", units(Elementary.erf(6 * narrow), erf(6 * narrow)))
            note("erfc", units(Elementary.erfc(6 * narrow), erfc(6 * narrow)))
            note("erfc", units(Elementary.erfc(26 * narrow.magnitude), erfc(26 * narrow.magnitude)))
            let power = Elementary.power(exp(wide / 10), narrow)
            note("power", units(power, pow(exp(wide / 10), narrow)))
        }
        #expect(worst.count == 6)
        // Far out, the tail is exp(−y²): an argument of hundreds, whose rounding is many units of the result.
        #expect(worst.allSatisfy { $0.value <= ($0.key == "erfc" ? 8 : 4) }, "\(worst)")
    }

    @Test("limits of what is made of exp and log")
    func limitsOfRelatives() {
        #expect(Elementary.expm1(-800) == -1)
        #expect(Elementary.expm1(800) == .infinity)
        #expect(Elementary.expm1(1e-20) == 1e-20)
        #expect(Elementary.asinh(-1e300) == asinh(-1e300))
        #expect(Elementary.asinh(1e-300) == 1e-300)
        #expect(Elementary.erfc(-.infinity) == 2)
        #expect(Elementary.erfc(.infinity) == 0)
        #expect(Elementary.erfc(.nan).isNaN)
        #expect(Elementary.erf(.nan).isNaN)
        #expect(Elementary.erf(-9) == -1)
        #expect(Elementary.erf(0) == 0)
        #expect(Elementary.power(0, 0.5) == 0)
        #expect(Elementary.power(0, 0.0) == 1)
        #expect(Elementary.log2(0x1p-1000) == -1000)
    }

    @Test("limits, subnormal numbers and NaN")
    func limits() {
        #expect(Elementary.exp(-.infinity) == 0)
        #expect(Elementary.exp(.infinity) == .infinity)
        #expect(Elementary.exp(709.7) == exp(709.7))
        #expect(Elementary.exp(710) == .infinity)
        #expect(units(Elementary.exp(-740), exp(-740)) <= 1)
        #expect(Elementary.exp(-746) == 0)
        #expect(Elementary.exp(.nan).isNaN)
        #expect(Elementary.exp(0) == 1)
        #expect(Elementary.log(0) == -.infinity)
        #expect(Elementary.log(-1).isNaN)
        #expect(Elementary.log(.nan).isNaN)
        #expect(Elementary.log(.infinity) == .infinity)
        #expect(Elementary.log(.leastNonzeroMagnitude) == log(.leastNonzeroMagnitude))
        #expect(Elementary.log(1) == 0)
        #expect(Elementary.log1p(-1) == -.infinity)
        #expect(Elementary.log1p(.infinity) == .infinity)
        #expect(Elementary.log1p(.nan).isNaN)
        #expect(Elementary.log1p(1e-300) == 1e-300)
        #expect([0, 0.5, 1, 1.5, 2, -1].map { Elementary.cosPi($0) } == [1, 0, -1, 0, 1, -1])
        #expect(Elementary.power(0.5, 10) == 0x1p-10)
        #expect(Elementary.power(3, 0) == 1)
    }

    @Test("a NaN or an extreme in one lane leaves the other lanes' bits")
    func lanesAreIndependent() {
        for other in [Double.nan, .infinity, -.infinity, 0, .leastNonzeroMagnitude, 1e300, -3] {
            #expect(Elementary.exp(SIMD4(other, 0.3, other, other))[1] == Elementary.exp(0.3))
            #expect(Elementary.log(SIMD4(other, other, other, 0.3))[3] == Elementary.log(0.3))
        }
    }

    @Test("a lone number gets the bits of a lane")
    func loneNumbers() {
        var random = Uniform()
        for _ in 0..<2_000 {
            let x = 1500 * random.next() - 750
            let positive = Elementary.exp(x)
            let wide = SIMD4(repeating: x)
            #expect(Elementary.exp(wide)[2] == positive)
            #expect(Elementary.exp(wide / 1000)[0] == Elementary.exp(x / 1000))
            #expect(Elementary.log(SIMD4(repeating: positive))[1].bitPattern == Elementary.log(positive).bitPattern)
            let u = SIMD4(repeating: 1 + x / 800)
            let log1p = Elementary.log1p(wide / 800, onePlus: u, reciprocal: 1 / u)
            #expect(log1p[3].bitPattern == Elementary.log1p(x / 800).bitPattern)
        }
    }

    @Test("softplus and its slope neither overflow nor vanish too early")
    func softplus() {
        #expect(Elementary.softplus(800).value == 800)
        #expect(Elementary.softplus(800).derivative == 1)
        #expect(units(Elementary.softplus(-40).value, exp(-40)) <= 2)
        #expect(units(Elementary.softplus(-40).derivative, exp(-40)) <= 2)
        #expect(Elementary.softplus(0).value == log(2))
        #expect(Elementary.softplus(0).derivative == 0.5)
    }
}
