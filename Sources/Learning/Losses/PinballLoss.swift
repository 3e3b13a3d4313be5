/// The pinball (quantile) loss, averaged over a set of quantiles.
///
/// For the quantile `q` and the prediction `p`: `max(q·(y − p), (q − 1)·(y − p))`; its minimiser is the q-quantile of
/// the target (Koenker and Bassett, 1978, "Regression quantiles"). With several quantiles the row's loss is their
/// mean. Nothing keeps the predicted quantiles from crossing; sort them when forecasting.
public struct PinballLoss: Loss, Hashable, Codable {
    /// The quantiles' levels, each in (0, 1), in the order of the outputs.
    public let quantiles: [Double]

    /// The loss of one output for each level.
    public init(quantiles: [Double]) {
        precondition(!quantiles.isEmpty, "a pinball loss has a quantile")
        precondition(quantiles.allSatisfy { $0 > 0 && $0 < 1 }, "a quantile's level lies between 0 and 1")
        self.quantiles = quantiles
    }

    /// The loss of one quantile.
    public init(quantile: Double) {
        self.init(quantiles: [quantile])
    }

    /// One output a quantile.
    public var outputsPerRow: Int { quantiles.count }

    /// The slope is `−q` below the target and `1 − q` above it, over the number of quantiles; 0 on it.
    public func row(
        outputs: UnsafePointer<Double>, target: Double, gradient: UnsafeMutablePointer<Double>
    ) -> Double {
        let count = Double(quantiles.count)
        var sum = 0.0
        for index in 0..<quantiles.count {
            let level = quantiles[index]
            let excess = target - outputs[index]
            sum += excess > 0 ? level * excess : (level - 1) * excess
            // The last arm is 0 for a zero excess and NaN for a NaN.
            gradient[index] = (excess > 0 ? -level : excess < 0 ? 1 - level : 0 * excess) / count
        }
        return sum / count
    }
}
