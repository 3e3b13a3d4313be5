import Market

private let monthNames = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
]

/// Ticks at the beginnings of months, quarters or years, not more than about `count`.
///
/// A year is written where it begins and at the first tick; between them the month is enough.
func dateTicks(in domain: ClosedRange<Double>, count: Int) -> [Axis.Tick] {
    let first = SessionDate(dayNumber: Int32(domain.lowerBound.rounded(.up))).components
    let last = SessionDate(dayNumber: Int32(domain.upperBound.rounded(.down))).components
    let months = (last.year - first.year) * 12 + last.month - first.month + 1
    let step = [1, 2, 3, 6, 12, 24, 60, 120, 240].first { months / $0 <= max(count, 2) } ?? 600
    var ticks: [Axis.Tick] = []
    var month = (first.year * 12 + first.month - 1 + step - 1) / step * step
    while month / 12 <= last.year {
        let (year, index) = (month / 12, month % 12)
        month += step
        guard let day = SessionDate(year: year, month: index + 1, day: 1) else { continue }
        let value = Double(day.dayNumber)
        guard value >= domain.lowerBound - 5, value <= domain.upperBound else { continue }
        let name = monthNames[index]
        let label = step >= 12 ? "\(year)" : index == 0 || ticks.isEmpty ? "\(name) \(year)" : name
        ticks.append(.init(value: max(value, domain.lowerBound), label: label))
    }
    return ticks
}

/// The 19th of February 2020 as `19 Feb`.
func dayWithMonth(_ date: SessionDate) -> String {
    let (_, month, day) = date.components
    return "\(day) \(monthNames[month - 1])"
}

/// The 19th of February 2020 as `19 Feb 2020`.
func fullDate(_ date: SessionDate) -> String { "\(dayWithMonth(date)) \(date.year)" }

/// A date's place on an axis of dates.
func position(_ date: SessionDate) -> Double { Double(date.dayNumber) }
