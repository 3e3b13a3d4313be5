public import Market

/// A restatement of a whole past by one factor: no return changes, all levels do.
///
/// Vendors rewrite the column of adjusted closes at every dividend, and all prices at every split. Told bar by bar
/// that would be thousands of revisions; told as what it is, it is one event.
public struct Rebase: Hashable, Sendable {
    /// Which columns moved.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        case adjustedClose = "adjusted_close"
        /// Open, high, low and close; volumes and adjusted closes may have moved with them.
        case price
    }

    /// Which columns moved.
    public var kind: Kind
    /// New level over old level.
    public var factor: Double
    /// The last session that moved; nothing after it did.
    public var lastDate: SessionDate
    /// Where in the compared bars the values are the old ones times the factor, within their rounding.
    public var moved: [Bool]

    /// The share of the past that has to have moved alike.
    static let neededShare = 0.9
    /// Fewer bars than these prove nothing.
    static let fewestBars = 5

    /// Finds the one factor by which pairs of an old and a new bar of the same session moved, if there is one.
    ///
    /// - Parameter pairs: old and new bars, by date.
    public static func found(in pairs: [(old: Bar, new: Bar)]) -> Rebase? {
        if let prices = found(pairs, { $0.close }, kind: .price) { return prices }
        return found(pairs, { $0.adjustedClose ?? $0.close }, kind: .adjustedClose)
    }

    private static func found(
        _ pairs: [(old: Bar, new: Bar)], _ value: (Bar) -> Double, kind: Kind
    ) -> Rebase? {
        let old = pairs.map { value($0.old) }
        let new = pairs.map { value($0.new) }
        let (oldUnit, newUnit) = (lastPlace(of: old), lastPlace(of: new))
        func same(_ index: Int) -> Bool { (new[index] - old[index]).magnitude <= 1e-9 * old[index] }
        // A price of its own may be revised after the last restated session, so the last change proves nothing:
        // the past ends where most of what came before moved.
        let changed = pairs.indices.filter { !same($0) }
        guard changed.count >= fewestBars else { return nil }
        // The highest values have the finest relative rounding.
        let finest = changed.sorted { old[$0] > old[$1] }.prefix(max(fewestBars, changed.count / 2))
        let ratios = finest.map { new[$0] / old[$0] }.sorted()
        var factor = ratios[ratios.count / 2]
        func isMoved(_ index: Int, _ factor: Double, slack: Double) -> Bool {
            let expected = old[index] * factor
            let rounding = 0.5 * newUnit(new[index]) + 0.5 * factor * oldUnit(old[index])
            return (new[index] - expected).magnitude <= slack * (1.01 * rounding + 1e-9 * expected)
        }
        let near = changed.filter { isMoved($0, factor, slack: 3) }
        guard near.count >= fewestBars else { return nil }
        // Sums average the rounding out.
        factor = near.reduce(0) { $0 + new[$1] } / near.reduce(0) { $0 + old[$1] }
        guard factor.isFinite, factor > 0, (factor - 1).magnitude > 1e-7,
            let last = changed.last(where: { isMoved($0, factor, slack: 2) })
        else { return nil }
        let moved = pairs.indices.map { $0 <= last && isMoved($0, factor, slack: 2) }
        guard Double(moved.count(where: { $0 })) >= neededShare * Double(last + 1) else { return nil }
        return Rebase(kind: kind, factor: factor, lastDate: pairs[last].new.date, moved: moved)
    }

    /// The last decimal place in which values are written, or what a 32-bit number keeps where there is none.
    private static func lastPlace(of values: [Double]) -> (Double) -> Double {
        var scale = 1.0
        for decimals in 0...8 {
            let isWhole = values.allSatisfy { value in
                let scaled = value * scale
                return (scaled - scaled.rounded()).magnitude <= 1e-6 + 1e-12 * scaled
            }
            if isWhole {
                let place = nearestDouble(1, powerOfTen: -decimals)
                return { _ in place }
            }
            scale *= 10
        }
        return { $0 * 1.2e-7 }
    }
}
