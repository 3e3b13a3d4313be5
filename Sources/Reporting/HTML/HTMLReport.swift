import Evaluation
import Market

/// Renders the report as one page that needs nothing else: no network, no script but its own, no font.
///
/// It has what the text report has, from the same sections, and pictures beside it. All numbers and pictures are there
/// without the script, which adds values under the pointer, series on and off, filters and sorting. A pure function of
/// its arguments.
public func renderHTML(_ content: ReportContent, evidence: Evidence) -> String {
    var nextSession = content
    nextSession.leaderboard.removeAll { $0.horizon != content.run.horizon }
    let source = FigureSource(nextSession, evidence)
    let (title, sections) = reportSections(content, metrics: source.metrics)
    let placed = placed(figures(source), in: sections.map(\.title))
    var page = Markup()
    page.literal("<!DOCTYPE html>\n")
    page.element("html", ["lang": "en"]) { page in
        pageHead(title.title, into: &page)
        page.element("body") { page in
            page.element("a", ["class": "skip", "href": "#content"], text: "Skip to the report")
            contents(title: title.title, sections.map(\.title), into: &page)
            page.element("main", ["id": "content"]) { page in
                page.element("header") { page in
                    page.element("p", ["class": "kicker"], text: "Hindcast report")
                    page.element("h1", text: sanitized(content.run.pipeline))
                    blocks(of: title, source, into: &page)
                    keyNumbers(source, into: &page)
                }
                filters(source, into: &page)
                for (index, section) in sections.enumerated() {
                    page.element("section", ["id": anchor(section.title)]) { page in
                        page.element("h2", text: section.title)
                        blocks(of: section, source, into: &page) { page in
                            for figure in placed[index] { figure.write(into: &page) }
                        }
                        if section.title.hasPrefix("Leaderboard") { symbolTable(source, into: &page) }
                    }
                }
            }
            page.element("script") { $0.literal(pageScript) }
        }
    }
    return page.html
}

/// All figures with the beginning of the heading they stand under.
private func figures(_ source: FigureSource) -> [(under: [String], figure: Figure)] {
    var all: [(under: [String], figure: Figure)] = [
        (["Leaderboard"], differenceFigure(source)), (["Leaderboard"], skillFigure(source)),
        (["History width"], widthFigure(source)), (["Memory", "History width"], influenceFigure(source)),
    ]
    if let learning = learningFigure(source) { all.append((["History width"], learning)) }
    all.append((["History width"], trainingFigure(source)))
    all += phaseFigures(source).map { (["Shock"], $0) }
    all.append((["Shock"], volatilityFigure(source)))
    all.append((["The index"], fanFigure(source)))
    all += calibrationFigures(source).map { (["Calibration"], $0) }
    all.append((["Strategy", "Direction"], strategyFigure(source)))
    all.append((["Data health", "Data"], calendarFigure(source)))
    return all
}

/// The figures of each section; what finds no heading stands in the last but three, so that nothing is lost.
private func placed(_ figures: [(under: [String], figure: Figure)], in titles: [String]) -> [[Figure]] {
    var placed: [[Figure]] = Array(repeating: [], count: titles.count)
    for (under, figure) in figures {
        let place = under.lazy.compactMap { name in titles.firstIndex { $0.hasPrefix(name) } }.first
        placed[place ?? 0].append(figure)
    }
    return placed
}

/// The list of sections.
private func contents(title: String, _ titles: [String], into page: inout Markup) {
    page.element("nav", ["aria-label": "Sections"]) { page in
        page.element("p", ["class": "kicker"], text: "Contents")
        page.element("ol") { page in
            for title in titles {
                page.element("li") { page in
                    page.element(
                        "a", ["href": "#\(anchor(title))"], text: String(title.prefix { $0 != ":" }), isInline: true
                    )
                }
            }
        }
    }
}

/// The choice of a symbol and a shock period; shown by the script, which is what it works with.
private func filters(_ source: FigureSource, into page: inout Markup) {
    func choice(_ id: String, _ name: String, _ all: String, _ values: [String], into page: inout Markup) {
        page.element("label", ["for": id]) { page in
            page.text(name + " ")
            page.element("select", ["id": id]) { page in
                page.element("option", ["value": ""], text: all, isInline: true)
                for value in values { page.element("option", text: value, isInline: true) }
            }
        }
    }
    let symbols = Set(source.evidence.volatility.map(\.symbol) + source.content.dataHealth.map(\.symbol))
    let periods = source.content.shockPeriods.map(\.name).filter { name in
        source.content.shockTable.contains { $0.period == name }
    }
    page.element("form", ["class": "filters", "hidden": "", "aria-label": "Filters"]) { page in
        choice(
            "symbol-filter", "Series", "all series", symbols.map { sanitized($0, limit: 24) }.sorted(), into: &page)
        choice("period-filter", "Shock", "all shocks", periods.map { sanitized($0, limit: 32) }, into: &page)
        page.element("button", ["type": "reset"], text: "Show all", isInline: true)
    }
}

/// Four numbers that say most of it.
private func keyNumbers(_ source: FigureSource, into page: inout Markup) {
    guard let best = ranked(source.content.leaderboard).first else { return }
    var items: [(String, String, String)] = [
        ("Lowest NLL", fixed(best.nll, decimals: 4), label(best.model)),
        ("Inside its 90 % interval", percent(best.coverage90) + " %", "of outcomes, \(label(best.model))"),
    ]
    let mean = honestVerdicts(source.content).mean
    if let test = mean.best {
        let skill = source.content.leaderboard.first { $0.model == test.model }?.skillVsNaive
        items.append(
            (
                "Best skill on the mean", percent(skill, decimals: 2) + " %",
                "\(label(test.model)), \(pPhrase(test.pValue))"
            ))
    } else if !mean.isEmpty {
        items.append(("Best skill on the mean", "none", "no model is better than the random walk"))
    }
    items.append(
        (
            "Sessions × series",
            "\(grouped(source.evidence.sessions.count)) × \(grouped(source.evidence.seriesCount))",
            "scored by every model"
        ))
    page.element("dl", ["class": "keys"]) { page in
        for (name, value, note) in items {
            page.element("div") { page in
                page.element("dt", text: name, isInline: true)
                page.element("dd", ["class": "value"], text: value, isInline: true)
                page.element("dd", text: note, isInline: true)
            }
        }
    }
}

/// Every model on every series: what the filter of series is for.
private func symbolTable(_ source: FigureSource, into page: inout Markup) {
    let names = ["nll", "qlike", "rmse", "coverage_90"]
    var values: [String: [String: [String: Double]]] = [:]
    for row in source.content.metrics
    where row.symbol != "all" && row.period == "all" && row.phase == "all"
        && row.horizon == source.content.run.horizon && names.contains(row.name)
    {
        values[row.symbol, default: [:]][row.model, default: [:]][row.name] = row.value
    }
    guard !values.isEmpty else { return }
    var table = TextTable([
        .init(title: "symbol", isLeftAligned: true), .init(title: "model", isLeftAligned: true),
        .init(title: "NLL"),
        .init(title: "QLIKE"), .init(title: "RMSE"), .init(title: "90 %"),
    ])
    for (symbol, models) in values.sorted(by: { $0.key < $1.key }) {
        for model in source.order.sorted(models.keys) {
            let scores = models[model] ?? [:]
            table.append([
                sanitized(symbol, limit: 24), label(model), fixed(scores["nll"], decimals: 4),
                fixed(scores["qlike"], decimals: 4), fixed(scores["rmse"], decimals: 5),
                percent(scores["coverage_90"]),
            ])
        }
    }
    page.element("details", ["class": "numbers", "id": "by-series"]) { page in
        page.element("summary", text: "Scores by series: \(counted(values.count, "series", "series"))")
        write(table, source, into: &page)
    }
}

/// The id of a section.
func anchor(_ title: String) -> String { "section-" + identifier(String(title.prefix { $0 != ":" && $0 != "," })) }
