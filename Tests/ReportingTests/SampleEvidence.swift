import Evaluation
import Market
import Reporting

/// Made-up series that go with ``Sample``: 40 sessions, two fans, one shock period on two symbols.
enum SampleEvidence {
    static let evidence: Evidence = {
        let sessions = SampleChart.chart.sessions.prefix(40).map(\.date)
        var noise: UInt64 = 11
        func random() -> Double {
            noise = noise &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(noise >> 40) / Double(1 << 24)
        }
        func series(_ level: Double, _ size: Double) -> [Double] { sessions.map { _ in level + size * random() } }
        let tracks = Sample.models.map { model in
            Evidence.Track(
                model: model.name, squaredError: series(0.0002, 0.000_02), nll: series(model.nll, 0.2),
                strategyReturn: model.name == "random-walk" ? sessions.map { _ in 0 } : series(-0.01, 0.021),
                transform: (0..<20).map { _ in 90 + Int(random() * 20) })
        }
        let fan = Evidence.Fan(
            symbol: SampleChart.chart.symbol, model: "rnn(hidden=32)",
            steps: SampleChart.chart.bands.map { band in
                Evidence.Fan.Step(
                    target: band.target, base: 3_000,
                    quantiles: [1, 0.64, 0.26, -0.26, -0.64, -1].map { $0 * band.lower }, actual: band.actual)
            })
        let volatility = ["AAPL", "SP500"].map { symbol in
            Evidence.Volatility(
                period: "covid-2020", symbol: symbol, sessions: sessions, absoluteReturn: series(0, 0.05),
                forecasts: ["rnn(hidden=32)": series(0.01, 0.03), "random-walk": sessions.map { _ in 0.012 }])
        }
        return Evidence(
            sessions: sessions, seriesCount: 2, tracks: tracks, holdReturn: series(-0.01, 0.0205), fans: [fan],
            volatility: volatility,
            calendars: ["AAPL", "SP500"].map { symbol in
                Evidence.Calendar(
                    symbol: symbol,
                    months: (24_240..<24_264).map {
                        .init(
                            number: $0, sessions: 20, missing: $0 == 24_250 ? 2 : 0, rejected: $0 == 24_255 ? 1 : 0)
                    }, undatedRejections: 1)
            },
            fits: [2019, 2020].map {
                Evidence.Fit(
                    model: "rnn(hidden=32)", seed: 1, fold: $0 - 2019, year: $0, epochs: 7, trainingLoss: 1.42,
                    validationLoss: 1.5 - Double($0 - 2019) / 10,
                    history: (1...10).map { epoch in
                        .init(
                            trainingLoss: 1.4 + 0.14 / Double(epoch),
                            validationLoss: 1.5 + Double((epoch - 7) * (epoch - 7)) / 1_000)
                    })
            },
            influences: [
                Evidence.Influence(
                    model: "rnn(hidden=32)", response: "infinite", width: nil, lags: Array(0...9),
                    values: (0...9).map { 1 / Double(1 << $0) }),
                Evidence.Influence(
                    model: "tdnn(width=5)", response: "finite", width: 5, lags: Array(0...9),
                    values: [0.5, 1, 0.5, 0.5, 0.25, 0, 0, 0, 0, 0]),
            ])
    }()
}

extension Sample {
    /// One test against the random walk.
    static func comparison(meanDifference: Double, statistic: Double?, n: Int) -> ComparisonRow {
        ComparisonRow(
            model: "ewma", baseline: "random-walk", loss: "nll", period: "all", phase: "all", horizon: 1,
            test: "diebold-mariano", meanDifference: meanDifference, statistic: statistic, pValue: nil, n: n)
    }
}
