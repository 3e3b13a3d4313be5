internal import Forecasting
public import Market
internal import Predictors
internal import Reporting
internal import Store
internal import Windowing

/// What `hindcast forecast` is asked for.
public struct ForecastRequest: Sendable {
    /// The SQLite file.
    public var store: String
    /// The last date that is known; nil for all there is.
    public var asOf: SessionDate?
    /// One symbol alone; nil for all.
    public var symbol: String?
    /// Whether the answer is JSON.
    public var isJSON: Bool

    /// A request from its parts.
    public init(store: String, asOf: SessionDate?, symbol: String?, isJSON: Bool) {
        self.store = store
        self.asOf = asOf
        self.symbol = symbol
        self.isJSON = isJSON
    }
}

/// The next session's forecasts by the champions of a store, computed anew and not kept.
public func forecastsOfNextSession(_ request: ForecastRequest) throws -> String {
    let store = try Store.openReadOnly(path: request.store)
    let outlines = try store.seriesOutlines()
    if let symbol = request.symbol, !outlines.contains(where: { $0.symbol == symbol }) {
        throw StoreError.unknownSeries(symbol: symbol)
    }
    let last = [request.asOf, outlines.map(\.last).max()].compactMap { $0 }.min()
    guard let last else { throw NothingStoredError("\(request.store) holds no series; take some in first") }
    var champions: [String: Registration] = [:]
    for decision in try store.registrations() where decision.role == .champion && decision.session <= last {
        champions[decision.fitKey] = decision
    }
    guard !champions.isEmpty else {
        throw NothingStoredError(
            "\(request.store) holds no registered model that was known on \(last); a nightly pipeline registers its "
                + "models, see hindcast run")
    }
    let tails = try store.closes(of: outlines.map { ($0.id, $0.firstUsable) }, to: last)
    let history = zip(outlines, tails).map { ReturnSeries($1, symbol: $0.symbol) }.filter { $0.count > 0 }
        .sharingPanel()
    let asked = history.filter { request.symbol == nil || $0.symbol == request.symbol }
    var rows: [NextForecast] = []
    for champion in champions.values.sorted(by: {
        ($0.model, $0.seed, $0.modelID) < ($1.model, $1.seed, $1.modelID)
    }) {
        guard let stored = try store.model(id: champion.modelID),
            let registered = Registry.model(String(champion.model.prefix { $0 != "(" }))
        else { continue }
        let fitted = try registered.decode(stored.model.encoded)
        let forecasts = try fitted.forecasts(
            forEach: asked, cutoffs: asked.map { $0.count - 1..<$0.count }, isCancelled: { false })
        for (series, forecast) in zip(asked, forecasts) {
            guard let distribution = forecast.first ?? nil, distribution.isValid else { continue }
            rows.append(
                NextForecast(
                    model: champion.model, seed: champion.seed,
                    forecast: ForecastRecord(
                        symbol: series.symbol, cutoff: series.dates[series.count - 1], target: nil,
                        distribution: distribution, actual: nil, naiveScale: nil)))
        }
    }
    rows.sort { ($0.forecast.symbol, $0.model, $0.seed) < ($1.forecast.symbol, $1.model, $1.seed) }
    return request.isJSON ? json(rows) : table(rows)
}

private struct NextForecast {
    var model: String
    var seed: Int
    var forecast: ForecastRecord
}

private func table(_ rows: [NextForecast]) -> String {
    renderTable(
        ["symbol", "after", "model", "seed", "mean %", "st. dev. %", "5 %", "95 %", "rise %"], leftAligned: 3,
        rows: rows.map { row in
            let forecast = row.forecast
            func percent(_ value: Double) -> String { "\((value * 100_000).rounded() / 1000)" }
            return [
                forecast.symbol, "\(forecast.cutoff)", row.model, "\(row.seed)", percent(forecast.mean),
                percent(forecast.standardDeviation), percent(forecast.q05), percent(forecast.q95),
                percent(forecast.probabilityUp),
            ]
        })
}

/// One object a line in an array: readable by programs, and by people line by line.
private func json(_ rows: [NextForecast]) -> String {
    let objects = rows.map { row in
        let forecast = row.forecast
        let fields: [(String, String)] = [
            ("symbol", quoted(json: forecast.symbol)), ("cutoff", quoted(json: "\(forecast.cutoff)")),
            ("model", quoted(json: row.model)), ("seed", "\(row.seed)"), ("horizon", "\(forecast.horizon)"),
            ("family", quoted(json: forecast.family)), ("mean", "\(forecast.mean)"), ("scale", "\(forecast.scale)"),
            ("shape", forecast.shape.map { "\($0)" } ?? "null"),
            ("standard_deviation", "\(forecast.standardDeviation)"), ("q05", "\(forecast.q05)"),
            ("q50", "\(forecast.q50)"), ("q95", "\(forecast.q95)"), ("probability_up", "\(forecast.probabilityUp)"),
            ("invest", "\(forecast.invest)"),
        ]
        return "{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    }
    return objects.isEmpty ? "[]\n" : "[\n" + objects.joined(separator: ",\n") + "\n]\n"
}

private func quoted(json text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        if scalar == "\"" || scalar == "\\" {
            result += "\\\(scalar)"
        } else if scalar < " " {
            let digits = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
            result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}
