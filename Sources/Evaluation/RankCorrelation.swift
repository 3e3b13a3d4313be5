internal import Forecasting

/// Correlations of forecasts with outcomes; the rank information coefficient is Spearman's.
///
/// Nil where undefined: fewer than two pairs, a constant side, a value that is not finite.
///
/// - Precondition: both arrays of one call have the same length.
public enum RankCorrelation {
    /// Pearson's product-moment correlation (deviations from the means; ddof cancels).
    public static func pearson(_ x: [Double], _ y: [Double]) -> Double? {
        precondition(x.count == y.count, "\(x.count) values beside \(y.count)")
        guard let first = x.first, let second = y.first, x.contains(where: { $0 != first }),
            y.contains(where: { $0 != second }), let meanX = arithmeticMean(x), let meanY = arithmeticMean(y)
        else { return nil }
        var (xx, yy, xy) = (0.0, 0.0, 0.0)
        for (a, b) in zip(x, y) {
            let (dx, dy) = (a - meanX, b - meanY)
            xx += dx * dx
            yy += dy * dy
            xy += dx * dy
        }
        return quotient(xy, (xx * yy).squareRoot()).map { min(1, max(-1, $0)) }
    }

    /// Spearman's rank correlation: Pearson's of the average ranks.
    public static func spearman(_ x: [Double], _ y: [Double]) -> Double? {
        guard (x + y).allSatisfy(\.isFinite) else { return nil }
        return pearson(averageRanks(x), averageRanks(y))
    }

    /// Kendall's τ-b, `(concordant − discordant) / √((pairs − ties in x)·(pairs − ties in y))`; takes O(n²).
    public static func kendallTauB(_ x: [Double], _ y: [Double]) -> Double? {
        precondition(x.count == y.count, "\(x.count) values beside \(y.count)")
        guard (x + y).allSatisfy(\.isFinite) else { return nil }
        var (score, untiedX, untiedY) = (0, 0, 0)
        for i in x.indices {
            for j in 0..<i {
                let (a, b) = (sign(x[i] - x[j]), sign(y[i] - y[j]))
                score += a * b
                untiedX += a * a
                untiedY += b * b
            }
        }
        return quotient(Double(score), (Double(untiedX) * Double(untiedY)).squareRoot())
    }

    /// Two-sided p-value of a Pearson or Spearman correlation `r` of `n` pairs against zero.
    ///
    /// `r·√((n − 2)/(1 − r²))` taken for Student t with n − 2 degrees of freedom: exact for Pearson's of normal data, an
    /// approximation for Spearman's. Nil for fewer than three pairs.
    public static func pValue(ofCorrelation r: Double, n: Int) -> Double? {
        guard n > 2, abs(r) <= 1 else { return nil }
        if abs(r) == 1 { return 0 }
        let degrees = Double(n - 2)
        let t = abs(r) * (degrees / ((1 - r) * (1 + r))).squareRoot()
        return 2 * StudentT(degreesOfFreedom: degrees).upperTail(t)
    }

    /// Ranks from 1; equal values share the average of their ranks.
    static func averageRanks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count && values[order[end]] == values[order[start]] { end += 1 }
            for position in start..<end { ranks[order[position]] = Double(start + 1 + end) / 2 }
            start = end
        }
        return ranks
    }

    private static func sign(_ value: Double) -> Int { value > 0 ? 1 : value < 0 ? -1 : 0 }
}
