/// Shrinks a gradient whose length exceeds a limit, keeping its direction; returns the length before.
///
/// `g ← g · min(1, maximumNorm / (‖g‖ + 10⁻⁶))`, over all parameters together (Pascanu et al., 2013; the 10⁻⁶ is that of
/// PyTorch's `clip_grad_norm_`). The squares are summed in `Double` in index order. A gradient whose length is not
/// finite is left as it is: the caller sees the length and gives up the step.
@discardableResult
public func clipByGlobalNorm<Scalar: BinaryFloatingPoint & Sendable>(
    _ gradient: UnsafeMutableBufferPointer<Scalar>, maximumNorm: Double
) -> Double {
    precondition(maximumNorm > 0, "the largest allowed norm is above 0")
    guard let base = gradient.baseAddress else { return 0 }
    if Scalar.self == Float.self {
        let floats = UnsafeMutableRawPointer(base).assumingMemoryBound(to: Float.self)
        return clip(UnsafeMutableBufferPointer(start: floats, count: gradient.count), maximumNorm)
    }
    if Scalar.self == Double.self {
        let doubles = UnsafeMutableRawPointer(base).assumingMemoryBound(to: Double.self)
        return clip(UnsafeMutableBufferPointer(start: doubles, count: gradient.count), maximumNorm)
    }
    return clip(gradient, maximumNorm)
}

/// Shrinks a gradient whose length exceeds a limit, on an array; returns the length before.
@discardableResult
public func clipByGlobalNorm<Scalar: BinaryFloatingPoint & Sendable>(
    _ gradient: inout [Scalar], maximumNorm: Double
) -> Double {
    gradient.withUnsafeMutableBufferPointer { clipByGlobalNorm($0, maximumNorm: maximumNorm) }
}

private func clip<Scalar: BinaryFloatingPoint>(
    _ gradient: UnsafeMutableBufferPointer<Scalar>, _ maximumNorm: Double
) -> Double {
    var sum = 0.0
    for index in 0..<gradient.count {
        let slope = Double(gradient[index])
        sum += slope * slope
    }
    let norm = sum.squareRoot()
    let coefficient = maximumNorm / (norm + 1e-6)
    guard norm.isFinite, coefficient < 1 else { return norm }
    let factor = Scalar(coefficient)
    for index in 0..<gradient.count { gradient[index] *= factor }
    return norm
}
