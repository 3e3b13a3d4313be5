internal import Foundation
public import Market

/// Three symbols of 900 sessions, from January 2018 to June 2021, as price files in a folder of their own, and
/// pipelines small enough to run in a moment.
public struct SmallMarket: Sendable {
    /// The symbols.
    public static let symbols = ["AAA", "BBB", "CCC"]
    /// A model of each kind, two of them networks.
    public static let models = [
        "random-walk", "ewma", "tdnn: {width: 5, epochs: 1}", "rnn: {hidden: 4, epochs: 1}",
    ]

    /// Where everything lies.
    public let folder: TemporaryFolder
    /// What is in the files.
    public let prices: [PriceSeries]

    /// Writes the files.
    public init() throws {
        folder = try TemporaryFolder()
        var prices: [PriceSeries] = []
        for (index, symbol) in Self.symbols.enumerated() {
            prices.append(
                try syntheticPrices(
                    symbol: symbol, from: SessionDate(dayNumber: 17_532), count: 900, seed: UInt64(70 + index)))
        }
        self.prices = prices
        try write(prices)
        try folder.write(
            """
            name,phase,first,last,source
            quake,pre,2020-02-03,2020-02-28,made up
            quake,shock,2020-03-02,2020-03-31,made up
            quake,recovery,2020-04-01,2020-06-30,made up

            """, to: "shocks.csv")
    }

    /// Writes one price file a series.
    public func write(_ prices: [PriceSeries], to subfolder: String = "prices") throws {
        for series in prices { try folder.write(priceFile(series), to: "\(subfolder)/\(series.symbol).csv") }
    }

    /// Writes a pipeline that walks forward over 2020 and the half year after it: two folds.
    @discardableResult
    public func writeBacktest(
        models: [String] = SmallMarket.models, symbols: [String]? = nil, prices: String = "prices",
        test: String = "{from: 2020-01-01, to: 2021-12-31}", to name: String = "small.yaml"
    ) throws -> String {
        try folder.write(
            """
            name: small
            kind: backtest
            data:
              prices: \(prices)
              \(symbols.map { "symbols: [\($0.joined(separator: ", "))]" } ?? "index: AAA")
              shock_periods: shocks.csv
            models:
            \(models.map { "  - \($0)" }.joined(separator: "\n"))
            seeds: 2
            evaluation:
              test: \(test)
              validation: 120 sessions
            report:
              shock: quake
            output:
              store: store.sqlite
              reports: reports

            """, to: name)
    }

    /// Writes a pipeline that forecasts the next session.
    @discardableResult
    public func writeNightly(models: [String] = SmallMarket.models, retrain: String = "monthly") throws -> String {
        try folder.write(
            """
            name: night
            kind: nightly
            data:
              prices: prices
            models:
            \(models.map { "  - \($0)" }.joined(separator: "\n"))
            evaluation:
              validation: 120 sessions
            nightly:
              retrain: \(retrain)
            output:
              store: store.sqlite
              reports: reports

            """, to: "night.yaml")
    }
}
