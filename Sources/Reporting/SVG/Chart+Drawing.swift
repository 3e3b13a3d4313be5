extension Chart {
    /// The chart as SVG; `id` is unique on the page.
    func svg(id: String, size: DrawingSize) -> Markup {
        let columns = size.isWide ? max(1, min(columns, panels.count)) : 1
        let gap = 22.0
        let cell = (size.width - gap * Double(columns - 1)) / Double(columns)
        var placed: [(panel: Panel, plot: PlotArea)] = []
        var top = 0.0
        for row in stride(from: 0, to: panels.count, by: columns) {
            let members = Array(panels[row..<min(row + columns, panels.count)])
            var bottom = top
            // Plots above each other begin at the same place, so that the eye can go straight down.
            let left = columns == 1 ? panels.map { PlotArea.leftMargin($0, size: size, width: cell) }.max() : nil
            let right = columns == 1 ? panels.map { PlotArea.rightMargin($0, size: size) }.max() : nil
            // Where names stand at the first panel only, the plots share the rest evenly.
            let names =
                members.dropFirst().contains { $0.sharesNames }
                ? members.first.map { PlotArea.leftMargin($0, size: size, width: size.width / 2) } ?? 0 : 0
            let even =
                columns == 1 || names == 0
                ? cell : (size.width - names - gap * Double(columns - 1)) / Double(columns)
            for (column, panel) in members.enumerated() {
                let isFirst = column == 0
                let plot = PlotArea(
                    panel, size: size,
                    origin: (Double(column) * (even + gap) + (isFirst ? 0 : names), top),
                    width: even + (isFirst ? names : 0), left: left, right: right)
                placed.append((panel, plot))
                bottom = max(bottom, plot.outerBottom)
            }
            top = bottom + 14
        }
        let height = max(top - 14, 1)
        var markup = Markup()
        markup.element(
            "svg",
            [
                "class": size.isWide ? "wide" : "narrow", "role": "img", "tabindex": "0",
                "viewBox": "0 0 \(coordinate(size.width)) \(coordinate(height))",
                "aria-labelledby": "\(id)-t \(id)-d",
                "data-plots": plotsJSON(placed),
            ]
        ) { markup in
            markup.element("title", ["id": "\(id)-t"], text: title)
            markup.element("desc", ["id": "\(id)-d"], text: summary)
            for (panel, plot) in placed { plot.draw(panel, into: &markup) }
        }
        return markup
    }

    /// Where the script finds each panel's plot, and how its horizontal axis runs.
    private func plotsJSON(_ placed: [(panel: Panel, plot: PlotArea)]) -> String {
        var json = JSONText()
        json.list(placed.filter { !$0.panel.places.isEmpty }) { json, item in
            let (panel, plot) = item
            json.list([
                plot.left, plot.top, plot.width, plot.height, panel.x.domain.lowerBound, panel.x.domain.upperBound,
                isLogarithmic(panel.x) ? 1 : 0,
            ]) { $0.number($1, decimals: 2) }
        }
        return json.text
    }
}

private func isLogarithmic(_ axis: Axis) -> Bool {
    if case .logarithmic = axis.kind { true } else { false }
}
