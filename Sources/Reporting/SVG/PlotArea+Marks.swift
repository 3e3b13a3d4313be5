extension PlotArea {
    /// Draws one mark.
    func draw(_ mark: Panel.Mark, of panel: Panel, into markup: inout Markup) {
        switch mark {
        case .shade(let whole, _):
            guard whole.overlaps(panel.x.domain) else { return }
            let span = whole.clamped(to: panel.x.domain)
            let (from, to) = (x(span.lowerBound, on: panel.x), x(span.upperBound, on: panel.x))
            markup.shape(
                "rect",
                [
                    "class": "shade", "x": coordinate(from), "y": coordinate(top),
                    "width": coordinate(max(to - from, 1)),
                    "height": coordinate(height),
                ])
        case .vertical(let value, _):
            guard panel.x.domain.contains(value) else { return }
            let place = coordinate(x(value, on: panel.x))
            markup.shape(
                "path", ["class": "rule", "d": "M\(place),\(coordinate(top - 3))V\(coordinate(top + height))"])
        case .horizontal(let value, _):
            let place = coordinate(y(value, on: panel.y))
            markup.shape(
                "path", ["class": "rule", "d": "M\(coordinate(left)),\(place)H\(coordinate(left + width))"])
        case .reference(let from, let to):
            let ends = [from, to].map { (x: x($0.x, on: panel.x), y: y($0.y, on: panel.y)) }
            markup.shape("path", ["class": "rule", "d": path([ends])])
        case .band(let style, let low, let high, let strength):
            drawBand(style, low, high, strength, panel, into: &markup)
        case .line(let style, let values, _):
            let runs = runs(values).map { run in
                // More points than half the width has pixels would only thicken the line; ends are kept.
                // The grey ones, which only show where the others lie, may be coarser.
                let step = max(1, run.count * (style.role == .other ? 6 : 2) / max(Int(width), 1))
                return run.filter { $0 % step == 0 || $0 == run.first || $0 == run.last }.map {
                    (x: x(panel.places[$0], on: panel.x), y: y(values[$0] ?? 0, on: panel.y))
                }
            }
            markup.shape("path", ["class": "\(style.classes) line", "data-i": "\(style.index)", "d": path(runs)])
        case .dots(let style, let dots):
            markup.element("g", ["class": style.classes, "data-i": "\(style.index)"], isInline: true) { markup in
                for dot in dots { draw(dot, shape: style.role, panel, into: &markup) }
            }
        case .strip(let row, let cells):
            let middle = y(Double(row), on: panel.y)
            let half = height / max(panel.y.domain.upperBound - panel.y.domain.lowerBound, 1) * 0.36
            markup.element("g", ["class": "strip", "data-row": "\(row)"], isInline: true) { markup in
                // What is missing is drawn last and never thinner than can be seen.
                for cell in cells.filter({ $0.note.isEmpty }) + cells.filter({ !$0.note.isEmpty }) {
                    let (from, to) = (x(cell.span.lowerBound, on: panel.x), x(cell.span.upperBound, on: panel.x))
                    markup.element(
                        "rect",
                        [
                            "class": cell.kind.rawValue, "x": coordinate(from), "y": coordinate(middle - half),
                            "width": coordinate(max(to - from, cell.note.isEmpty ? 0.2 : 2)),
                            "height": coordinate(2 * half),
                        ], isInline: true
                    ) { if !cell.note.isEmpty { $0.element("title", text: cell.note, isInline: true) } }
                }
            }
        case .rings(let dots):
            markup.element("g", ["class": "rings"], isInline: true) { markup in
                for dot in dots {
                    markup.element(
                        "circle",
                        [
                            "cx": coordinate(x(dot.x, on: panel.x)), "cy": coordinate(y(dot.y, on: panel.y)),
                            "r": "3.4",
                        ], isInline: true
                    ) { $0.element("title", text: dot.note, isInline: true) }
                }
            }
        case .stems(let style, let values):
            let base = y(max(panel.y.domain.lowerBound, 0), on: panel.y)
            var stems = ""
            for (place, value) in zip(panel.places, values) {
                guard let value else { continue }
                stems +=
                    "M\(coordinate(x(place, on: panel.x))),\(coordinate(base))V\(coordinate(y(value, on: panel.y)))"
            }
            let days = max(panel.x.domain.upperBound - panel.x.domain.lowerBound, 1)
            markup.shape(
                "path",
                [
                    "class": "\(style.classes) stems", "stroke-width": coordinate(max(width / days * 0.95, 1)),
                    "d": stems,
                ])
        case .bars(let style, let bars):
            markup.element("g", ["class": style.classes + " bars", "data-i": "\(style.index)"], isInline: true) {
                markup in
                for bar in bars { draw(bar, panel, into: &markup) }
            }
        }
    }

    private func drawBand(
        _ style: SeriesStyle, _ low: [Double?], _ high: [Double?], _ strength: Int, _ panel: Panel,
        into markup: inout Markup
    ) {
        let areas = runs(zip(low, high).map { $0 == nil || $1 == nil ? nil : 0 }).map { run in
            let upper = run.map { (x: x(panel.places[$0], on: panel.x), y: y(high[$0] ?? 0, on: panel.y)) }
            let lower = run.map { (x: x(panel.places[$0], on: panel.x), y: y(low[$0] ?? 0, on: panel.y)) }
            return upper + lower.reversed()
        }
        markup.shape(
            "path",
            [
                "class": "\(style.classes) band b\(strength)", "data-i": "\(style.index)",
                "d": path(areas, isClosed: true),
            ])
    }

    /// The stretches of places that have a value.
    private func runs(_ values: [Double?]) -> [[Int]] {
        var runs: [[Int]] = []
        var run: [Int] = []
        for index in values.indices {
            if values[index]?.isFinite == true {
                run.append(index)
            } else if !run.isEmpty {
                runs.append(run)
                run = []
            }
        }
        return run.isEmpty ? runs : runs + [run]
    }

    private func draw(_ dot: Panel.Dot, shape: SeriesStyle.Role, _ panel: Panel, into markup: inout Markup) {
        let (cx, cy) = (x(dot.x, on: panel.x), y(dot.y, on: panel.y))
        markup.element("g", isInline: true) { markup in
            if size.isWide { markup.element("title", text: dot.note, isInline: true) }
            if let interval = dot.interval {
                let isHorizontal = if case .names = panel.y.kind { true } else { false }
                let line: String
                if isHorizontal {
                    let from = x(max(interval.lowerBound, panel.x.domain.lowerBound), on: panel.x)
                    let to = x(min(interval.upperBound, panel.x.domain.upperBound), on: panel.x)
                    line = "M\(coordinate(from)),\(coordinate(cy))H\(coordinate(to))"
                } else {
                    let from = y(max(interval.lowerBound, panel.y.domain.lowerBound), on: panel.y)
                    let to = y(min(interval.upperBound, panel.y.domain.upperBound), on: panel.y)
                    line = "M\(coordinate(cx)),\(coordinate(from))V\(coordinate(to))"
                }
                markup.shape("path", ["class": "whisker", "d": line])
            }
            markup.shape("path", ["class": "dot", "d": symbol(shape, at: (cx, cy))])
        }
    }

    private func draw(_ bar: Panel.Bar, _ panel: Panel, into markup: inout Markup) {
        let (from, to) = (x(bar.span.lowerBound, on: panel.x), x(bar.span.upperBound, on: panel.x))
        let (base, end) = (y(bar.base, on: panel.y), y(bar.value, on: panel.y))
        markup.element(
            "rect",
            [
                "x": coordinate(from + 0.5), "y": coordinate(min(base, end)),
                "width": coordinate(max(to - from - 1, 0.5)),
                "height": coordinate(abs(base - end)),
            ], isInline: true
        ) { $0.element("title", text: bar.note, isInline: true) }
    }
}

/// The outline of a series' mark: roles differ by shape and not by colour alone.
func symbol(_ role: SeriesStyle.Role, at centre: (x: Double, y: Double)) -> String {
    let (x, y) = (coordinate(centre.x), coordinate(centre.y))
    func point(_ dx: Double, _ dy: Double) -> String { "\(coordinate(centre.x + dx)),\(coordinate(centre.y + dy))" }
    return switch role {
    case .infinite: "M\(point(-4.2, 0))a4.2,4.2 0 1,0 8.4,0a4.2,4.2 0 1,0 -8.4,0Z"
    case .finite: "M\(point(-3.8, -3.8))h7.6v7.6h-7.6Z"
    case .classical: "M\(x),\(coordinate(centre.y - 5.2))L\(point(4.6, 3.4))L\(point(-4.6, 3.4))Z"
    case .naive:
        "M\(x),\(coordinate(centre.y - 5))L\(coordinate(centre.x + 5)),\(y)L\(x),\(coordinate(centre.y + 5))L\(coordinate(centre.x - 5)),\(y)Z"
    case .other: "M\(point(-2.8, 0))a2.8,2.8 0 1,0 5.6,0a2.8,2.8 0 1,0 -5.6,0Z"
    }
}
