import Evaluation
import Market
import Store
import TestSupport
import Testing

@testable import Pipeline

/// A small market whose files grow night by night.
struct NightMarket {
    let market: SmallMarket
    /// The pipelines' models: a finite response and infinite ones, alone and sharing the panel.
    static let models = ["ewma", "tdnn: {width: 5, epochs: 1}", "rnn: {hidden: 4, epochs: 1}"]

    init(retrain: String = "never", models: [String] = Self.models) throws {
        market = try SmallMarket()
        try market.writeNightly(models: models, retrain: retrain)
    }

    /// The market's sessions from one date to another.
    func sessions(_ first: String, _ last: String) -> [SessionDate] {
        market.prices[0].bars.map(\.date).filter { $0 >= date(first) && $0 <= date(last) }
    }

    /// Writes the files as they are after a session; `change` may do something to them.
    func write(until last: SessionDate, _ change: (inout [PriceSeries]) throws -> Void = { _ in }) throws {
        var prices = market.prices.map { $0.limited(to: last) }
        try change(&prices)
        try market.write(prices)
    }

    /// A night after a session, at an hour after it.
    @discardableResult
    func night(
        _ last: SessionDate, store: String? = nil, log: RunLog = RunLog(),
        _ change: (inout [PriceSeries]) throws -> Void = { _ in }
    ) async throws -> RunOutcome {
        try write(until: last, change)
        return try await market.run("night.yaml", store: store, now: "\(last)T22:00:00Z", log: log)
    }
}

/// What a forecast says, without the run it was made in.
struct Foretold: Hashable {
    var model: String
    var symbol: String
    var cutoff: SessionDate
    var mean: Double
    var scale: Double
    var shape: Double?

    init(_ row: ForecastVersusActualRow) {
        (model, symbol, cutoff) = (row.model, row.symbol, row.cutoff)
        (mean, scale, shape) = (row.mean, row.scale, row.shape)
    }
}

extension Store {
    /// All forecasts of runs of a pipeline.
    func foretold(pipeline: String = "night", run: String? = nil) throws -> [ForecastVersusActualRow] {
        try runs().filter { $0.pipeline == pipeline && (run == nil || $0.id == run) }
            .flatMap { try forecastsVersusActual(run: $0.id) }
    }
}

extension PriceSeries {
    /// The series with one close changed.
    func changing(_ date: SessionDate, by factor: Double) throws -> PriceSeries {
        try PriceSeries(
            symbol: symbol,
            bars: bars.map { bar in
                var bar = bar
                if bar.date == date {
                    bar.close *= factor
                    bar.adjustedClose = bar.adjustedClose.map { $0 * factor }
                    bar.open = nil
                    bar.high = nil
                    bar.low = nil
                }
                return bar
            })
    }
}
