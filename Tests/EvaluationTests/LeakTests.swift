import Evaluation
import Forecasting
import Market
import Predictors
import TestSupport
import Testing
import Windowing

/// A hindcast is made with what was known at its cutoff and nothing else, whatever path the future could take.
@Suite("Nothing of the future reaches a forecast")
struct LeakTests {
    static let models = Registry.families.map(\.name)
    private let prices: [PriceSeries]
    private let fold: Fold
    private let days: [SessionDate]

    init() throws {
        var prices: [PriceSeries] = []
        for index in 0..<3 {
            prices.append(
                try syntheticPrices(
                    symbol: "S\(index)", from: date("2018-01-01"), count: 560, seed: UInt64(30 + index)))
        }
        self.prices = prices
        days = prices[0].bars.map(\.date)
        fold = Fold(
            index: 0, training: days[1]...days[399], validation: days[400]...days[479], test: days[480]...days[539])
    }

    /// Small enough to train in a moment.
    private func predictor(_ family: String) throws -> any Predictor {
        let settings: [String: [String: SettingValue]] = [
            "tdnn": ["width": .integer(12), "epochs": .integer(2)],
            "rnn": ["hidden": .integer(6), "epochs": .integer(2)],
            "gru": ["hidden": .integer(6), "epochs": .integer(2)],
            "blend": ["of": .choice("tdnn")],
        ]
        let model = try #require(Registry.model(family))
        return model.make(try model.family.model(settings[family] ?? [:]))
    }

    /// The same prices with every bar after a date replaced: another path, another level, other days missing.
    private func rewritten(after cutoff: SessionDate) throws -> [ReturnSeries] {
        try prices.enumerated().map { index, series in
            let bars = series.bars.enumerated().compactMap { position, bar -> Bar? in
                guard bar.date > cutoff else { return bar }
                guard (position + index) % 7 != 3 else { return nil }
                var changed = bar
                changed.close = bar.close * (position % 2 == 0 ? 3 : 0.4)
                changed.adjustedClose = changed.close * 0.9
                return changed
            }
            return ReturnSeries(try PriceSeries(symbol: series.symbol, bars: bars))
        }
    }

    @Test("changing every bar after a cutoff leaves every forecast up to it the same to the bit", arguments: models)
    func everyBarAfterACutoff(family: String) throws {
        let predictor = try predictor(family)
        let honest = try runTrial(of: predictor, on: prices.map { ReturnSeries($0) }, fold: fold, seed: 5).hindcasts
        #expect(honest.count == 3 * 60)
        for cutoff in [days[479], days[480], days[507], days[538]] {
            let other = try runTrial(of: predictor, on: rewritten(after: cutoff), fold: fold, seed: 5).hindcasts
            func known(_ hindcasts: [Hindcast]) -> [String: PredictiveDistribution] {
                let upTo = hindcasts.filter { $0.cutoff <= cutoff }
                return Dictionary(uniqueKeysWithValues: upTo.map { ("\($0.symbol) \($0.cutoff)", $0.distribution) })
            }
            let (expected, found) = (known(honest), known(other))
            // The change is real: sessions are gone, and what came differs.
            #expect(other.map(\.actual) != honest.map(\.actual))
            #expect(found.count == expected.count)
            #expect(found == expected, "after \(cutoff)")
        }
    }

    @Test(
        "changing every return after the validation span leaves the fitted model the same byte for byte",
        arguments: models)
    func everyReturnAfterTheFit(family: String) throws {
        let predictor = try predictor(family)
        let honest = try runTrial(of: predictor, on: prices.map { ReturnSeries($0) }, fold: fold, seed: 5)
        let other = try runTrial(
            of: predictor, on: rewritten(after: fold.validation.upperBound), fold: fold, seed: 5)
        #expect(try other.fitted.encoded() == honest.fitted.encoded())
        #expect(other.hindcasts.map(\.actual) != honest.hindcasts.map(\.actual))
        #expect(Set(other.hindcasts.map(\.naiveScale)) == Set(honest.hindcasts.map(\.naiveScale)))
    }

    @Test(
        "the test can fail: a change inside the validation span is felt by every network and scale",
        arguments: models)
    func canFail(family: String) throws {
        let predictor = try predictor(family)
        let honest = try runTrial(of: predictor, on: prices.map { ReturnSeries($0) }, fold: fold, seed: 5)
        let other = try runTrial(of: predictor, on: rewritten(after: days[440]), fold: fold, seed: 5)
        #expect(other.hindcasts.map(\.distribution) != honest.hindcasts.map(\.distribution))
    }
}
