/// One direction of a plot: what is measured along it, in which unit, from where to where.
struct Axis {
    /// How values are laid out and how their ticks are written.
    enum Kind {
        /// Even steps; ticks at 1, 2 and 5 times powers of ten.
        case linear
        /// Even factors; ticks at 1, 2 and 5 times powers of ten.
        case logarithmic
        /// Day numbers; ticks at the beginnings of months, quarters or years.
        case dates
        /// Whole numbers that stand for names, the first at the top.
        case names([String])
    }

    /// A mark on the axis.
    struct Tick: Hashable {
        /// Where, in the axis's values.
        var value: Double
        /// What is written there.
        var label: String
    }

    /// What is measured, with its unit.
    var title: String
    /// The layout.
    var kind: Kind
    /// From the first to the last value shown.
    var domain: ClosedRange<Double>
    /// Ticks that are asked for, instead of computed ones.
    var ticks: [Tick]?
    /// Decimals of tick labels; nil lets the step decide.
    var decimals: Int?
    /// What follows a tick's number, such as ` %`.
    var suffix = ""
    /// Whether a plus is written before what is above zero.
    var isSigned = false

    /// An axis over a domain; one that holds a single value is widened, so that something can be drawn.
    init(
        title: String, kind: Kind = .linear, domain: ClosedRange<Double>, ticks: [Tick]? = nil,
        decimals: Int? = nil,
        suffix: String = "", isSigned: Bool = false
    ) {
        self.title = title
        self.kind = kind
        self.ticks = ticks
        self.decimals = decimals
        self.suffix = suffix
        self.isSigned = isSigned
        if domain.upperBound > domain.lowerBound {
            self.domain = domain
        } else if case .logarithmic = kind {
            self.domain = domain.lowerBound / 2...domain.lowerBound * 2
        } else {
            let margin = max(abs(domain.lowerBound) * 0.1, 1e-9)
            self.domain = domain.lowerBound - margin...domain.upperBound + margin
        }
    }

    /// An axis of names, the first at the top.
    init(title: String = "", names: [String]) {
        self.init(title: title, kind: .names(names), domain: -0.5...max(Double(names.count) - 0.5, 0.5))
    }

    /// The share of the way from the domain's beginning to its end.
    func share(_ value: Double) -> Double {
        switch kind {
        case .logarithmic:
            (ln(value) - ln(domain.lowerBound)) / (ln(domain.upperBound) - ln(domain.lowerBound))
        default: (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
        }
    }

    /// Ticks that stand at least about `spacing` units apart on `length` units.
    func ticks(length: Double, spacing: Double) -> [Tick] {
        if let ticks { return ticks }
        let count = max(3, Int(length / spacing))
        switch kind {
        case .linear: return linearTicks(count: count)
        case .logarithmic:
            // Over a short stretch even steps read better than even factors.
            return domain.upperBound < 4 * domain.lowerBound
                ? linearTicks(count: count) : logarithmicTicks(count: count)
        case .dates: return dateTicks(in: domain, count: count)
        case .names(let names): return names.enumerated().map { Tick(value: Double($0), label: $1) }
        }
    }

    private func linearTicks(count: Int) -> [Tick] {
        let span = domain.upperBound - domain.lowerBound
        let power = powerOfTen(below: span / Double(count))
        func places(_ step: Double) -> (first: Double, last: Double) {
            ((domain.lowerBound / step - 1e-9).rounded(.up), (domain.upperBound / step + 1e-9).rounded(.down))
        }
        let steps = [0.2, 0.5, 1, 2, 5, 10].map { $0 * power }
        let fitting = steps.firstIndex { span / $0 <= Double(count) } ?? steps.count - 1
        // An axis with one number tells no scale: rather a tick too many.
        let chosen = (0...fitting).reversed().first { places(steps[$0]).last > places(steps[$0]).first } ?? fitting
        let step = steps[chosen]
        let needed = step >= 1 ? 0 : min(9, Int((-logarithmOfTen(step) - 1e-9).rounded(.up)))
        let (first, last) = places(step)
        guard last >= first, last - first < 200 else { return [] }
        return (0...Int(last - first)).map { index in
            let value = (first + Double(index)) * step
            return Tick(
                value: value,
                label: abs(value) < step / 2 ? "0" + suffix : label(value, decimals: decimals ?? needed))
        }
    }

    private func logarithmicTicks(count: Int) -> [Tick] {
        for multiples in [[1.0, 1.5, 2, 3, 4, 5, 7], [1, 2, 5], [1, 3], [1]] {
            var values: [Double] = []
            var power = powerOfTen(below: domain.lowerBound)
            while power <= domain.upperBound, values.count < 400 {
                values += multiples.map { $0 * power }.filter {
                    $0 >= domain.lowerBound * 0.999_999 && $0 <= domain.upperBound * 1.000_001
                }
                power *= 10
            }
            if values.count <= count || multiples.count == 1 {
                return values.map { value in
                    let needed = value >= 10 ? 0 : value >= 1 ? (value.rounded() == value ? 0 : 1) : 3
                    return Tick(value: value, label: label(value, decimals: decimals ?? needed))
                }
            }
        }
        return []
    }

    /// A value as a tick writes it: a real minus sign, commas between thousands.
    func label(_ value: Double, decimals: Int) -> String {
        var text = fixed(abs(value), decimals: decimals)
        if let whole = Int(text.prefix { $0 != "." }), whole >= 1000 {
            text = grouped(whole) + text.drop { $0 != "." }
        }
        let isZero = !text.contains { ("1"..."9").contains($0) }
        let sign = isZero ? "" : value < 0 ? "−" : isSigned ? "+" : ""
        return sign + text + suffix
    }
}

/// A range that holds all values and a little more on both sides; nil where there is no finite value.
func range(of values: some Sequence<Double>, margin: Double = 0.05) -> ClosedRange<Double>? {
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where value.isFinite {
        low = min(low, value)
        high = max(high, value)
    }
    guard low <= high else { return nil }
    let room = (high - low) * margin
    return low - room...high + room
}
