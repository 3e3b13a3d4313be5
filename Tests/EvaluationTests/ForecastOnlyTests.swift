import Evaluation
import Forecasting
import Market
import Predictors
import TestSupport
import Testing
import Windowing

/// Series that are forecast without having been learned from.
@Suite("Symbols only to be forecast")
struct ForecastOnlyTests {
    private let series: [ReturnSeries]
    private let fold: Fold

    init() {
        series = (0..<3).map {
            syntheticReturns(symbol: "S\($0)", from: date("2018-01-01"), count: 560, seed: UInt64(50 + $0))
        }
        let days = series[0].dates
        fold = Fold(
            index: 0, training: days[0]...days[399], validation: days[400]...days[479], test: days[480]...days[539])
    }

    private func hindcasts(_ family: String, on series: [ReturnSeries], forecastOnly: Set<String>) throws
        -> [Hindcast]
    {
        let settings: [String: [String: SettingValue]] = [
            "tdnn": ["width": .integer(12), "epochs": .integer(2)],
            "mlp": ["width": .integer(12), "epochs": .integer(2)],
            "rnn": ["hidden": .integer(6), "epochs": .integer(2)],
            "recalibrated": ["of": .choice("garch-t")],
        ]
        let model = try #require(Registry.model(family))
        return try runTrial(
            of: model.make(try model.family.model(settings[family] ?? [:])), on: series, forecastOnly: forecastOnly,
            fold: fold, seed: 5
        ).hindcasts
    }

    @Test("what is fitted on all series learns nothing from them", arguments: ["tdnn", "mlp", "rnn", "nlinear"])
    func networks(family: String) throws {
        let before = try hindcasts(family, on: series, forecastOnly: ["S2"])
        #expect(before.count == 3 * 60)
        let changed = series.map { $0.symbol == "S2" ? $0.changingReturns(0..<480) { 2 * $0 - 0.01 } : $0 }
        let after = try hindcasts(family, on: changed, forecastOnly: ["S2"])
        #expect(after.filter { $0.symbol != "S2" } == before.filter { $0.symbol != "S2" })
        #expect(after.filter { $0.symbol == "S2" } != before.filter { $0.symbol == "S2" })
        // Learned from, it makes a difference to the others.
        #expect(
            try hindcasts(family, on: series, forecastOnly: []).filter { $0.symbol == "S0" }
                != before.filter { $0.symbol == "S0" })
    }

    @Test("what is fitted on each series alone is fitted on them too", arguments: ["garch-t", "har"])
    func baselines(family: String) throws {
        #expect(
            try hindcasts(family, on: series, forecastOnly: ["S2"])
                == hindcasts(family, on: series, forecastOnly: []))
    }

    @Test(
        "a series older than the panel it is forecast with has no market yet, and forecasts",
        arguments: ["tdnn", "rnn", "har-x", "recalibrated"])
    func olderThanThePanel(family: String) throws {
        let young = series.map { one in
            one.symbol == "S2"
                ? one
                : ReturnSeries(
                    symbol: one.symbol, dates: Array(one.dates[90...]), logReturns: Array(one.logReturns[90...]))
        }
        #expect(try hindcasts(family, on: young, forecastOnly: ["S2"]).count == 3 * 60)
    }
}
