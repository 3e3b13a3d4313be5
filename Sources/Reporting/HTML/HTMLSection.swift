/// Writes a section's blocks; `figures` come after the first paragraph, before the tables they illustrate.
func blocks(
    of section: Section, _ source: FigureSource, into page: inout Markup, figures: (inout Markup) -> Void = { _ in }
) {
    var isDrawn = false
    for (index, block) in section.blocks.all.enumerated() {
        if index == 1 {
            figures(&page)
            isDrawn = true
        }
        switch block {
        case .paragraph(let text): page.element("p", isInline: false) { emphasised(text, into: &$0) }
        case .items(let items):
            page.element("dl", ["class": "items"]) { page in
                for item in items {
                    page.element("dt", text: item.label, isInline: true)
                    page.element("dd", text: item.text)
                }
            }
        case .lines(let lines): page.element("pre", text: lines.joined(separator: "\n"))
        case .drawing: break
        case .table(let table): write(table, source, into: &page)
        }
    }
    if !isDrawn { figures(&page) }
}

/// Writes running text; what stands between asterisks is emphasised, an asterisk by itself is one.
private func emphasised(_ text: String, into page: inout Markup) {
    let parts = text.split(separator: "*", omittingEmptySubsequences: false)
    let isPaired =
        parts.count % 2 == 1
        && parts.enumerated().allSatisfy { index, part in
            index % 2 == 0 || (part.first?.isLetter ?? false) && (part.last?.isLetter ?? false)
        }
    guard isPaired else { return page.prose(text) }
    for (index, part) in parts.enumerated() {
        if index % 2 == 0 {
            page.prose(String(part))
        } else {
            page.element("em", text: String(part), isInline: true)
        }
    }
}

/// Writes a table with all its columns, sorted as it came.
func write(_ table: TextTable, _ source: FigureSource?, into page: inout Markup) {
    let keys = source.map { source in
        Dictionary(
            source.styles.emphasised.map { (source.styles[$0].label, source.styles[$0]) },
            uniquingKeysWith: { first, _ in first })
    }
    page.element("div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": "Table"]) { page in
        page.element("table") { page in
            page.element("thead") { page in
                page.element("tr") { page in
                    for column in table.columns {
                        page.element(
                            "th", ["scope": "col", "class": column.isLeftAligned ? "l" : ""],
                            text: column.name.isEmpty ? " " : unbroken(trimmed(column.name)), isInline: true)
                    }
                }
            }
            page.element("tbody") { page in
                for row in table.rows {
                    switch row {
                    case .heading(let text):
                        page.element("tr", ["class": "group"]) { page in
                            page.element(
                                "th", ["colspan": "\(table.columns.count)", "scope": "rowgroup"], text: text,
                                isInline: true)
                        }
                    case .cells(let cells): write(cells, table.columns, keys ?? [:], into: &page)
                    }
                }
            }
        }
    }
}

private func write(
    _ cells: [String], _ columns: [TextTable.Column], _ keys: [String: SeriesStyle], into page: inout Markup
) {
    page.element("tr") { page in
        for (index, cell) in cells.enumerated() {
            let text = trimmed(cell)
            if index == 0, columns[0].isLeftAligned {
                page.element("th", ["scope": "row", "class": "l"], isInline: true) { page in
                    if let style = keys[text] { key(style, into: &page) }
                    page.text(text)
                }
            } else {
                page.element("td", ["class": columns[index].isLeftAligned ? "l" : ""], text: text, isInline: true)
            }
        }
    }
}

/// A heading whose signs `%` and last word, where it is as short as `p`, stay on the line of the word before them.
private func unbroken(_ heading: String) -> String {
    let heading = heading.replacing(" %", with: "\u{A0}%")
    guard let space = heading.lastIndex(of: " "), heading[space...].count <= 2 else { return heading }
    return heading[..<space] + "\u{A0}" + heading[heading.index(after: space)...]
}

private func trimmed(_ text: String) -> String {
    String(text.drop { $0 == " " }.withoutTrailingBlanks())
}

/// The mark of a series, small enough for a line of text.
func key(_ style: SeriesStyle, into page: inout Markup) {
    page.element(
        "svg", ["class": "key", "viewBox": "0 0 22 12", "aria-hidden": "true", "focusable": "false"], isInline: true
    ) { page in
        page.element("g", ["class": style.classes], isInline: true) { page in
            page.shape("path", ["class": "\(style.classes) line", "d": "M0,6H22"])
            page.shape("path", ["class": "dot", "d": symbol(style.role, at: (11, 6))])
        }
    }
}

extension Figure {
    /// Writes the figure: what it shows, the picture for both widths, its numbers, what the script needs.
    func write(into page: inout Markup) {
        page.element("figure", ["id": id, "data-period": period]) { page in
            page.element("figcaption") { page in
                page.element("h3", text: headline, isInline: true)
                if !subtitle.isEmpty { page.element("p", ["class": "sub"], text: subtitle, isInline: true) }
            }
            if let chart {
                if !legend.isEmpty { writeLegend(into: &page) }
                page.element("div", ["class": "plot", "data-symbol": symbol]) { page in
                    page.append(chart.svg(id: "\(id)-w", size: .wide))
                    page.append(chart.svg(id: "\(id)-n", size: .narrow))
                }
                page.element("p", ["class": "note"], text: note)
                if let table {
                    page.element("details", ["class": "numbers"]) { page in
                        page.element("summary", text: "The numbers")
                        Reporting.write(table, nil, into: &page)
                    }
                }
                let values = chart.valuesJSON
                if !values.text.isEmpty {
                    page.element("script", ["type": "application/json", "class": "values"]) { $0.json(values) }
                }
                if let data {
                    page.element("script", ["type": "application/json", "class": "data"]) { $0.json(data) }
                }
            } else {
                page.element("p", ["class": "empty"], text: note)
            }
        }
    }

    private func writeLegend(into page: inout Markup) {
        page.element("ul", ["class": "legend"]) { page in
            for style in legend {
                page.element("li", ["data-i": "\(style.index)"], isInline: true) { page in
                    key(style, into: &page)
                    page.text(style.label)
                }
            }
        }
    }
}

extension Chart {
    /// The values of all lines, for the script to show under the pointer; empty where there is no line.
    var valuesJSON: JSONText {
        var json = JSONText()
        let panels = panels.filter { !$0.places.isEmpty }
        guard !panels.isEmpty else { return json }
        json.list(panels) { json, panel in
            json.object { json in
                json.member("t") { $0.string(panel.title.isEmpty ? panel.y.title : panel.title) }
                json.member("dates") { json in
                    if case .dates = panel.x.kind { json.bool(true) } else { json.bool(false) }
                }
                json.member("x") { $0.list(panel.places) { $0.number($1, decimals: 4) } }
                json.member("s") { json in
                    json.list(panel.lines) { json, line in
                        json.object { json in
                            json.member("i") { $0.number(line.style.index) }
                            json.member("n") { $0.string(line.style.label) }
                            json.member("y") { $0.list(line.values) { $0.number($1, decimals: panel.decimals) } }
                        }
                    }
                }
            }
        }
        return json
    }
}

extension Panel {
    /// The lines of a panel, the ones drawn in front first.
    var lines: [(style: SeriesStyle, values: [Double?])] {
        marks.reversed().compactMap { mark in
            switch mark {
            case .line(let style, let values, _), .stems(let style, let values): (style, values)
            default: nil
            }
        }
    }
}
