/// Why bytes are not a safetensors file, or a tensor in it cannot be used.
///
/// Whoever read the bytes puts the file's path before the sentence.
public enum SafetensorsError: Error, Hashable, CustomStringConvertible {
    /// There are not even the eight bytes that say how long the header is.
    case tooShort(bytes: Int)
    /// The header is said to be longer than any is.
    case headerTooLong(bytes: UInt64)
    /// The header is said to go on after the end of the file.
    case headerPastEnd(header: Int, bytes: Int)
    /// The header is not the JSON it should be.
    case badHeader(reason: String)
    /// Two of the header's names are the same.
    case repeatedName
    /// A tensor's entry says what cannot be.
    case badEntry(tensor: String, reason: String)
    /// The tensors' bytes are not the bytes that follow the header.
    case badCoverage(reason: String)
    /// The tensor is of a type that is not computed with.
    case unusableType(tensor: String, type: TensorType, inDoublePrecision: Bool)
    /// A number of the tensor is infinite or none.
    case notFinite(tensor: String, index: Int)

    /// The sentence for the operator.
    public var description: String {
        switch self {
        case .tooShort(let bytes):
            "\(bytes) bytes are too few for a safetensors file; copy or export it again"
        case .headerTooLong(let bytes):
            "the header would be \(bytes) bytes long, more than any safetensors file's; this is another kind of file"
        case .headerPastEnd(let header, let bytes):
            "the header would be \(header) bytes long, but the file has \(bytes); it was cut off or is of another "
                + "kind"
        case .badHeader(let reason):
            "the header \(reason); copy or export the file again"
        case .repeatedName:
            "the header has the same name twice, so that it is not clear which tensor is meant; export the file again"
        case .badEntry(let tensor, let reason):
            "the tensor “\(tensor)” \(reason); export the file again"
        case .badCoverage(let reason):
            "\(reason); the file was cut off or badly written: copy or export it again"
        case .unusableType(let tensor, let type, let isDouble):
            "the tensor “\(tensor)” is of type \(type.rawValue), but weights are read as F16, BF16, F32"
                + (isDouble ? " or F64" : "") + "; convert it first"
        case .notFinite(let tensor, let index):
            "number \(index + 1) of the tensor “\(tensor)” is infinite or not a number; this training has failed"
        }
    }
}
