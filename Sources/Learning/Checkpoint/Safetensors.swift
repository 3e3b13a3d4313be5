/// Named arrays of numbers and a few words about them, as PyTorch's world keeps them in a `.safetensors` file.
///
/// Such a file is eight bytes that say how long its header is, the header in JSON, and the numbers, row-major and
/// with their lowest byte first. Nothing in it is ever executed.
///
/// Format: github.com/huggingface/safetensors, version 0.8.
public struct Safetensors: Hashable, Sendable {
    /// One array.
    public struct Tensor: Hashable, Sendable {
        /// What its numbers are.
        public let type: TensorType
        /// Its extents, outermost first; empty for a single number.
        public let shape: [Int]
        /// Its numbers as they lie in the file.
        public let bytes: ArraySlice<UInt8>

        /// An array from its parts.
        ///
        /// - Precondition: there are as many bytes as type and shape say.
        public init(type: TensorType, shape: [Int], bytes: ArraySlice<UInt8>) {
            precondition(shape.reduce(type.byteCount, *) == bytes.count, "the bytes do not fill the shape")
            self.type = type
            self.shape = shape
            self.bytes = bytes
        }

        /// How many numbers there are.
        public var count: Int { bytes.count / type.byteCount }
    }

    /// The arrays by name.
    public var tensors: [String: Tensor]
    /// Words about them: `__metadata__`.
    public var metadata: [String: String]

    /// A file from its parts.
    public init(tensors: [String: Tensor] = [:], metadata: [String: String] = [:]) {
        self.tensors = tensors
        self.metadata = metadata
    }

    /// Whether some array is in double precision, so that its numbers do not fit in singles.
    public var hasDoubles: Bool { tensors.values.contains { $0.type == .float64 } }

    /// The numbers of an array, exactly as they are stored; nil where there is no array of this name.
    ///
    /// Half precision and bfloat16 are read too: every one of their numbers is a single.
    ///
    /// - Throws: ``SafetensorsError`` where `Scalar` cannot hold the stored numbers or one of them is not finite.
    public func weights<Scalar: NetworkScalar>(
        _ name: String, as: Scalar.Type
    ) throws(SafetensorsError) -> [Scalar]? {
        guard let tensor = tensors[name] else { return nil }
        let isDouble = Scalar.self == Double.self
        let values: [Scalar]
        switch tensor.type {
        case .float64 where isDouble: values = tensor.map { Scalar(Double(bitPattern: UInt64(littleEndian: $0))) }
        case .float32: values = tensor.map { Scalar(Float(bitPattern: UInt32(littleEndian: $0))) }
        case .float16: values = tensor.map { Scalar(single(ofHalf: UInt16(littleEndian: $0))) }
        case .bfloat16:
            values = tensor.map { Scalar(Float(bitPattern: UInt32(UInt16(littleEndian: $0)) << 16)) }
        default: throw .unusableType(tensor: name, type: tensor.type, inDoublePrecision: isDouble)
        }
        if let index = values.firstIndex(where: { !$0.isFinite }) { throw .notFinite(tensor: name, index: index) }
        return values
    }
}

extension Safetensors.Tensor {
    /// An array of weights.
    ///
    /// - Precondition: there are as many values as the shape says.
    public init<Scalar: NetworkScalar>(_ values: [Scalar], shape: [Int]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count * MemoryLayout<Scalar>.size)
        if Scalar.self == Double.self {
            for value in values { bytes.append(littleEndian: Double(value).bitPattern) }
            self.init(type: .float64, shape: shape, bytes: bytes[...])
        } else {
            for value in values { bytes.append(littleEndian: Float(value).bitPattern) }
            self.init(type: .float32, shape: shape, bytes: bytes[...])
        }
    }

    /// Each stored number as the integer of its bits, the lowest byte first in memory, taken to something else.
    fileprivate func map<Bits: FixedWidthInteger & BitwiseCopyable, Value>(
        _ transform: (Bits) -> Value
    ) -> [Value] {
        bytes.withUnsafeBytes { memory in
            (0..<count).map {
                transform(memory.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Bits>.size, as: Bits.self))
            }
        }
    }
}

/// The single that is the same number as a half: one sign, five exponent and ten fraction bits.
private func single(ofHalf bits: UInt16) -> Float {
    let sign: Float = bits >> 15 == 0 ? 1 : -1
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Float(bits & 0x3FF)
    return switch exponent {
    case 0: sign * fraction * 0x1p-24
    case 31: fraction == 0 ? sign * .infinity : .nan
    default:
        Float(sign: bits >> 15 == 0 ? .plus : .minus, exponent: exponent - 15, significand: 1 + fraction / 1024)
    }
}

extension [UInt8] {
    /// Adds an integer's bytes, the lowest first.
    mutating func append(littleEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}
