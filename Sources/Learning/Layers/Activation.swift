internal import CKernels

/// What a layer does to each of its sums.
public enum Activation: String, Codable, Hashable, Sendable {
    /// Nothing.
    case identity
    /// The hyperbolic tangent, by one polynomial on every path.
    case tanh

    var kernelCode: Int32 {
        switch self {
        case .identity: Int32(HINDCAST_IDENTITY)
        case .tanh: Int32(HINDCAST_TANH)
        }
    }
}

/// The kernels' hyperbolic tangent of each value.
func hyperbolicTangent<Scalar: NetworkScalar>(of values: [Scalar], on path: KernelPath) -> [Scalar] {
    [Scalar](unsafeUninitializedCapacity: values.count) { results, count in
        path.kernels(for: Scalar.self).tanh(values.count, values, results.baseAddress)
        count = values.count
    }
}
