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

    @Test("a panel cut at a date forgets what comes later, and a series brings no more of it than it knows")
    func panel() {
        let start = SessionDate(dayNumber: 0)
        let long = syntheticReturns(symbol: "A", from: start, count: 60, seed: 2)
        let late = syntheticReturns(symbol: "B", from: long.dates[20], count: 30, seed: 3)
        let shared = [long, late].sharingPanel()
        let panel = PanelReturns([long, late])
        #expect(panel.dates.count == 60)
        #expect(panel.logReturn(session: 0, symbol: 1) == nil)
        #expect(panel.logReturn(session: 25, symbol: 1) == late.logReturns[5])
        #expect(panel.series(symbol: 1) == late)
        #expect(shared[0].panel == panel)
        #expect(shared[0].prefix(30).panel == panel.known(at: long.dates[29]))
        // Equal only because nothing later is in it.
        let changed = [long.changingReturns(30..<60) { -$0 }, late.changingReturns(10..<30) { -$0 }].sharingPanel()
        #expect(changed[0].known(at: long.dates[29]) == shared[0].known(at: long.dates[29]))
        #expect(changed[0].prefix(31) != shared[0].prefix(31))
        #expect(shared.sharingPanel() == shared)
    }
}
