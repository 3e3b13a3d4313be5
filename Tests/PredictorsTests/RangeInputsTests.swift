import Forecasting
import Market
import Predictors
import TestSupport
import Testing
import Windowing

@Suite("Ranges as inputs of networks")
struct RangeInputsTests {
    private static let training = NetworkTraining(epochs: 2, learningRate: 3e-3, weightDecay: 0)

    private func registered(_ family: String, _ settings: [String: SettingValue] = [:]) throws
        -> (model: RegisteredModel, predictor: any Predictor)
    {
        let model = try #require(Registry.model(family))
        return (model, model.make(try model.family.model(settings)))
    }

    private func series(_ ranged: [Bool], from first: Int = 0) -> [ReturnSeries] {
        ranged.enumerated().map { place, hasRanges in
            let one = syntheticReturns(
                symbol: "S\(place)", from: SessionDate(dayNumber: 15_000), count: 620, seed: UInt64(200 + place))
            return hasRanges ? one.withRanges(from: first) : one
        }.sharingPanel()
    }

    private func fitted(_ predictor: any Predictor, _ series: [ReturnSeries], forecastOnly: Set<String> = [])
        throws -> any FittedPredictor
    {
        let dates = series[0].dates
        return try predictor.fit(
            TrainingPanel(
                series: series, training: dates[0]...dates[399], validation: dates[400]...dates[499],
                forecastOnly: forecastOnly), seed: 3)
    }

    private static let networks: [any Predictor] = [
        TimeDelayNetwork(width: 12, training: training),
        RecurrentNetwork(hidden: 4, training: training),
        RecurrentNetwork(cell: .gru, hidden: 4, training: training),
    ]

    @Test(
        "every model keeps every promise on series with ranges: a strict window sees those of its sessions and no others",
        arguments: ["tdnn", "rnn", "gru", "mlp", "har", "har-range"])
    func promises(family: String) throws {
        let (model, predictor) = try registered(family, ConformanceTests.settings[family] ?? [:])
        let kit = PredictorConformance(predictor, hasRanges: true, decode: model.decode)
        #expect(try kit.violations() == [])
    }

    @Test("a wrapper sees the ranges its base sees", arguments: ["tdnn", "rnn", "har-range"])
    func wrapped(family: String) throws {
        let model = try registered("recalibrated").model
        let series = series([true, true])
        let base = try registered(family, ConformanceTests.settings[family] ?? [:]).predictor
        let some = try fitted(Recalibrated(base), series)
        #expect(some.forecasts(for: series[0], cutoffs: 500..<510).allSatisfy { $0?.isValid == true })
        let plain = try #require(some as? FittedRecalibrated).base.forecasts(for: series[0], cutoffs: 500..<510)
        #expect(some.forecasts(for: series[0], cutoffs: 500..<510) != plain)
        #expect(
            try model.decode(some.encoded()).forecasts(for: series[0], cutoffs: 500..<510)
                == some.forecasts(for: series[0], cutoffs: 500..<510))
    }

    @Test("are looked at where all series have some", arguments: networks)
    func all(network: any Predictor) throws {
        let (ranged, closes) = (series([true, true]), series([false, false]))
        let (some, none) = (try fitted(network, ranged), try fitted(network, closes))
        #expect(some.cost.parameters > none.cost.parameters)
        // Another range is another forecast, today's too.
        let size = SessionSize(whole: 0.07, night: 0.01)
        let moved = ReturnSeries(
            symbol: "S0", dates: ranged[0].dates, logReturns: ranged[0].logReturns,
            ranges: ranged[0].ranges?.replacing(510, by: size), panel: ranged[0].panel)
        #expect(
            some.forecasts(for: moved, cutoffs: 510..<511) != some.forecasts(for: ranged[0], cutoffs: 510..<511))
        #expect(
            some.forecasts(for: moved, cutoffs: 509..<510) == some.forecasts(for: ranged[0], cutoffs: 509..<510))
    }

    @Test("are left alone, to the byte, where one series has none, though it be only forecast", arguments: networks)
    func mixed(network: any Predictor) throws {
        let closes = try fitted(network, series([false, false, false])).encoded()
        #expect(try fitted(network, series([true, true, false])).encoded() == closes)
        #expect(
            try fitted(network, series([true, true, false]), forecastOnly: ["S2"]).encoded()
                == fitted(network, series([false, false, false]), forecastOnly: ["S2"]).encoded())
        // And it forecasts what has ranges and what has none alike.
        let model = try fitted(network, series([true, true, false]))
        #expect(
            model.forecasts(for: series([true, true, false])[0], cutoffs: 500..<510)
                == model.forecasts(for: series([false, false, false])[0], cutoffs: 500..<510))
    }

    @Test(
        "what learned from ranges is silent of closes alone, and before a series' first range", arguments: networks)
    func silent(network: any Predictor) throws {
        let model = try fitted(network, series([true, true]))
        let closes = series([false, false])[0]
        #expect(model.forecasts(for: closes, cutoffs: 500..<503) == [nil, nil, nil])
        let late = series([true, true], from: 502)
        let forecasts = model.forecasts(for: late[0], cutoffs: 500..<504)
        #expect(forecasts.prefix(2) == [nil, nil])
        #expect(forecasts.suffix(2).allSatisfy { $0?.isValid == true })
        // Cut off there, it is the same series to the bit.
        #expect(model.forecasts(for: late[0].prefix(503), cutoffs: 500..<503) == Array(forecasts.prefix(3)))
        guard let panel = panelPredictor(model) else { return }
        #expect(stepped(panel, through: closes) == nil)
        #expect(stepped(panel, through: late[0].prefix(503)) != nil)
    }

    private func stepped<Panel: PanelPredictor>(_ model: Panel, through series: ReturnSeries)
        -> PredictiveDistribution?
    {
        var (shared, own) = (model.sharedState(), model.ownState(for: series.symbol))
        var last: PredictiveDistribution?
        for session in series.dates.indices {
            model.take([(series.symbol, series.logReturns[session])], into: &shared)
            last = model.step(
                &own, shared: shared, logReturn: series.logReturns[session], size: series.ranges?[session])
        }
        return last
    }

    @Test("tell a network the scale of sessions that returns do not")
    func gain() throws {
        // The size of each session is the scale of the next return, and jumps every week; returns alone say little of it.
        let series = (0..<2).map { place in
            let noise = syntheticReturns(
                symbol: "S\(place)", from: SessionDate(dayNumber: 15_000), count: 620, seed: UInt64(60 + place))
            let sizes = noise.dates.indices.map { $0 / 5 % 2 == 0 ? 0.004 : 0.03 }
            let returns = noise.logReturns.enumerated().map { index, draw in
                (index > 0 ? sizes[index - 1] : 0.01) * draw / 0.01
            }
            return ReturnSeries(
                symbol: noise.symbol, dates: noise.dates, logReturns: returns, ranges: SessionSizes(whole: sizes))
        }.sharingPanel()
        let closes = series.map {
            ReturnSeries(symbol: $0.symbol, dates: $0.dates, logReturns: $0.logReturns)
        }.sharingPanel()
        // An epoch is a step or two here, and the first fifty steps are warm-up.
        let training = NetworkTraining(epochs: 120, learningRate: 1e-2, weightDecay: 0)
        let networks: [any Predictor] = [
            TimeDelayNetwork(width: 5, hidden: 4, training: training),
            RecurrentNetwork(hidden: 4, training: training),
        ]
        for network in networks {
            func loss(_ series: [ReturnSeries]) throws -> Double {
                let forecasts = try fitted(network, series).forecasts(for: series[0], cutoffs: 500..<619)
                return try forecasts.enumerated().reduce(0) { sum, item in
                    sum - (try #require(item.element).logDensity(at: series[0].logReturns[501 + item.offset])) / 119
                }
            }
            let (with, without) = (try loss(series), try loss(closes))
            #expect(with < without - 0.05, "\(network.name): \(with) and \(without)")
        }
    }
}
