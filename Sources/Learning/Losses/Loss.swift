/// What training makes small: the loss of one target given the network's outputs, and its gradient.
///
/// A loss works in `Double` whatever the network's scalar is, and reads ``outputsPerRow`` outputs for one target. A
/// new loss implements ``row(outputs:target:gradient:)`` alone; the weighted mean over rows comes with the protocol.
/// NaN in an output or a target makes the value NaN, so that a caller notices; a row that has no target gets weight 0.
public protocol Loss: Sendable {
    /// How many network outputs belong to one target.
    var outputsPerRow: Int { get }

    /// The loss of one row; writes d loss / d output to `gradient`.
    ///
    /// Both pointers hold ``outputsPerRow`` numbers and do not overlap.
    func row(outputs: UnsafePointer<Double>, target: Double, gradient: UnsafeMutablePointer<Double>) -> Double

    /// The losses of consecutive rows, written to `values`, with the gradients of each.
    ///
    /// What ``row(outputs:target:gradient:)`` gives for each row, to the bit. A loss implements it only if several rows
    /// together are faster; a row's NaN must not reach its neighbours.
    func rows(
        count: Int, outputs: UnsafePointer<Double>, targets: UnsafePointer<Double>,
        values: UnsafeMutablePointer<Double>, gradient: UnsafeMutablePointer<Double>)
}

extension Loss {
    /// One row after another.
    public func rows(
        count: Int, outputs: UnsafePointer<Double>, targets: UnsafePointer<Double>,
        values: UnsafeMutablePointer<Double>, gradient: UnsafeMutablePointer<Double>
    ) {
        let width = outputsPerRow
        for index in 0..<count {
            values[index] = row(
                outputs: outputs + index * width, target: targets[index], gradient: gradient + index * width)
        }
    }

    /// The weighted mean `Σ w·l / Σ w` over rows and its gradient.
    ///
    /// A row of weight 0 is skipped: its outputs and target may be anything, NaN included, and its gradient is 0.
    /// Sums run in row order. If no row has weight, the value is 0 and so is the gradient.
    ///
    /// - Parameters:
    ///   - outputs: `[rows][outputsPerRow]`, row-major.
    ///   - targets: `[rows]`.
    ///   - weights: `[rows]`, finite and not negative; nil weighs every row 1.
    ///   - gradient: receives d value / d output, shaped as `outputs`; what it held is overwritten.
    /// - Returns: the mean, and `Σ w` to combine the means of several batches.
    @discardableResult
    public func evaluate<Scalar: BinaryFloatingPoint, Target: BinaryFloatingPoint>(
        outputs: UnsafeBufferPointer<Scalar>, targets: UnsafeBufferPointer<Target>,
        weights: UnsafeBufferPointer<Target>? = nil, gradient: UnsafeMutableBufferPointer<Scalar>
    ) -> (value: Double, weight: Double) {
        let rowCount = targets.count
        precondition(outputs.count == rowCount * outputsPerRow, "a row has outputsPerRow outputs and one target")
        precondition(gradient.count == outputs.count, "the gradient has the shape of the outputs")
        precondition(weights == nil || weights?.count == rowCount, "a row has one weight")
        let totalWeight = weights.map(sumOfWeights) ?? Double(rowCount)
        guard totalWeight > 0 else {
            gradient.update(repeating: 0)
            return (0, 0)
        }
        // Widened a block at a time: neither the loss nor the sum is generic over the scalar, and the block stays in
        // the nearest cache.
        let width = outputsPerRow
        let blockRows = max(1, 512 / (2 * width + 3))
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: blockRows * (2 * width + 3)) { wide in
            guard let wideOutputs = wide.baseAddress else { return (0, 0) }
            let wideGradient = wideOutputs + blockRows * width
            let wideTargets = wideGradient + blockRows * width
            let wideWeights = wideTargets + blockRows
            let values = wideWeights + blockRows
            var sum = 0.0
            var start = 0
            while start < rowCount {
                let end = min(start + blockRows, rowCount)
                widen(outputs, start * width..<end * width, into: wideOutputs)
                widen(targets, start..<end, into: wideTargets)
                if let weights {
                    widen(weights, start..<end, into: wideWeights)
                } else {
                    wideWeights.update(repeating: 1, count: end - start)
                }
                rows(
                    count: end - start, outputs: wideOutputs, targets: wideTargets, values: values,
                    gradient: wideGradient)
                for row in 0..<end - start {
                    let weight = wideWeights[row]
                    if weight != 0 { sum += weight * values[row] }
                    scale(wideGradient + row * width, count: width, by: weight / totalWeight)
                }
                narrow(wideGradient, into: gradient, start * width..<end * width)
                start = end
            }
            return (sum / totalWeight, totalWeight)
        }
    }

    /// The weighted mean over rows and its gradient, on arrays.
    @discardableResult
    public func evaluate<Scalar: BinaryFloatingPoint, Target: BinaryFloatingPoint>(
        outputs: [Scalar], targets: [Target], weights: [Target]? = nil, gradient: inout [Scalar]
    ) -> (value: Double, weight: Double) {
        outputs.withUnsafeBufferPointer { outputs in
            targets.withUnsafeBufferPointer { targets in
                gradient.withUnsafeMutableBufferPointer { gradient in
                    if let weights {
                        weights.withUnsafeBufferPointer {
                            evaluate(outputs: outputs, targets: targets, weights: $0, gradient: gradient)
                        }
                    } else {
                        evaluate(outputs: outputs, targets: targets, weights: nil, gradient: gradient)
                    }
                }
            }
        }
    }

    /// The weighted mean alone, for validation.
    public func value<Scalar: BinaryFloatingPoint, Target: BinaryFloatingPoint>(
        outputs: [Scalar], targets: [Target], weights: [Target]? = nil
    ) -> (value: Double, weight: Double) {
        var gradient = [Scalar](repeating: 0, count: outputs.count)
        return evaluate(outputs: outputs, targets: targets, weights: weights, gradient: &gradient)
    }
}

/// Multiplies a row's gradient by its share of the weight; a share of 0 clears it, NaN or not.
@inline(__always)
private func scale(_ gradient: UnsafeMutablePointer<Double>, count: Int, by share: Double) {
    for column in 0..<count { gradient[column] = share == 0 ? 0 : gradient[column] * share }
}

private func sumOfWeights<Scalar: BinaryFloatingPoint>(_ weights: UnsafeBufferPointer<Scalar>) -> Double {
    let blockRows = 512
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: blockRows) { wide in
        guard let wideWeights = wide.baseAddress else { return 0 }
        var sum = 0.0
        for start in stride(from: 0, to: weights.count, by: blockRows) {
            let end = min(start + blockRows, weights.count)
            widen(weights, start..<end, into: wideWeights)
            for row in 0..<end - start {
                let weight = wideWeights[row]
                precondition(weight >= 0 && weight.isFinite, "a row's weight is finite and not negative")
                sum += weight
            }
        }
        return sum
    }
}

/// Copies a range to `Double`; `Float` and `Double` take a loop of their own, fast even behind `any Loss`.
private func widen<Scalar: BinaryFloatingPoint>(
    _ source: UnsafeBufferPointer<Scalar>, _ range: Range<Int>, into wide: UnsafeMutablePointer<Double>
) {
    guard let base = source.baseAddress.map({ $0 + range.lowerBound }) else { return }
    if Scalar.self == Float.self {
        let floats = UnsafeRawPointer(base).assumingMemoryBound(to: Float.self)
        for index in 0..<range.count { wide[index] = Double(floats[index]) }
    } else if Scalar.self == Double.self {
        let doubles = UnsafeRawPointer(base).assumingMemoryBound(to: Double.self)
        for index in 0..<range.count { wide[index] = doubles[index] }
    } else {
        for index in 0..<range.count { wide[index] = Double(base[index]) }
    }
}

/// Copies from `Double` to a range, rounding once.
private func narrow<Scalar: BinaryFloatingPoint>(
    _ wide: UnsafePointer<Double>, into target: UnsafeMutableBufferPointer<Scalar>, _ range: Range<Int>
) {
    guard let base = target.baseAddress.map({ $0 + range.lowerBound }) else { return }
    if Scalar.self == Float.self {
        let floats = UnsafeMutableRawPointer(base).assumingMemoryBound(to: Float.self)
        for index in 0..<range.count { floats[index] = Float(wide[index]) }
    } else if Scalar.self == Double.self {
        let doubles = UnsafeMutableRawPointer(base).assumingMemoryBound(to: Double.self)
        for index in 0..<range.count { doubles[index] = wide[index] }
    } else {
        for index in 0..<range.count { base[index] = Scalar(wide[index]) }
    }
}
