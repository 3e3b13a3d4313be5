public import Market
private import Windowing

/// Count, sum and sum of squares of some log returns.
public struct ReturnMoments: Hashable, Sendable, Codable {
    /// The number of returns.
    public private(set) var count = 0
    private var sum = 0.0
    private var sumOfSquares = 0.0

    /// Of no return.
    public init() {}

    /// Of some returns.
    public init(of logReturns: some Sequence<Double>) {
        for logReturn in logReturns {
            count += 1
            sum += logReturn
            sumOfSquares += logReturn * logReturn
        }
    }

    /// Takes in other returns.
    public mutating func add(_ other: ReturnMoments) {
        count += other.count
        sum += other.sum
        sumOfSquares += other.sumOfSquares
    }

    /// The mean.
    public var mean: Double { sum / Double(max(count, 1)) }
    /// The root mean square, about zero.
    public var rootMeanSquare: Double { (sumOfSquares / Double(max(count, 1))).squareRoot() }
    /// The standard deviation about the mean, ddof = 0.
    public var standardDeviation: Double {
        max(0, sumOfSquares / Double(max(count, 1)) - mean * mean).squareRoot()
    }
}

extension TrainingPanel {
    /// Everything that may be known: from the first training date to the end of the last span.
    public var knownDates: ClosedRange<SessionDate> {
        training.lowerBound...(validation ?? training).upperBound
    }

    /// The moments of every symbol's returns inside some dates, in the panel's order.
    public func moments(in dates: ClosedRange<SessionDate>) -> [(symbol: String, moments: ReturnMoments)] {
        series.map { ($0.symbol, ReturnMoments(of: $0.logReturns[$0.indices(in: dates)])) }
    }

    /// The moments of all symbols' returns together.
    ///
    /// - Throws: ``FittingError/tooFewExamples(model:span:found:needed:)`` below `needed` returns, or where
    ///   all of them are zero.
    public func pooledMoments(
        in dates: ClosedRange<SessionDate>, needed: Int, model: String
    ) throws(FittingError) -> ReturnMoments {
        var pooled = ReturnMoments()
        for (_, moments) in moments(in: dates) { pooled.add(moments) }
        guard pooled.count >= needed, pooled.rootMeanSquare > 0 else {
            throw .tooFewExamples(model: model, span: dates, found: pooled.count, needed: needed)
        }
        return pooled
    }
}
