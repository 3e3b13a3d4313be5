import Market

/// The forecast standard deviation beside the absolute return that came, through every shock.
func volatilityFigure(_ source: FigureSource) -> Figure {
    let index = source.content.chart?.symbol ?? source.evidence.volatility.first?.symbol ?? ""
    var windows = source.evidence.volatility.filter { $0.symbol == index }
    if windows.isEmpty { windows = source.evidence.volatility }
    windows.sort { ($0.period.hasPrefix("covid") ? 0 : 1) < ($1.period.hasPrefix("covid") ? 0 : 1) }
    var figure = Figure(
        id: "volatility", headline: "How fast the forecasts noticed",
        subtitle:
            "Absolute log return of \(sanitized(index, limit: 24)) (bars) and the standard deviation forecast the "
            + "evening before (lines), in percent, through each shock.",
        note: "A standard deviation is about 1.25 times the mean absolute return of a normal, so a line above most "
            + "bars is right. Seeds are averaged.")
    guard !windows.isEmpty else {
        figure.note = "No shock period lies inside the test span, so there is no window to show."
        return figure
    }
    let models = source.styles.emphasised.filter { model in windows.contains { $0.forecasts[model] != nil } }
    figure.legend = models.map { source.styles[$0] }
    figure.chart = Chart(
        title: "Forecast volatility and absolute returns of \(sanitized(index, limit: 24))",
        summary: windows.map { window in
            let largest = window.absoluteReturn.max() ?? 0
            return
                "\(sanitized(window.period, limit: 32)): largest absolute return \(percent(largest, decimals: 2)) %"
        }.joined(separator: "; "),
        panels: windows.map { panel($0, models: models, source) }, columns: 2)
    figure.symbol = sanitized(index, limit: 24)
    figure.data = volatilityData(source, models: models)
    figure.table = volatilityTable(windows, models: models)
    return figure
}

private func panel(_ window: Evidence.Volatility, models: [String], _ source: FigureSource) -> Panel {
    let places = window.sessions.map(position)
    let largest = max(
        window.absoluteReturn.max() ?? 0,
        models.flatMap { (window.forecasts[$0] ?? []).compactMap(\.self) }.max() ?? 0)
    let shock = source.content.shockPeriods.first { $0.name == window.period }?.intervals
        .first { $0.phase == .shock }?.dates
    let grey = SeriesStyle(index: -1, label: "|r|", role: .other)
    var marks: [Panel.Mark] = []
    if let shock { marks.append(.shade(position(shock.lowerBound)...position(shock.upperBound), label: "shock")) }
    marks.append(
        .stems(grey, window.absoluteReturn.map { $0 * 100 }))
    for model in models.reversed() {
        marks.append(
            .line(
                source.styles[model], (window.forecasts[model] ?? []).map { $0.map { $0 * 100 } }, isLabelled: false
            ))
    }
    return Panel(
        title: sanitized(window.period, limit: 32),
        x: Axis(title: "", kind: .dates, domain: (places.first ?? 0) - 1...(places.last ?? 1) + 1),
        y: Axis(title: "% a session", domain: 0...largest * 105), height: 150, places: places, marks: marks,
        decimals: 2)
}

private let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

/// What one step of a packed number stands for: the largest of the window is 4,000 steps, so all are good to 1/8,000
/// of it.
private func unit(of window: Evidence.Volatility, models: [String]) -> Double {
    let forecasts = models.flatMap { (window.forecasts[$0] ?? []).compactMap(\.self) }
    return max(window.absoluteReturn.max() ?? 0, forecasts.max() ?? 0, 1e-9) / 4_000
}

/// Values in steps of a unit, two characters each; the last number there is stands for none.
private func packed(_ values: [Double?], unit: Double) -> String {
    var text = ""
    for value in values {
        let step = value.map { min(max(Int(($0 / unit).rounded()), 0), 4_094) } ?? 4_095
        text.append(digits[step / 64])
        text.append(digits[step % 64])
    }
    return text
}

/// What the script needs to show any series in any period: days, |r| and forecasts in percent.
private func volatilityData(_ source: FigureSource, models: [String]) -> JSONText {
    var json = JSONText()
    json.object { json in
        json.member("models") { $0.list(models) { $0.number(source.styles[$1].index) } }
        json.member("windows") { json in
            var before: [SessionDate] = []
            json.list(source.evidence.volatility) { json, window in
                json.object { json in
                    json.member("p") { $0.string(sanitized(window.period, limit: 32)) }
                    json.member("s") { $0.string(sanitized(window.symbol, limit: 24)) }
                    // Series of one exchange have the same sessions: they are told where they differ from the window before.
                    if window.sessions != before {
                        json.member("d") { json in
                            // The first day, then the days between sessions: small numbers.
                            var last = 0
                            json.list(window.sessions) { json, date in
                                json.number(Int(date.dayNumber) - last)
                                last = Int(date.dayNumber)
                            }
                        }
                        before = window.sessions
                    }
                    let unit = unit(of: window, models: models)
                    json.member("u") { $0.number(unit * 100) }
                    json.member("r") { $0.string(packed(window.absoluteReturn, unit: unit)) }
                    json.member("f") { json in
                        json.list(models) { json, model in
                            json.string(packed(window.forecasts[model] ?? [], unit: unit))
                        }
                    }
                }
            }
        }
    }
    return json
}

private func volatilityTable(_ windows: [Evidence.Volatility], models: [String]) -> TextTable {
    var table = TextTable(
        [
            .init(title: "period", isLeftAligned: true), .init(title: "session", isLeftAligned: true),
            .init(title: "|r| %"),
        ]
            + models.map { .init(title: "\(label($0)) %") })
    for window in windows {
        for (place, date) in window.sessions.enumerated() {
            table.append(
                [
                    sanitized(window.period, limit: 32), "\(date)",
                    percent(window.absoluteReturn[place], decimals: 2),
                ]
                    + models.map { percent((window.forecasts[$0] ?? [])[place], decimals: 2) })
        }
    }
    return table
}
