/// The number types that a safetensors file may name.
///
/// All of whole bytes are recognised, so that a file's extents can be checked; weights are read from ``float16``,
/// ``bfloat16``, ``float32`` and ``float64`` alone.
public enum TensorType: String, CaseIterable, Hashable, Sendable {
    /// IEEE single precision.
    case float32 = "F32"
    /// IEEE double precision.
    case float64 = "F64"
    /// IEEE half precision.
    case float16 = "F16"
    /// The upper half of a single.
    case bfloat16 = "BF16"
    /// Eight-bit floats of one sign, five exponent and two fraction bits.
    case float8e5m2 = "F8_E5M2"
    /// Eight-bit floats of one sign, four exponent and three fraction bits.
    case float8e4m3 = "F8_E4M3"
    /// Powers of two in eight bits.
    case float8e8m0 = "F8_E8M0"
    /// Pairs of singles.
    case complex64 = "C64"
    /// Signed, 64 bits.
    case int64 = "I64"
    /// Unsigned, 64 bits.
    case uint64 = "U64"
    /// Signed, 32 bits.
    case int32 = "I32"
    /// Unsigned, 32 bits.
    case uint32 = "U32"
    /// Signed, 16 bits.
    case int16 = "I16"
    /// Unsigned, 16 bits.
    case uint16 = "U16"
    /// Signed, 8 bits.
    case int8 = "I8"
    /// Unsigned, 8 bits.
    case uint8 = "U8"
    /// One byte each.
    case boolean = "BOOL"

    /// Bytes of one number.
    public var byteCount: Int {
        switch self {
        case .float64, .int64, .uint64, .complex64: 8
        case .float32, .int32, .uint32: 4
        case .float16, .bfloat16, .int16, .uint16: 2
        case .float8e5m2, .float8e4m3, .float8e8m0, .int8, .uint8, .boolean: 1
        }
    }
}
