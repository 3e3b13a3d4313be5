import Foundation
import Learning
import Testing

@Suite("Random source")
struct RandomSourceTests {
    @Test("the first draws of a seed never change")
    func pinned() {
        var bits = RandomSource(seed: 42)
        #expect(
            (0..<3).map { _ in bits.next() } == [
                0x1578_0b2e_0c2e_c716, 0x6104_d986_6d11_3a7e, 0xae17_5332_39e4_99a1,
            ])
        var uniform = RandomSource(seed: 42)
        #expect((0..<2).map { _ in uniform.uniform() } == [0.08386297105988216, 0.3789802506626686])
        var normal = RandomSource(seed: 42)
        #expect(
            (0..<3).map { _ in normal.normal() } == [-1.613223751384916, 0.781692045057349, 0.01587129337598485])
        var integer = RandomSource(seed: 42)
        #expect((0..<8).map { _ in integer.integer(below: 10) } == [0, 3, 6, 9, 9, 7, 7, 8])
        var order = Array(0..<8)
        var shuffler = RandomSource(seed: 42)
        shuffler.shuffle(&order)
        #expect(order == [7, 1, 6, 3, 5, 4, 2, 0])
    }

    @Test("xoshiro256** gives the outputs of its authors' code")
    func reference() {
        // SplitMix64 from 0 starts e220a8397b1dcdaf, 6e789e6aa1b965f4, 06c45d188009454f, f88bb8a8724c81ec; the first output
        // is rotl(s₁·5, 7)·9.
        let second: UInt64 = 0x6e78_9e6a_a1b9_65f4
        let product = second &* 5
        var random = RandomSource(seed: 0)
        #expect(random.next() == ((product << 7) | (product >> 57)) &* 9)
    }

    @Test("a normal number takes two draws")
    func drawsOfNormal() {
        var one = RandomSource(seed: 9)
        var other = one
        _ = one.normal()
        _ = other.next()
        _ = other.next()
        #expect(one.next() == other.next())
    }

    @Test("uniform and normal numbers have their moments")
    func moments() {
        var random = RandomSource(seed: 7)
        let count = 200_000
        let uniform = (0..<count).map { _ in random.uniform() }
        let normal = (0..<count).map { _ in random.normal() }
        func moment(_ values: [Double], _ power: Double, about centre: Double = 0) -> Double {
            values.reduce(0) { $0 + pow($1 - centre, power) } / Double(count)
        }
        // Within five standard errors each.
        #expect(uniform.allSatisfy { $0 >= 0 && $0 < 1 })
        #expect((moment(uniform, 1) - 0.5).magnitude < 5 * (1.0 / 12 / Double(count)).squareRoot())
        #expect(
            (moment(uniform, 2, about: 0.5) - 1.0 / 12).magnitude < 5 * (1.0 / 180 / Double(count)).squareRoot())
        for (power, value, variance) in [(1.0, 0.0, 1.0), (2, 1, 2), (3, 0, 15), (4, 3, 96)] {
            #expect(
                (moment(normal, power) - value).magnitude < 5 * (variance / Double(count)).squareRoot(),
                "moment \(power)")
        }
        // Neighbours are uncorrelated, and 5 % lie beyond ±1.96.
        let neighbours = zip(normal, normal.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
        #expect(neighbours.magnitude < 5 / Double(count).squareRoot())
        let beyond = Double(normal.count { $0.magnitude > 1.959964 }) / Double(count)
        #expect((beyond - 0.05).magnitude < 5 * (0.05 * 0.95 / Double(count)).squareRoot())
    }

    @Test("every whole number below the bound is as likely", arguments: [1, 2, 3, 7, 10, 1000])
    func integers(_ bound: Int) {
        var random = RandomSource(seed: 3)
        let draws = 2000 * min(bound, 20)
        var counts = [Int](repeating: 0, count: bound)
        for _ in 0..<draws { counts[random.integer(below: bound)] += 1 }
        let expected = Double(draws) / Double(bound)
        let chiSquare = counts.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
        let freedom = Double(bound - 1)
        #expect(chiSquare <= freedom + 5 * (2 * freedom).squareRoot())
    }

    @Test("a bound near the largest number is not biased to its lower part")
    func largeBound() {
        // With 2⁶³ + … draws taken modulo ¾·2⁶³, the lower third would be twice as likely.
        var random = RandomSource(seed: 4)
        let bound = 3 << 61
        let low = (0..<30_000).count { _ in random.integer(below: bound) < bound / 3 }
        #expect((Double(low) / 30_000 - 1.0 / 3).magnitude < 5 * (2.0 / 9 / 30_000).squareRoot())
    }

    @Test("a shuffle keeps the elements and makes every order as likely")
    func shuffles() {
        var random = RandomSource(seed: 8)
        var counts: [[Int]: Int] = [:]
        for _ in 0..<24_000 {
            var order = [0, 1, 2, 3]
            random.shuffle(&order)
            counts[order, default: 0] += 1
        }
        #expect(counts.count == 24)
        #expect(counts.keys.allSatisfy { $0.sorted() == [0, 1, 2, 3] })
        let chiSquare = counts.values.reduce(0.0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 }
        #expect(chiSquare < 23 + 5 * 46.0.squareRoot())
        var none: [Int] = []
        random.shuffle(&none)
        #expect(none.isEmpty)
    }

    @Test("split streams differ by label, and neither splitting nor drawing from a split moves the source")
    func splits() {
        var source = RandomSource(seed: 1)
        let before = source
        var first = source.split(1)
        var second = source.split(2)
        #expect(first.next() != second.next())
        for _ in 0..<100 { _ = first.next() }
        var firstAgain = source.split(1)
        var untouched = before.split(1)
        #expect(firstAgain.next() == untouched.next())
        var copy = before
        #expect(source.next() == copy.next())
        // The source has drawn, so the same label now gives another stream.
        var later = source.split(1)
        var earlier = before.split(1)
        #expect(later.next() != earlier.next())
    }

    @Test("the first draws of a split never change")
    func pinnedSplits() {
        var numbered = RandomSource(seed: 42).split(7)
        #expect(numbered.next() == 0xefe0_021b_58ed_8c3c)
        var named = RandomSource(seed: 42).split("fold 3")
        #expect(named.next() == 0xc70a_c359_d387_ede4)
        var same = RandomSource(seed: 42).split(stableHash("fold 3"))
        var again = RandomSource(seed: 42).split("fold 3")
        #expect(same.next() == again.next())
    }

    @Test("neighbouring labels give streams without correlation")
    func splitsAreIndependent() {
        let source = RandomSource(seed: 6)
        let firsts = (0..<20_000).map { label -> Double in
            var stream = source.split(UInt64(label))
            return stream.normal()
        }
        let correlation = zip(firsts, firsts.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / 20_000
        #expect(correlation.magnitude < 5 / 20_000.0.squareRoot())
    }

    @Test("the hash of a text never changes")
    func hashes() {
        // FNV-1a of the empty text is its offset basis; SplitMix64 then mixes that.
        #expect(stableHash("") == 0xc381_7c01_6ba4_ff30)
        #expect(stableHash("tdnn(width=60)") == 0xd68f_3b57_59b5_3ed5)
        #expect(stableHash("fold 3") != stableHash("fold 4"))
        #expect(Set((0..<10_000).map { stableHash("trial \($0)") }).count == 10_000)
    }
}
