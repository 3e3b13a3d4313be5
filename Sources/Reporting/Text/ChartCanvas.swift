import Market

/// A grid of characters on which the index through a shock is drawn, price upwards on a log scale.
struct ChartCanvas {
    /// Rows of the plot.
    static let height = 22
    /// Columns in front of the plot, for the price labels.
    static let gutter = 9
    /// Columns of the plot.
    static let width = 87

    /// The close of a session without a breach.
    static let closeSign: Character = "•"
    /// The close of a session that fell below the interval.
    static let belowSign: Character = "▼"
    /// The close of a session that rose above the interval.
    static let aboveSign: Character = "▲"
    /// Two breaches to both sides that share a cell.
    static let bothSign: Character = "◆"
    /// Inside the forecast interval.
    static let bandSign: Character = "░"
    /// The way from one close to the next.
    static let wickSign: Character = "│"
    /// A date that is pointed at.
    static let markSign: Character = "┊"

    private let chart: PriceChart
    private let lowest: Double
    private let highest: Double
    private var cells: [[Character]]

    /// Draws a chart; nil where there are fewer than two sessions with a price above zero.
    init?(_ chart: PriceChart) {
        let logs = chart.sessions.map { ln($0.close) }
        guard logs.count > 1, logs.allSatisfy(\.isFinite), let low = logs.min(), let high = logs.max() else {
            return nil
        }
        // A margin keeps bands at the extremes visible; a flat series gets a scale all the same.
        let margin = max((high - low) * 0.05, 0.005)
        self.chart = chart
        lowest = low - margin
        highest = high + margin
        cells = Array(repeating: Array(repeating: " ", count: Self.width), count: Self.height)
        drawBands(logs)
        drawMarks()
        drawCloses(logs)
        drawBreaches(logs)
    }

    /// The finished lines: mark labels, the plot with its price axis, the months.
    func lines() -> [String] {
        let labels = priceLabels()
        let plot = cells.indices.map { row in
            let axis = labels[row].map { rightAligned($0, Self.gutter - 2) + " ┤" }
            return (axis ?? rightAligned("│", Self.gutter)) + String(cells[row])
        }
        let (axis, months) = monthAxis()
        let all = markLabels() + plot + [rightAligned("└", Self.gutter) + axis, months]
        return all.map { $0.withoutTrailingBlanks() }
    }

    /// The column of a session by its index.
    func column(_ index: Int) -> Int {
        let last = chart.sessions.count - 1
        return (index * (Self.width - 1) + last / 2) / last
    }

    private func row(_ logPrice: Double) -> Int {
        let share = (highest - logPrice) / (highest - lowest)
        let row = (share * Double(Self.height - 1)).rounded()
        return Int(min(max(row, 0), Double(Self.height - 1)))
    }

    private mutating func drawBands(_ logs: [Double]) {
        for (index, base, band) in placedBands(logs) {
            // Where the interval leaves the picture it is cut at the edge.
            for row in row(base + band.upper)...row(base + band.lower) { cells[row][column(index)] = Self.bandSign }
        }
    }

    private mutating func drawMarks() {
        for (column, _) in placedMarks() {
            for row in cells.indices where cells[row][column] == " " { cells[row][column] = Self.markSign }
        }
    }

    private mutating func drawCloses(_ logs: [Double]) {
        for index in logs.indices {
            let here = row(logs[index])
            if index > 0 {
                let before = row(logs[index - 1])
                let between = before < here ? (before + 1)..<here : (here + 1)..<max(before, here + 1)
                for row in between where cells[row][column(index)] != Self.closeSign {
                    cells[row][column(index)] = Self.wickSign
                }
            }
            cells[here][column(index)] = Self.closeSign
        }
    }

    private mutating func drawBreaches(_ logs: [Double]) {
        for (index, _, band) in placedBands(logs) where band.isBreached {
            let sign = band.actual < band.lower ? Self.belowSign : Self.aboveSign
            let (row, column) = (row(logs[index]), column(index))
            let isTaken = [Self.belowSign, Self.aboveSign, Self.bothSign].contains(cells[row][column])
            cells[row][column] = isTaken && cells[row][column] != sign ? Self.bothSign : sign
        }
    }

    /// The bands whose cutoff and target are sessions of the chart, with the log price they start from.
    private func placedBands(_ logs: [Double]) -> [(index: Int, base: Double, band: PriceChart.Band)] {
        let indices = Dictionary(
            chart.sessions.enumerated().map { ($1.date, $0) }, uniquingKeysWith: { first, _ in first })
        return chart.bands.compactMap { band in
            guard let target = indices[band.target], let cutoff = indices[band.cutoff], band.lower <= band.upper
            else { return nil }
            return (target, logs[cutoff], band)
        }
    }

    /// The marks inside the chart, each at the first session on or after its date.
    private func placedMarks() -> [(column: Int, mark: PriceChart.Mark)] {
        guard let first = chart.sessions.first?.date else { return [] }
        return chart.marks.sorted { $0.date < $1.date }.compactMap { mark in
            guard mark.date >= first, let index = chart.sessions.firstIndex(where: { $0.date >= mark.date })
            else { return nil }
            return (column(index), mark)
        }
    }
}

// MARK: - Axes

extension ChartCanvas {
    /// The day and month of each mark, above its line; a label that would touch its neighbour goes a line up.
    private func markLabels() -> [String] {
        var lines = [String](repeating: String(repeating: " ", count: Self.gutter), count: 2)
        var isUsed = [false, false]
        for (column, mark) in placedMarks() {
            let text = dayAndMonth(mark.date)
            let start = Self.gutter + min(max(column - text.count / 2, 0), Self.width - text.count)
            guard let level = [1, 0].first(where: { !isUsed[$0] || lines[$0].count < start }) else { continue }
            lines[level] = leftAligned(lines[level], start) + text
            isUsed[level] = true
        }
        return zip(lines, isUsed).filter(\.1).map(\.0)
    }

    /// Round prices beside the rows they lie nearest to.
    private func priceLabels() -> [String?] {
        var labels = [String?](repeating: nil, count: Self.height)
        let (low, high) = (exponential(lowest), exponential(highest))
        let step = roundStep((high - low) / 9)
        let decimals = step >= 1 ? 0 : step >= 0.1 ? 1 : 2
        var tick = (low / step).rounded(.up) * step
        while tick <= high {
            let row = row(ln(tick))
            if labels[row] == nil {
                labels[row] = decimals == 0 && tick < 1e9 ? grouped(Int(tick)) : fixed(tick, decimals: decimals)
            }
            tick += step
        }
        return labels.map { $0.map { truncated($0, to: Self.gutter - 2) } }
    }

    private func roundStep(_ rough: Double) -> Double {
        let power = powerOfTen(below: rough)
        return ([1.0, 2, 5].first { $0 * power >= rough } ?? 10) * power
    }

    /// A tick and a name at the first session of each month that has room.
    private func monthAxis() -> (axis: String, months: String) {
        var axis = [Character](repeating: "─", count: Self.width)
        var months = String(repeating: " ", count: Self.gutter)
        var previous: Int?
        for (index, session) in chart.sessions.enumerated() {
            let month = session.date.components.month
            defer { previous = month }
            guard month != previous else { continue }
            axis[column(index)] = "┴"
            let name = monthNames[month - 1] + (month == 1 || index == 0 ? " \(session.date.year)" : "")
            let start = Self.gutter + column(index)
            guard start + name.count <= Self.gutter + Self.width, months.count < start || index == 0 else {
                continue
            }
            months = leftAligned(months, start) + name
        }
        return (String(axis), months)
    }
}

private let monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

/// `19 Feb`.
func dayAndMonth(_ date: SessionDate) -> String {
    "\(date.components.day) \(monthNames[date.components.month - 1])"
}

/// `Mar 2020`.
func monthAndYear(_ date: SessionDate) -> String {
    "\(monthNames[date.components.month - 1]) \(date.year)"
}
