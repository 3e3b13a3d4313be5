import Foundation
import Market
import TestSupport
import Testing
import Windowing

@Suite struct ReturnSeriesTests {
    private let dates = weekdays(from: SessionDate(year: 2020, month: 1, day: 1)!, count: 5)

    @Test("a return is the log of the close over the close before it, dated by the later one")
    func returns() throws {
        let closes = [100.0, 110, 99]
        let prices = try PriceSeries(
            symbol: "A", bars: zip(dates, closes).map { Bar(date: $0, close: $1) })
        let series = ReturnSeries(prices)
        #expect(series.dates == Array(dates[1...2]))
        #expect(series.logReturns == [log(110 / 100), log(99 / 110)])
    }

    @Test("returns are measured on adjusted closes where there are any")
    func adjusted() throws {
        // A 2:1 split: the close halves, the adjusted close does not move.
        let prices = try PriceSeries(
            symbol: "A",
            bars: [
                Bar(date: dates[0], close: 100, adjustedClose: 50),
                Bar(date: dates[1], close: 50, adjustedClose: 50),
            ])
        #expect(ReturnSeries(prices).logReturns == [0])
    }

    @Test("what is known at a cutoff ends with it, also between sessions")
    func known() {
        let series = ReturnSeries(symbol: "A", dates: dates, logReturns: [1, 2, 3, 4, 5])
        #expect(series.known(at: dates[2]).logReturns == [1, 2, 3])
        #expect(series.known(at: dates[2].advanced(byDays: -1)).logReturns.count <= 2)
        #expect(series.known(at: dates[0].advanced(byDays: -1)).count == 0)
        #expect(series.indices(in: dates[1]...dates[3]) == 1..<4)
    }
}

@Suite struct ScalerTests {
    @Test("a scaler is measured on the rows it is fitted to and on nothing else")
    func trainingRowsOnly() {
        var matrix = FeatureMatrix(channels: 2)
        for row: [Float] in [[1, 10], [3, 10], [1000, -7]] { matrix.append(row) }
        let scaler = StandardScaler(fittedTo: [(matrix, 0..<2)])
        #expect(scaler.means == [2, 10])  // (1 + 3) / 2
        #expect(scaler.standardDeviations == [1, 1])  // √(((1−2)² + (3−2)²) / 2); a constant is only centred
        #expect(scaler.scaled(1000, channel: 0) == 6)  // 998 is clipped
        #expect(scaler.scaled(-1000, channel: 0) == -6)
        #expect(scaler.scaled(3, channel: 0) == 1)
    }

    @Test("a window is a view of the rows that end at its last session")
    func window() {
        var matrix = FeatureMatrix(channels: 1)
        for value in 0..<6 { matrix.append([Float(value)]) }
        #expect(Array(matrix.window(endingAt: 4, width: 3)) == [2, 3, 4])
        #expect(matrix.sessions == 6)
    }
}

@Suite struct VolatilityInputTests {
    @Test("an exponential variance follows v' = λ v + (1 − λ) r²")
    func recursion() {
        var variance = ExponentialVariance(decay: 0.5, initialValue: 4)
        variance.update(logReturn: 2)  // 0.5 · 4 + 0.5 · 4
        #expect(variance.value == 4)
        variance.update(logReturn: 0)
        #expect(variance.value == 2)
    }

    @Test("a truncated variance has weights λ^k that sum to one")
    func truncated() {
        // (0.25 · 1² + 0.5 · 2² + 1 · 3²) / (0.25 + 0.5 + 1) = 11.25 / 1.75
        let value = ExponentialVariance.truncated(decay: 0.5, logReturns: [1, 2, 3])
        #expect(abs(value - 11.25 / 1.75) < 1e-15)
    }

    @Test("inputs of one session do not depend on any other session")
    func sessionFeatures() {
        let series = syntheticReturns(symbol: "A", from: SessionDate(dayNumber: 0), count: 40, seed: 1)
        let features = SessionFeatures(referenceScale: 0.01)
        let changed = series.changingReturns(0..<39) { $0 * 5 }
        #expect(features.matrix(of: series).rows(39..<40) == features.matrix(of: changed).rows(39..<40))
        #expect(features.matrix(of: series).rows(38..<39) != features.matrix(of: changed).rows(38..<39))
    }

    @Test("inputs with running means depend on the past and not on the future")
    func exponentialFeatures() {
        let series = syntheticReturns(symbol: "A", from: SessionDate(dayNumber: 0), count: 60, seed: 2)
        let features = ExponentialFeatures(referenceScale: 0.01)
        let later = series.changingReturns(30..<60) { $0 * 5 }
        let earlier = series.changingReturns(0..<1) { $0 * 5 + 0.1 }
        let rows = features.matrix(of: series).features.rows(0..<30)
        #expect(rows == features.matrix(of: later).features.rows(0..<30))
        #expect(rows.suffix(5) != features.matrix(of: earlier).features.rows(0..<30).suffix(5))
    }

    @Test("weeks without change do not make the scale vanish")
    func floor() {
        var features = ExponentialFeatures(referenceScale: 0.01)
        for _ in 0..<2000 {
            let row = features.step(logReturn: 0)
            #expect(row.allSatisfy { $0.isFinite })
        }
        #expect(features.scale == 0.0015)
    }
}
