/// The number type of a network: `Float` for work, `Double` for gradient checks and reference values.
public protocol NetworkScalar: BinaryFloatingPoint, BitwiseCopyable, Codable, Sendable {
    /// Which half of a kernel table serves this type.
    static var _kernelKind: Int { get }
}

extension Float: NetworkScalar {
    /// The first half.
    public static var _kernelKind: Int { 0 }
}

extension Double: NetworkScalar {
    /// The second half.
    public static var _kernelKind: Int { 1 }
}
