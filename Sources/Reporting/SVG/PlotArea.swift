/// Where the plot of a panel lies on the drawing, and what is around it.
struct PlotArea {
    let left: Double
    let top: Double
    let width: Double
    let height: Double
    /// Where everything of the panel ends.
    let outerBottom: Double
    let size: DrawingSize
    /// The left edge of everything of the panel.
    let outerLeft: Double
    let outerRight: Double

    init(
        _ panel: Panel, size: DrawingSize, origin: (x: Double, y: Double), width: Double, left: Double?,
        right: Double?
    ) {
        self.size = size
        let left = left ?? Self.leftMargin(panel, size: size, width: width)
        let right = right ?? Self.rightMargin(panel, size: size)
        outerLeft = origin.x
        outerRight = origin.x + width
        self.left = origin.x + left
        self.width = max(40, width - left - right)
        let head = (panel.title.isEmpty ? 0 : size.font + 8) + (panel.y.title.isEmpty ? 4 : size.font + 8)
        top = origin.y + head + (panel.hasTopLabels ? size.font + 4 : 4)
        height = panel.height
        outerBottom = top + height + size.font + 10 + (panel.x.title.isEmpty ? 0 : size.font + 6)
    }

    /// Room for the labels of the vertical axis.
    static func leftMargin(_ panel: Panel, size: DrawingSize, width: Double) -> Double {
        if panel.sharesNames, size.isWide { return 4 }
        let labels = panel.y.ticks(length: panel.height, spacing: 38).map {
            estimatedWidth($0.label, size: size.font)
        }
        return min((labels.max() ?? 0) + 10, width * 0.42)
    }

    /// Room for the labels at the ends of lines.
    static func rightMargin(_ panel: Panel, size: DrawingSize) -> Double {
        guard size.isWide else { return 8 }
        var labels = panel.endLabels.map { estimatedWidth($0.style.label, size: size.font) }
        for case .horizontal(_, let label) in panel.marks { labels.append(estimatedWidth(label, size: size.font)) }
        // These labels are bold, which is wider.
        return (labels.max() ?? 0) * 1.09 + 14
    }

    /// The place of a value along the horizontal axis.
    func x(_ value: Double, on axis: Axis) -> Double { left + axis.share(value) * width }

    /// The place of a value along the vertical axis; names run from the top down.
    func y(_ value: Double, on axis: Axis) -> Double {
        if case .names = axis.kind { return top + axis.share(value) * height }
        return top + (1 - axis.share(value)) * height
    }

    /// Draws the panel: axes at the back, marks over them.
    func draw(_ panel: Panel, into markup: inout Markup) {
        markup.element("g", ["class": "panel"]) { markup in
            drawHead(panel, into: &markup)
            drawAxes(panel, into: &markup)
            for mark in panel.marks { draw(mark, of: panel, into: &markup) }
            drawTopLabels(panel, into: &markup)
            if size.isWide { drawEndLabels(panel, into: &markup) }
        }
    }

    private func drawHead(_ panel: Panel, into markup: inout Markup) {
        var baseline = top - 8
        if panel.hasTopLabels { baseline -= size.font + 2 }
        if !panel.y.title.isEmpty {
            text(panel.y.title, x: outerLeft, y: baseline, classes: "unit", into: &markup)
            baseline -= size.font + 6
        }
        if !panel.title.isEmpty { text(panel.title, x: outerLeft, y: baseline, classes: "head", into: &markup) }
    }

    private func drawAxes(_ panel: Panel, into markup: inout Markup) {
        var grid = ""
        let isNamed = if case .names = panel.y.kind { true } else { false }
        for tick in panel.y.ticks(length: height, spacing: 38) {
            let y = y(tick.value, on: panel.y)
            grid += "M\(coordinate(left)),\(coordinate(y))H\(coordinate(left + width))"
            if panel.sharesNames, size.isWide { continue }
            let room = left - outerLeft - 8
            let label = fitted(tick.label, width: room)
            text(
                label, x: left - 8, y: y + size.font * 0.35, classes: isNamed ? "tick name" : "tick", anchor: "end",
                into: &markup)
        }
        markup.shape("path", ["class": "grid", "d": grid])
        let bottom = top + height
        var ticks = ""
        let spacing = if case .dates = panel.x.kind { size.isWide ? 62.0 : 56.0 } else { 52.0 }
        var labels: [(text: String, start: Double, end: Double)] = []
        for tick in panel.x.ticks(length: width, spacing: spacing) {
            let x = x(tick.value, on: panel.x)
            ticks += "M\(coordinate(x)),\(coordinate(bottom))v5"
            let length = estimatedWidth(tick.label, size: size.font)
            let start = min(max(x - length / 2, outerLeft), outerRight - length)
            // Of two that collide the longer one stays: it is the one that names the year.
            if let last = labels.last, start < last.end + 6 {
                if tick.label.count <= last.text.count { continue }
                labels.removeLast()
            }
            labels.append((tick.label, start, start + length))
        }
        for label in labels {
            text(
                label.text, x: (label.start + label.end) / 2, y: bottom + size.font + 7, classes: "tick",
                anchor: "middle", into: &markup)
        }
        markup.shape(
            "path",
            [
                "class": "axis",
                "d": "M\(coordinate(left)),\(coordinate(bottom))H\(coordinate(left + width))" + ticks,
            ])
        if !panel.x.title.isEmpty {
            text(
                panel.x.title, x: left + width, y: bottom + 2 * size.font + 12, classes: "unit", anchor: "end",
                into: &markup)
        }
    }

    private func drawTopLabels(_ panel: Panel, into markup: inout Markup) {
        var taken: [ClosedRange<Double>] = []
        for mark in panel.marks {
            let place: Double
            let name: String
            switch mark {
            case .vertical(let value, let label) where panel.x.domain.contains(value):
                (place, name) = (x(value, on: panel.x), label)
            case .shade(let whole, let label) where whole.overlaps(panel.x.domain):
                let span = whole.clamped(to: panel.x.domain)
                (place, name) = ((x(span.lowerBound, on: panel.x) + x(span.upperBound, on: panel.x)) / 2, label)
            default: continue
            }
            guard !name.isEmpty else { continue }
            let width = estimatedWidth(name, size: size.font)
            var start = min(max(place - width / 2, left), left + self.width - width)
            // A neighbour in the way is stepped aside from; what finds no room at all is left to the caption.
            for other in taken.sorted(by: { $0.lowerBound < $1.lowerBound })
            where start < other.upperBound + 6 && start + width + 6 > other.lowerBound {
                start = other.upperBound + 8
            }
            guard start >= outerLeft, start + width <= outerRight + 2 else { continue }
            taken.append(start...start + width)
            text(name, x: start, y: top - 6, classes: "mark", into: &markup)
        }
    }

    private func drawEndLabels(_ panel: Panel, into markup: inout Markup) {
        var labels: [(text: String, classes: String, index: Int, place: Double)] = panel.endLabels.map {
            ($0.style.label, "end \($0.style.role.rawValue)", $0.style.index, y($0.value, on: panel.y))
        }
        for case .horizontal(let value, let label) in panel.marks where !label.isEmpty {
            labels.append((label, "end mark", -1, y(value, on: panel.y)))
        }
        let places = spread(labels.map(\.place), gap: size.font + 2, within: top...top + height)
        for (label, place) in zip(labels, places) {
            markup.element("g", ["data-i": label.index < 0 ? "" : "\(label.index)"], isInline: true) {
                text(
                    label.text, x: left + width + 8, y: place + size.font * 0.35, classes: label.classes, into: &$0)
            }
        }
    }

    /// Writes a text.
    func text(
        _ text: String, x: Double, y: Double, classes: String, anchor: String = "", into markup: inout Markup
    ) {
        markup.element(
            "text",
            [
                "class": classes, "x": coordinate(x), "y": coordinate(y),
                "text-anchor": anchor == "start" ? "" : anchor,
            ], text: text, isInline: true)
    }

    private func fitted(_ label: String, width: Double) -> String {
        guard estimatedWidth(label, size: size.font) > width else { return label }
        var count = label.count - 1
        while count > 4, estimatedWidth(truncatedInside(label, to: count), size: size.font) > width { count -= 1 }
        return truncatedInside(label, to: count)
    }
}

/// Places that are at least `gap` apart, as near as that allows to those wished for.
func spread(_ wished: [Double], gap: Double, within bounds: ClosedRange<Double>) -> [Double] {
    let order = wished.indices.sorted { (wished[$0], $0) < (wished[$1], $1) }
    var places = wished.map { min(max($0, bounds.lowerBound), bounds.upperBound) }
    // Down with what is too near to the one above, then back up from the lower end.
    for (above, below) in zip(order, order.dropFirst()) { places[below] = max(places[below], places[above] + gap) }
    if let last = order.last, places[last] > bounds.upperBound {
        places[last] = bounds.upperBound
        for (below, above) in zip(order.reversed(), order.reversed().dropFirst()) {
            places[above] = min(places[above], places[below] - gap)
        }
    }
    return places
}
