internal import CKernels

/// What a layer does to each of its sums.
public enum Activation: String, Codable, Hashable, Sendable {
    /// Nothing.
    case identity
    /// The hyperbolic tangent, by one polynomial on every path.
    case tanh
    /// The positive part.
    case relu
    /// `x Φ(x)` with the normal distribution's Φ itself, not an approximation by tanh. Hendrycks and Gimpel (2016).
    case gelu

    var kernelCode: Int32 {
        switch self {
        case .identity: Int32(HINDCAST_IDENTITY)
        case .tanh: Int32(HINDCAST_TANH)
        case .relu: Int32(HINDCAST_RELU)
        case .gelu: Int32(HINDCAST_GELU)
        }
    }

    /// Whether a convolution's kernels leave it to a pass of its own.
    var hasOwnPass: Bool { self == .relu || self == .gelu }

    /// Whether its slope is found from the sum, and not from the output.
    var needsSums: Bool { self == .gelu }
}

/// The kernels' activation of each value.
func activated<Scalar: NetworkScalar>(
    _ values: [Scalar], by activation: Activation, on path: KernelPath
) -> [Scalar] {
    [Scalar](unsafeUninitializedCapacity: values.count) { results, count in
        path.kernels(for: Scalar.self).activate(
            activation.kernelCode, values.count, values, results.baseAddress)
        count = values.count
    }
}

/// The kernels' hyperbolic tangent of each value.
func hyperbolicTangent<Scalar: NetworkScalar>(of values: [Scalar], on path: KernelPath) -> [Scalar] {
    [Scalar](unsafeUninitializedCapacity: values.count) { results, count in
        path.kernels(for: Scalar.self).tanh(values.count, values, results.baseAddress)
        count = values.count
    }
}
