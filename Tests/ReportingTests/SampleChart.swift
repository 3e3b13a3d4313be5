import Market
import Reporting

/// A made-up index that climbs, crashes and recovers like the one of 2020, with bands that learn from it.
enum SampleChart {
    static let chart: PriceChart = {
        var sessions: [PriceChart.Session] = []
        var bands: [PriceChart.Band] = []
        var close = 3_250.0
        var variance = 0.000_06
        var noise: UInt64 = 7
        var date = Sample.date(2020, 1, 2)
        while date <= Sample.date(2020, 8, 31) {
            defer { date = date.advanced(byDays: 1) }
            // 1970-01-01 was a Thursday.
            guard (Int(date.dayNumber) + 3) % 7 < 5 else { continue }
            noise = noise &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let shake = Double(noise >> 40) / Double(1 << 24) - 0.5
            let isCrash = date > Sample.date(2020, 2, 19) && date <= Sample.date(2020, 3, 23)
            let isAfter = date > Sample.date(2020, 3, 23)
            let simple = isCrash ? -0.0165 + shake * 0.13 : isAfter ? 0.0038 + shake * 0.03 : 0.0012 + shake * 0.012
            if let last = sessions.last {
                let width = 2.576 * variance.squareRoot()
                bands.append(
                    .init(cutoff: last.date, target: date, lower: -width, upper: width, actual: simple))
            }
            close *= 1 + simple
            variance = 0.94 * variance + 0.06 * simple * simple
            sessions.append(.init(date: date, close: close))
        }
        return PriceChart(
            symbol: "SP500", model: "rnn(hidden=32)", sessions: sessions, bands: bands,
            marks: [
                .init(date: Sample.date(2020, 3, 23), note: "closing low"),
                .init(date: Sample.date(2020, 2, 19), note: "closing high"),
            ])
    }()
}
