internal import ElementaryFunctions

/// Squared error `(p − y)²`; its minimiser is the mean.
public struct MeanSquaredError: Loss, Hashable, Codable {
    /// The loss; it has no settings.
    public init() {}

    /// One output: the prediction.
    public var outputsPerRow: Int { 1 }

    /// `e²` with slope `2e`, `e = p − y`.
    public func row(
        outputs: UnsafePointer<Double>, target: Double, gradient: UnsafeMutablePointer<Double>
    ) -> Double {
        let error = outputs[0] - target
        gradient[0] = 2 * error
        return error * error
    }
}

/// Absolute error `|p − y|`; its minimiser is the median.
public struct MeanAbsoluteError: Loss, Hashable, Codable {
    /// The loss; it has no settings.
    public init() {}

    /// One output: the prediction.
    public var outputsPerRow: Int { 1 }

    /// `|e|` with slope `sign(e)`, which is 0 at 0.
    public func row(
        outputs: UnsafePointer<Double>, target: Double, gradient: UnsafeMutablePointer<Double>
    ) -> Double {
        let error = outputs[0] - target
        // The last arm is 0 for a zero error and NaN for a NaN.
        gradient[0] = error > 0 ? 1 : error < 0 ? -1 : 0 * error
        return error.magnitude
    }
}

/// Huber's loss: squared near zero, absolute beyond `delta` (Huber, 1964, "Robust estimation of a location parameter").
///
/// `e²/2` if `|e| ≤ δ`, else `δ·(|e| − δ/2)`.
public struct HuberLoss: Loss, Hashable, Codable {
    /// Where the loss turns from squared to absolute, in units of the target.
    public let delta: Double

    /// A loss that is squared up to `delta`, which is above 0.
    public init(delta: Double = 1) {
        precondition(delta > 0, "Huber's delta is above 0")
        self.delta = delta
    }

    /// One output: the prediction.
    public var outputsPerRow: Int { 1 }

    /// The slope is the error, limited to ±δ.
    public func row(
        outputs: UnsafePointer<Double>, target: Double, gradient: UnsafeMutablePointer<Double>
    ) -> Double {
        let error = outputs[0] - target
        if error.magnitude > delta {
            gradient[0] = error > 0 ? delta : -delta
            return delta * (error.magnitude - delta / 2)
        }
        gradient[0] = error
        return error * error / 2
    }
}

/// Binary cross-entropy of a logit `x` for a target in `[0, 1]`.
///
/// `w₊·y·softplus(−x) + (1 − y)·softplus(x)`, which is `−w₊·y·log σ(x) − (1 − y)·log(1 − σ(x))` written so that no
/// logit overflows (the form of PyTorch's `BCEWithLogitsLoss` with `pos_weight` w₊).
public struct BinaryCrossEntropyLoss: Loss, Hashable, Codable {
    /// The weight of the positive class: above 1 buys recall, below 1 precision.
    public let positiveWeight: Double

    /// The cross-entropy with the positive class weighted.
    public init(positiveWeight: Double = 1) {
        precondition(positiveWeight >= 0 && positiveWeight.isFinite, "a class weight is finite and not negative")
        self.positiveWeight = positiveWeight
    }

    /// One output: the logit.
    public var outputsPerRow: Int { 1 }

    /// The slope is `(1 − y)·σ(x) − w₊·y·σ(−x)`.
    public func row(
        outputs: UnsafePointer<Double>, target: Double, gradient: UnsafeMutablePointer<Double>
    ) -> Double {
        let logit = outputs[0]
        let soft = Elementary.softplus(-logit.magnitude)
        // σ(−|x|), which keeps its tail, and its complement; softplus(|x|) = |x| + softplus(−|x|).
        let smaller = soft.derivative
        let larger = 1 - smaller
        let positive = positiveWeight * target
        let negative = 1 - target
        if logit > 0 {
            gradient[0] = negative * larger - positive * smaller
            return positive * soft.value + negative * (logit + soft.value)
        }
        gradient[0] = negative * smaller - positive * larger
        return positive * (soft.value - logit) + negative * soft.value
    }
}
