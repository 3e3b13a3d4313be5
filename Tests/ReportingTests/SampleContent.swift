import Evaluation
import Market
import Reporting

/// A made-up run with everything in it: eight models, three shock periods, one rejected escape sequence.
///
/// The numbers are invented but hang together: differences are those of the losses, shares lie near nominal.
enum Sample {
    struct Model {
        var name: String
        var response: String
        var width: Int?
        var parameters: Int
        var multiplyAdds: Int
        var nll: Double
        var qlike: Double
        var rmse: Double
        var direction: Double
        var scaleP: Double?
        var meanP: Double?
        var isNetwork: Bool { multiplyAdds > 10 }
    }

    static let models: [Model] = [
        Model(
            name: "random-walk", response: "finite", width: 1, parameters: 1, multiplyAdds: 0, nll: -2.5911,
            qlike: -7.0012, rmse: 0.016231, direction: 0.5, scaleP: nil, meanP: nil),
        Model(
            name: "drift", response: "finite", width: 1, parameters: 2, multiplyAdds: 1, nll: -2.5910,
            qlike: -7.0010,
            rmse: 0.016233, direction: 0.5203, scaleP: 0.871, meanP: 0.612),
        Model(
            name: "ewma", response: "infinite", width: nil, parameters: 1, multiplyAdds: 2, nll: -2.8172,
            qlike: -7.3261, rmse: 0.016231, direction: 0.5, scaleP: 0.000012, meanP: nil),
        Model(
            name: "tdnn(width=5)", response: "finite", width: 5, parameters: 337, multiplyAdds: 1_120, nll: -2.8249,
            qlike: -7.3563, rmse: 0.016229, direction: 0.5188, scaleP: 0.00002, meanP: 0.744),
        Model(
            name: "tdnn(width=60)", response: "finite", width: 60, parameters: 3_857, multiplyAdds: 24_640,
            nll: -2.8392, qlike: -7.3830, rmse: 0.016227, direction: 0.5201, scaleP: 0.0000001, meanP: 0.501),
        Model(
            name: "tdnn(width=250)", response: "finite", width: 250, parameters: 16_017, multiplyAdds: 104_224,
            nll: -2.8364, qlike: -7.3829, rmse: 0.016244, direction: 0.5172, scaleP: 0.000003, meanP: 0.188),
        Model(
            name: "rnn(hidden=16)", response: "infinite", width: nil, parameters: 611, multiplyAdds: 576,
            nll: -2.8388,
            qlike: -7.3911, rmse: 0.016226, direction: 0.5205, scaleP: 0.0000002, meanP: 0.433),
        Model(
            name: "rnn(hidden=32)", response: "infinite", width: nil, parameters: 1_731, multiplyAdds: 1_664,
            nll: -2.8405, qlike: -7.3939, rmse: 0.016225, direction: 0.5206, scaleP: 0.0000001, meanP: 0.412),
    ]

    static func date(_ year: Int, _ month: Int, _ day: Int) -> SessionDate {
        SessionDate(year: year, month: month, day: day) ?? SessionDate(dayNumber: 0)
    }

    static let runFacts = RunFacts(
        runID: "run-0001", pipeline: "history-widths", version: "0.1.0",
        configurationHash: "7d2b9c41aa0e5f6de1f40b6f3f1c9f9f5b8f7c0d9e3a2b1c4d5e6f708192a3b4",
        dataHash: "0f1e2d3c4b5a69788796a5b4c3d2e1f00112233445566778899aabbccddeeff0", seeds: [1, 2],
        command: "hindcast run pipelines/history-widths.yaml --db hindcast.sqlite --reports reports",
        testSpan: date(2015, 1, 2)...date(2022, 12, 28), folds: 8,
        refitRule: "at the start of each year, on all sessions before it", trials: 88)

    static var leaderboard: [LeaderboardRow] {
        models.map { model in
            LeaderboardRow(
                runID: runFacts.runID, model: model.name, response: model.response, width: model.width,
                parameters: model.parameters, seeds: model.isNetwork ? 2 : 1,
                trainSeconds: Double(model.parameters) / 1_000 + 0.25, horizon: 1, mae: model.rmse * 0.66,
                rmse: model.rmse, mase: model.rmse * 43, nll: model.nll, crps: 0.0120 + model.nll / 1_000,
                qlike: model.qlike, coverage90: 0.9 + model.nll / 400,
                directionalAccuracy: model.direction,
                skillVsNaive: 1 - (model.rmse * model.rmse) / (0.016231 * 0.016231), dmPVsNaive: model.meanP,
                inMCS: model.nll < -2.83, nllLower: model.nll - 0.04, nllUpper: model.nll + 0.05)
        }
    }

    static var widthSweep: [WidthSweepRow] {
        models.filter(\.isNetwork).map { model in
            WidthSweepRow(
                runID: runFacts.runID, model: model.name, response: model.response, width: model.width,
                parameters: model.parameters, multiplyAddsPerForecast: model.multiplyAdds, trainSeconds: 1,
                rmse: model.rmse, nll: model.nll, qlike: model.qlike,
                dmPVsBest: model.name == "rnn(hidden=32)" ? nil : min(0.9, 0.31 + (model.nll + 2.8392) * -20),
                forecastSeconds: 0.5, nllLower: model.nll - 0.04, nllUpper: model.nll + 0.05,
                dmPVsRNN: model.name == "rnn(hidden=32)" ? nil : 0.25, inMCS: model.nll < -2.83)
        }
    }

    static let shockPeriods: [ShockPeriod] = [
        period("ltcm-1998", shock: date(1998, 7, 17)...date(1998, 10, 8)),
        period("crisis-2008", shock: date(2008, 9, 12)...date(2009, 3, 9)),
        period("bear-2022", shock: date(2022, 1, 3)...date(2022, 10, 12)),
        period("covid-2020", shock: date(2020, 2, 19)...date(2020, 3, 23)),
        period("august-2015", shock: date(2015, 8, 18)...date(2015, 8, 25)),
    ]

    static func period(_ name: String, shock: ClosedRange<SessionDate>) -> ShockPeriod {
        ShockPeriod(name: name, intervals: [.init(phase: .shock, dates: shock, source: "made up")])
    }

    /// Period, phase, dates, sessions, how much worse than usual the NLL is.
    static let phases: [(String, String, SessionDate, SessionDate, Int, Double)] = [
        ("bear-2022", "shock", date(2022, 1, 3), date(2022, 10, 12), 196, 0.3),
        ("covid-2020", "recovery", date(2020, 3, 24), date(2020, 8, 18), 103, 0.5),
        ("covid-2020", "shock", date(2020, 2, 19), date(2020, 3, 23), 24, 1.6),
        ("covid-2020", "pre", date(2019, 11, 20), date(2020, 2, 18), 61, -0.2),
    ]

    static var shockTable: [ShockTableRow] {
        phases.flatMap { period, phase, first, last, sessions, strain in
            models.map { model in
                ShockTableRow(
                    runID: runFacts.runID, period: period, phase: phase, firstDate: first, lastDate: last,
                    sessions: sessions, model: model.name, rmse: model.rmse * (1 + strain),
                    nll: model.nll * (1 - strain / 3), qlike: model.qlike + strain, coverage90: 0.9 - strain / 10,
                    var99Breaches: Double(sessions) * 0.21 * (1 + strain) + (model.isNetwork ? 0.5 : 0),
                    dmPVsNaive: model.meanP, forecasts: sessions * 21, nllLower: model.nll * (1 - strain / 3) - 0.3,
                    nllUpper: model.nll * (1 - strain / 3) + 0.4, coverage95: 0.95 - strain / 10,
                    nllDMPVsNaive: model.scaleP, nllBootstrapPVsNaive: model.scaleP.map { min(1, $0 + 0.02) })
            }
        }
    }

    static var metrics: [MetricRow] {
        var rows: [MetricRow] = []
        for model in models {
            func add(
                _ name: String, _ value: Double, period: String = wholeSample, phase: String = wholeSample, n: Int
            ) {
                rows.append(
                    MetricRow(
                        model: model.name, symbol: wholeSample, period: period, phase: phase, horizon: 1,
                        name: name,
                        value: value, n: n))
            }
            let n = 2_013 * 21
            func strategy(_ name: String, _ growth: Double) {
                let values = [
                    ("cagr", growth), ("volatility", 0.18), ("sharpe", growth / 0.18), ("sharpe_se", 0.35),
                    ("sortino", growth / 0.12), ("calmar", growth / 0.3), ("max_drawdown", -0.3), ("turnover", 12),
                    ("psr", 0.8), ("dsr", 0.4),
                ]
                for (metric, value) in values {
                    rows.append(
                        MetricRow(
                            model: name, symbol: wholeSample, period: wholeSample, phase: wholeSample, horizon: 1,
                            name: "strategy_\(metric)", value: value, n: 2_013))
                }
            }
            if model.name == "random-walk" { strategy("buy-and-hold", 0.055) }
            for year in 2015...2022 {
                let strain = [2015: 0.02, 2018: 0.04, 2020: 0.35, 2022: 0.18][year] ?? -0.03
                add(ReportMetric.nll, model.nll + strain + Double(year % 3) / 1_000, period: "\(year)", n: n / 8)
            }
            let tilt = Double(model.parameters % 7) / 1_000
            add(ReportMetric.coverage50, 0.512 + model.nll / 200 - tilt, n: n)
            add(ReportMetric.coverage90, 0.9 + model.nll / 400 + tilt, n: n)
            add(ReportMetric.coverage95, 0.944 + tilt, n: n)
            add(ReportMetric.coverage99, 0.985 + tilt, n: n)
            add(ReportMetric.directionalAccuracy, model.direction, n: n - 1_204)
            rows[rows.count - 1].lower = model.direction - 0.011
            rows[rows.count - 1].upper = model.direction + 0.012
            add(ReportMetric.alwaysLongAccuracy, 0.5203, n: n - 1_204)
            add("balanced_accuracy", 0.5 + tilt, n: n - 1_204)
            add("brier", 0.2496 + tilt, n: n)
            add("nll", model.nll, n: n)
            rows[rows.count - 1].lower = model.nll - 0.04
            rows[rows.count - 1].upper = model.nll + 0.05
            add("mcs_p_nll", model.nll < -2.83 ? 0.4 : 0.001, n: 2_013)
            for tenth in 1...10 {
                add("pit_\(tenth < 10 ? "0" : "")\(tenth)", 0.1 + Double(tenth - 5) * tilt / 4, n: n)
            }
            add("pit_p", 0.3 - 30 * tilt, n: n)
            for (level, share) in [("01", 0.01), ("05", 0.05)] {
                add("var_\(level)", -2.4 * model.rmse * (level == "01" ? 1 : 0.65), n: n)
                add("es_\(level)", -3 * model.rmse * (level == "01" ? 1 : 0.75), n: n)
                add("var_\(level)_breach_share", share + tilt, n: n)
                rows[rows.count - 1].lower = share + tilt - 0.002
                rows[rows.count - 1].upper = share + tilt + 0.003
                add("es_score_\(level)", -2.7 + tilt, n: n)
                for test in ["kupiec", "independence", "conditional"] {
                    add("var_\(level)_\(test)_rejected", 6.0 / 21, n: 21)
                }
            }
            for name in ["mae", "mase", "rmsse", "smape", "r2_zero", "r2_mean", "ic", "rank_ic"] {
                add(name, 0.01 + tilt, n: n)
            }
            for name in ["pinball_01", "pinball_50", "winkler_90", "forecast_volatility", "realised_volatility"] {
                add(name, 0.003 + tilt, n: n)
            }
            if model.meanP != nil { strategy(model.name, 0.05 + tilt) }
            for (period, phase, _, _, sessions, _) in phases {
                add(ReportMetric.var99Breaches, 1, period: period, phase: phase, n: sessions * 21)
            }
        }
        return rows
    }

    static var comparisons: [ComparisonRow] {
        models.filter { $0.name != "random-walk" }.flatMap { model in
            [
                comparison(model.name, loss: "nll", difference: model.nll + 2.5911, p: model.scaleP),
                comparison(
                    model.name, loss: "squared_error",
                    difference: model.rmse * model.rmse - 0.016231 * 0.016231, p: model.meanP),
                comparison(
                    model.name, loss: "squared_error", period: "covid-2020", phase: "shock", difference: 0.0001,
                    p: model.meanP),
            ]
        }
    }

    /// The networks and the plain models against each other, as all pairs are stored.
    static var pairs: [ComparisonRow] {
        models.indices.flatMap { first in
            models.indices.dropFirst(first + 1).compactMap { second -> ComparisonRow? in
                guard models[first].name != "random-walk" else { return nil }
                var row = comparison(
                    models[second].name, loss: "nll", difference: models[second].nll - models[first].nll,
                    p: min(1, 0.002 / (abs(models[second].nll - models[first].nll) + 0.001)))
                row.baseline = models[first].name
                row.pHolm = row.pValue.map { min(1, $0 * 28) }
                return row
            }
        }
    }

    /// The other tests of the same pairs.
    static var otherTests: [ComparisonRow] {
        pairs.flatMap { row in
            ["stationary-bootstrap", "giacomini-white"].map { test in
                var other = row
                other.test = test
                other.pValue = row.pValue.map { min(1, $0 + 0.01) }
                return other
            }
        }
    }

    static var cumulativeLosses: [CumulativeLossRow] {
        models.flatMap { model in
            (2015...2022).flatMap { year in
                [6, 12].map { month in
                    let sessions = (year - 2015) * 252 + month * 21
                    return CumulativeLossRow(
                        model: model.name, loss: "nll", date: date(year, month, 28),
                        cumulative: model.nll * Double(sessions), sessions: sessions)
                }
            }
        }
    }

    static var shockResponses: [ShockResponse] {
        models.map { model in
            ShockResponse(
                period: "covid-2020", model: model.name, worstDate: date(2020, 3, 16), worstNLL: 4 + model.nll,
                bandUpper: model.nll + 0.1, peakNLL: model.nll + 1.5,
                sessionsToRecover: model.isNetwork ? 47 : model.response == "infinite" ? 61 : nil,
                sessionsWatched: 720)
        }
    }

    static var shockPath: [ShockPathRow] {
        models.flatMap { model in
            [19, 20, 21].map { day in
                ShockPathRow(
                    period: "covid-2020", phase: "shock", model: model.name, date: date(2020, 2, day),
                    forecastVolatility: model.rmse + Double(day) / 10_000, realisedVolatility: Double(day) / 1_000,
                    nll: -2, nll20: -2.5)
            }
        }
    }

    static func comparison(
        _ model: String, loss: String, period: String = wholeSample, phase: String = wholeSample,
        difference: Double,
        p: Double?
    ) -> ComparisonRow {
        ComparisonRow(
            model: model, baseline: "random-walk", loss: loss, period: period, phase: phase, horizon: 1,
            test: "diebold-mariano", meanDifference: difference, statistic: p.map { _ in 1 }, pValue: p, n: 2_013)
    }

    static let symbols = ["AAPL", "JPM", "SP500", "XOM"]

    static var dataHealth: [DataHealthRow] {
        symbols.enumerated().map { index, symbol in
            DataHealthRow(
                symbol: symbol, firstDate: date(1990, 1, 2), lastDate: date(2022, 12, 28), sessions: 8_313 - index,
                missingSessions: index, rejectedRows: symbol == "XOM" ? 3 : 0, revisions: 0,
                largestJump: 0.1 + Double(index) * 0.13, staleSessions: 0)
        }
    }

    static let rejections = Rejections(
        counts: [
            .init(file: "data/prices/XOM.csv", reason: "bad_number", rows: 2),
            .init(file: "data/prices/XOM.csv", reason: "bad_date", rows: 1),
        ],
        examples: [
            .init(
                file: "data/prices/XOM.csv", line: 4_102, reason: "bad_number",
                detail: "the close “12,3x” is not a number; a decimal number such as 12.34 was expected",
                rawText: "2006-04-05,\u{1B}[31m12,3x"),
            .init(
                file: "data/prices/XOM.csv", line: 17, reason: "bad_date",
                detail: "the date “1990-02-30” is not a day of the calendar", rawText: "1990-02-30,\t48.1"),
        ])

    static let machine = MachineFacts(
        processor: "Example CPU", processorCount: 2, operatingSystem: "Debian GNU/Linux 12", jobs: 2,
        startedAt: "2023-01-02T03:04:05Z",
        stages: [
            .init(name: "ingestion", seconds: 0.4), .init(name: "training", seconds: 24.12),
            .init(name: "evaluation", seconds: 1.075),
        ])

    static var content: ReportContent {
        var content = ReportContent(
            run: runFacts, leaderboard: leaderboard, widthSweep: widthSweep, shockTable: shockTable,
            shockPeriods: shockPeriods, metrics: metrics, comparisons: comparisons + pairs,
            chart: SampleChart.chart,
            dataHealth: dataHealth, usableFrom: ["AAPL": date(1996, 1, 2)], rejections: rejections, machine: machine
        )
        content.otherTests = otherTests
        content.testCount = 1_234
        content.cumulativeLosses = cumulativeLosses
        content.shockResponses = shockResponses
        content.shockPath = shockPath
        content.errorFamilies = Dictionary(
            uniqueKeysWithValues: models.map { ($0.name, $0.isNetwork ? "student-t" : "normal") })
        content.run.bars = 33_246
        content.run.barSpan = date(1990, 1, 2)...date(2022, 12, 28)
        return content
    }
}
