/// One plot of a chart: two axes and what is drawn between them.
struct Panel {
    /// A value with an interval around it, and what it says when pointed at.
    struct Dot {
        /// Along the horizontal axis.
        var x: Double
        /// Along the vertical axis.
        var y: Double
        /// The interval, along the axis that holds no names; nil draws none.
        var interval: ClosedRange<Double>?
        /// What the dot says in words.
        var note: String
    }

    /// A rectangle from zero, or from `base`, to a value.
    struct Bar {
        /// From where to where along the horizontal axis.
        var span: ClosedRange<Double>
        /// Where it begins.
        var base = 0.0
        /// Where it ends.
        var value: Double
        /// What the bar says in words.
        var note: String
    }

    /// A stretch of a strip.
    struct Cell: Hashable {
        /// What it stands for.
        enum Kind: String {
            case there, missing, refused, nothing
        }

        /// From where to where along the horizontal axis.
        var span: ClosedRange<Double>
        /// What it stands for.
        var kind: Kind
        /// What it says in words; nothing for what is as it should be.
        var note: String
    }

    /// Something drawn.
    enum Mark {
        /// A strip of cells in a row of an axis of names.
        case strip(row: Int, cells: [Cell])
        /// A stretch of the horizontal axis, named at its top.
        case shade(ClosedRange<Double>, label: String)
        /// A line across at a place of the horizontal axis, named at its top.
        case vertical(Double, label: String)
        /// A line across at a value of the vertical axis, named at its right end.
        case horizontal(Double, label: String)
        /// The area between two series over the panel's places; `strength` 1 is the faintest of 3.
        case band(SeriesStyle, low: [Double?], high: [Double?], strength: Int)
        /// A series over the panel's places; nil lifts the pen. A label stands at its end where there is room.
        case line(SeriesStyle, [Double?], isLabelled: Bool)
        /// A straight reference between two points, such as a diagonal.
        case reference(from: (x: Double, y: Double), to: (x: Double, y: Double))
        /// Values by themselves, with their intervals.
        case dots(SeriesStyle, [Dot])
        /// A thin bar from zero at each of the panel's places.
        case stems(SeriesStyle, [Double?])
        /// Bars of a histogram.
        case bars(SeriesStyle, [Bar])
        /// Points that ask for attention, as rings.
        case rings([Dot])
    }

    /// What this panel shows, where a chart has several.
    var title = ""
    /// The horizontal axis.
    var x: Axis
    /// The vertical axis.
    var y: Axis
    /// The height of the plot by itself, in units.
    var height: Double
    /// The places along the horizontal axis that lines and bands have values at.
    var places: [Double] = []
    /// What is drawn, from the back to the front.
    var marks: [Mark]
    /// Whether the names stand at the panel to the left already.
    var sharesNames = false
    /// Decimals of the values that pointing shows.
    var decimals = 3

    /// Whether something is named above the plot.
    var hasTopLabels: Bool {
        marks.contains {
            switch $0 {
            case .vertical(_, let label), .shade(_, let label): !label.isEmpty
            default: false
            }
        }
    }

    /// The labels that want to stand at the right end of their line.
    var endLabels: [(style: SeriesStyle, value: Double)] {
        marks.compactMap { mark in
            guard case .line(let style, let values, true) = mark,
                let last = values.last(where: { $0 != nil }) ?? nil
            else { return nil }
            return (style, last)
        }
    }
}

/// Panels that stand beside each other: those with the first one's names leave them to it.
func sharingNames(_ panels: [Panel]) -> [Panel] {
    guard let first = panels.first, case .names(let names) = first.y.kind else { return panels }
    return panels.enumerated().map { index, panel in
        guard index > 0, case .names(let own) = panel.y.kind, own == names else { return panel }
        var panel = panel
        panel.sharesNames = true
        return panel
    }
}

/// A picture of one or more panels, drawn at any width.
struct Chart {
    /// What it shows, in one sentence: the `title` of the picture.
    var title: String
    /// What is to be seen in it, for those who cannot: the `desc` of the picture.
    var summary: String
    /// The panels in reading order.
    var panels: [Panel]
    /// Panels side by side where there is room.
    var columns = 1

    /// Whether it has anything to show.
    var isEmpty: Bool { panels.isEmpty }
}

/// The lengths a drawing is laid out with.
struct DrawingSize {
    /// The whole width in units; a unit is about a pixel on the screen it is meant for.
    var width: Double
    /// The size of letters.
    var font: Double
    /// Whether there is room for labels beside lines and for panels side by side.
    var isWide: Bool

    /// For a column of text on a screen or on paper.
    static let wide = DrawingSize(width: 760, font: 12.5, isWide: true)
    /// For a telephone held upright.
    static let narrow = DrawingSize(width: 340, font: 11.5, isWide: false)
}
