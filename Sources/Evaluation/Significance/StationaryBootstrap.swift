/// Resampling of a series in blocks of random length, so that draws depend on each other as the series does.
///
/// Block lengths are geometric with a given mean, starts uniform, the series closed to a circle (Politis & Romano, JASA 89,
/// 1994). Draws follow from the seed alone.
public struct StationaryBootstrap: Hashable, Sendable {
    /// The mean length of a block, at least 1.
    public let meanBlock: Double
    /// Where the draws start.
    public let seed: UInt64

    /// A bootstrap with its settings.
    ///
    /// - Precondition: the mean block is at least one session.
    public init(meanBlock: Double, seed: UInt64) {
        precondition(meanBlock >= 1, "a block has at least one session")
        self.meanBlock = meanBlock
        self.seed = seed
    }

    /// One run of neighbouring sessions, closed to a circle.
    struct Block {
        var start: Int
        var length: Int
    }

    /// The blocks of each of some draws of `count` sessions.
    func draws(_ draws: Int, count: Int, _ body: ([Block]) -> Void) {
        var random = SplitMix(state: seed)
        let logStay = naturalLogarithmOnePlus(-1 / meanBlock)
        var blocks: [Block] = []
        for _ in 0..<draws {
            blocks.removeAll(keepingCapacity: true)
            var left = count
            while left > 0 {
                let start = Int(random.uniform() * Double(count))
                // P(length > k) = (1 − p)^k
                let exact = meanBlock == 1 ? 0 : naturalLogarithm(1 - random.uniform()) / logStay
                let length = min(left, 1 + Int(min(exact, Double(count))))
                blocks.append(Block(start: start, length: length))
                left -= length
            }
            body(blocks)
        }
    }

    /// The indices of each of some draws of `count` sessions.
    public func indices(draws: Int, count: Int) -> [[Int]] {
        var result: [[Int]] = []
        self.draws(draws, count: count) { blocks in
            result.append(blocks.flatMap { block in (0..<block.length).map { (block.start + $0) % count } })
        }
        return result
    }

    /// The means of some draws of each of several series of one length: `[draw][series]`.
    ///
    /// Sums of blocks come from running sums, so a draw costs its blocks and not its sessions.
    public func means(of series: [[Double]], draws: Int) -> [[Double]] {
        let count = series.first?.count ?? 0
        precondition(series.allSatisfy { $0.count == count }, "series resampled together have one length")
        guard count > 0 else { return [] }
        let running = series.map { values in
            var sums = [0.0]
            sums.reserveCapacity(2 * count + 1)
            // Twice around, so that a block past the end is one difference.
            for index in 0..<(2 * count) { sums.append(sums[index] + values[index % count]) }
            return sums
        }
        var result: [[Double]] = []
        result.reserveCapacity(draws)
        self.draws(draws, count: count) { blocks in
            result.append(
                running.map { sums in
                    var sum = 0.0
                    for block in blocks { sum += sums[block.start + block.length] - sums[block.start] }
                    return sum / Double(count)
                })
        }
        return result
    }

    /// The exact variance of the mean of a draw: `(γ₀ + 2 Σ b(j)·γ_j) / n`, `b(j) = (1 − j/n)(1−p)ʲ + (j/n)(1−p)ⁿ⁻ʲ`.
    public func varianceOfMean(_ values: [Double]) -> Double? {
        guard let mean = arithmeticMean(values) else { return nil }
        let deviations = values.map { $0 - mean }
        let (n, stay) = (Double(values.count), 1 - 1 / meanBlock)
        var sum = LongRunVariance.autocovariance(deviations, lag: 0)
        for lag in stride(from: 1, to: values.count, by: 1) {
            let share = Double(lag) / n
            let weight = (1 - share) * raise(stay, to: Double(lag)) + share * raise(stay, to: n - Double(lag))
            sum += 2 * weight * LongRunVariance.autocovariance(deviations, lag: lag)
        }
        return sum / n
    }

    /// A central interval for the mean of a series, from the quantiles of its draws; nil for no values.
    public func interval(ofMean values: [Double], level: Double, draws: Int = 2000) -> ClosedRange<Double>? {
        guard arithmeticMean(values) != nil, draws > 0 else { return nil }
        let means = means(of: [values], draws: draws).map { $0[0] }.sorted()
        func quantile(_ p: Double) -> Double {
            let place = p * Double(means.count - 1)
            let low = Int(place)
            let high = min(low + 1, means.count - 1)
            return means[low] + (place - Double(low)) * (means[high] - means[low])
        }
        return quantile((1 - level) / 2)...quantile((1 + level) / 2)
    }
}

extension StationaryBootstrap {
    /// The mean block length that fits a series best: the rule of Politis & White (2004) as corrected by Patton, Politis & White (2009).
    ///
    /// - Returns: nil for fewer than ten values or constant ones; never below 1.
    public static func bestMeanBlock(_ values: [Double]) -> Double? {
        let count = values.count
        guard count >= 10, let mean = arithmeticMean(values) else { return nil }
        let deviations = values.map { $0 - mean }
        let n = Double(count)
        let longest = min(3 * n.squareRoot(), n / 3).rounded(.up)
        let tenLog = naturalLogarithm(n) / naturalLogarithm(10)
        let quiet = max(5, Int(tenLog))
        let lastLag = min(Int(n.squareRoot().rounded(.up)) + quiet, count - 2)
        let critical = 2 * (tenLog / n).squareRoot()
        var autocovariances: [Double] = []
        var isSmall: [Bool] = []
        var cutoff: Int?
        for lag in 0...lastLag {
            let cross = LongRunVariance.autocovariance(deviations, lag: lag) * n
            let late = deviations[(lag + 1)...].reduce(0) { $0 + $1 * $1 }
            let early = deviations[..<(count - lag - 1)].reduce(0) { $0 + $1 * $1 }
            guard late > 0, early > 0 else { return nil }
            autocovariances.append(cross / n)
            isSmall.append(abs(cross) / (late * early).squareRoot() < critical)
            if cutoff == nil, lag >= quiet, isSmall[(lag - quiet)..<lag].allSatisfy({ $0 }) { cutoff = lag - quiet }
        }
        let lags = min(cutoff.map { 2 * max($0, 1) } ?? lastLag, lastLag)
        var (slope, longRun) = (0.0, autocovariances[0])
        for lag in 1...max(1, lags) {
            let share = Double(lag) / Double(lags)
            let weight = share <= 0.5 ? 1 : 2 * (1 - share)
            slope += 2 * weight * Double(lag) * autocovariances[lag]
            longRun += 2 * weight * autocovariances[lag]
        }
        guard longRun != 0 else { return nil }
        let length = raise(slope * slope / (longRun * longRun) * n, to: 1.0 / 3)
        return max(1, min(length, longest))
    }
}

/// A small seeded generator (Steele, Lea & Flood 2014): draws of one seed are the same everywhere.
struct SplitMix: Sendable {
    var state: UInt64

    /// A number from 0 up to but not including 1.
    mutating func uniform() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
    }
}
