import Evaluation
import Forecasting
import Market
import Predictors
import Synchronization
import TestSupport
import Testing
import Windowing

@Suite("The leak audit")
struct LeakAuditTests {
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

    @Test(
        "clears honest models, and says how much it compared",
        arguments: ["random-walk", "ewma", "garch-t", "har-x"])
    func honest(family: String) throws {
        let model = try #require(Registry.model(family))
        let audit = try auditLeaks(of: model.make(try model.family.model()), on: prices, fold: fold, seed: 1)
        #expect(audit.compared[.fit] == 180)
        // After the first, two in between, and the last but one of sixty sessions.
        let each = 3 * (1 + 20 + 39 + 59)
        for corruption in [Corruption.future, .truncation, .revision] {
            #expect(audit.compared[corruption] == each)
        }
    }

    @Test("clears networks that see the whole panel", arguments: ["tdnn", "rnn"])
    func networks(family: String) throws {
        let model = try #require(Registry.model(family))
        let settings: [String: SettingValue] = ["epochs": .integer(1)]
        _ = try auditLeaks(
            of: model.make(try model.family.model(settings)), on: prices, fold: fold, seed: 1, cutoffs: 2)
    }

    @Test(
        "catches each planted leak, naming model, symbol, cutoff and the first forecast that differs",
        arguments: Plant.allCases)
    func planted(plant: Plant) throws {
        let leak = try #require(throws: Leak.self) {
            try auditLeaks(of: LeakyPredictor(plant), on: prices, fold: fold, seed: 1)
        }
        #expect(leak.model == "leaky(\(plant))")
        #expect(leak.corruption == plant.foundBy)
        #expect(leak.honest != leak.corrupted)
        switch plant {
        case .tomorrow:
            // The corrupted session after the first cutoff is seen from that cutoff and from no earlier one.
            #expect(leak.cutoff == days[479] && leak.symbol == "S0")
        case .lengthOfHistory, .wholeSampleScale, .rememberedFit:
            #expect(leak.cutoff == days[479] && leak.symbol == "S0")
        case .neighbourTomorrow:
            #expect(leak.symbol == "S1")
        }
        let sentence = "\(leak)"
        #expect(
            sentence.contains(leak.model) && sentence.contains(leak.symbol) && sentence.contains("\(leak.cutoff)"))
    }
}

/// Ways of seeing what one must not see.
enum Plant: CaseIterable {
    /// The sign of the next return.
    case tomorrow
    /// The next return of another symbol of the panel.
    case neighbourTomorrow
    /// A scale measured on all sessions of the series it is handed.
    case wholeSampleScale
    /// How many sessions come after the cutoff.
    case lengthOfHistory
    /// A fit that remembers data of an earlier call.
    case rememberedFit

    var foundBy: Corruption {
        switch self {
        case .tomorrow, .wholeSampleScale: .future
        case .neighbourTomorrow: .future
        case .lengthOfHistory: .future
        case .rememberedFit: .fit
        }
    }
}

/// A predictor with a planted leak, for these tests only.
final class LeakyPredictor: Predictor {
    let plant: Plant
    let response = Response.infinite
    private let remembered = Mutex(0.0)

    init(_ plant: Plant) { self.plant = plant }

    var name: String { "leaky(\(plant))" }

    func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor {
        FittedLeaky(predictor: self, scale: 0.01 + remembered.withLock { $0 })
    }

    fileprivate func remember(_ value: Double) { remembered.withLock { $0 = value } }
}

private struct FittedLeaky: FittedPredictor {
    let predictor: LeakyPredictor
    let scale: Double
    var response: Response { .infinite }
    var cost: ModelCost { ModelCost(parameters: 0, multiplyAddsPerForecast: 0) }
    func encoded() throws -> [UInt8] { [] }

    func forecasts(for series: ReturnSeries, cutoffs: Range<Int>) -> [PredictiveDistribution?] {
        if predictor.plant == .rememberedFit { predictor.remember(abs(series.logReturns.last ?? 0)) }
        return cutoffs.map { cutoff in
            let next = cutoff + 1 < series.count ? series.logReturns[cutoff + 1] : 0
            switch predictor.plant {
            case .tomorrow:
                return .normal(mean: next > 0 ? 0.001 : -0.001, standardDeviation: scale)
            case .neighbourTomorrow:
                guard series.symbol == "S1", let panel = series.panel, cutoff + 1 < series.count else {
                    return .normal(mean: 0, standardDeviation: scale)
                }
                let session = panel.index(after: series.dates[cutoff])
                let neighbour = session < panel.dates.endIndex ? panel.logReturn(session: session, symbol: 0) : nil
                return .normal(mean: neighbour ?? 0, standardDeviation: scale)
            case .wholeSampleScale:
                let squares = series.logReturns.reduce(0) { $0 + $1 * $1 }
                return .normal(mean: 0, standardDeviation: (squares / Double(series.count)).squareRoot())
            case .lengthOfHistory:
                return .normal(mean: Double(series.count) * 1e-6, standardDeviation: scale)
            case .rememberedFit:
                return .normal(mean: 0, standardDeviation: scale)
            }
        }
    }
}
