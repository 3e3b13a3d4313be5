import Testing

@testable import Predictors

/// What a time-delay network sees of a window.
@Suite struct DelayLineTests {
    @Test(
        "every lag of a window is in one tap, and the older the longer the taps",
        arguments: [1, 5, 8, 9, 20, 60, 250, 512])
    func taps(width: Int) {
        let line = DelayLine(width: width)
        #expect(line.taps.flatMap { Array($0) } == Array(0..<width))
        for (newer, older) in zip(line.taps, line.taps.dropFirst().dropLast()) {
            #expect(newer.count <= older.count)
        }
        // At most 1/2 as long as what is newer.
        for tap in line.taps.dropFirst(8) { #expect(2 * tap.count <= tap.lowerBound) }
    }

    @Test("the taps of a quarter and of a year")
    func examples() {
        #expect(
            DelayLine(width: 60).taps.dropFirst(8).map { [$0.lowerBound, $0.upperBound] } == [
                [8, 12], [12, 16], [16, 24], [24, 32], [32, 48], [48, 60],
            ])
        #expect(DelayLine(width: 250).taps.count == 18)
    }

    @Test("sums over windows are what adding up gives", arguments: [1, 2, 3, 5, 12, 60, 64], [1, 0.94])
    func sums(length: Int, decay: Double) {
        let values = (0..<200).map { Double(($0 * 7919) % 101) / 101 - 0.3 }
        let sums = windowSums(values, length: length, decay: decay)
        for t in length - 1..<values.count {
            var (expected, weight) = (0.0, 1.0)
            for lag in 0..<length {
                expected += weight * values[t - lag]
                weight *= decay
            }
            #expect(abs(sums[t] - expected) < 1e-13)
        }
    }

    @Test("a window's sum does not change by a bit with what is older", arguments: [1, 3, 60])
    func exactness(length: Int) {
        let values = (0..<200).map { Double(($0 * 7919) % 101) / 101 - 0.3 }
        let changed = values.enumerated().map { $0 < 100 ? 1e9 * $1 + 3 : $1 }
        let (sums, others) = (
            windowSums(values, length: length, decay: 0.94), windowSums(changed, length: length, decay: 0.94)
        )
        #expect(sums[(99 + length)...] == others[(99 + length)...])
        #expect(sums[98 + length] != others[98 + length])
        // Nor with how much of the past there is.
        #expect(windowSums(Array(values[50...]), length: length, decay: 0.94)[149] == sums[199])
    }
}
