internal import Learning
#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// Why a model's file, its inputs or its state cannot be used.
public struct ModelFileError: Error, Hashable, CustomStringConvertible {
    /// What is wrong, in terms of whose fault it is.
    public enum Kind: Hashable, Sendable {
        /// There is no such file.
        case missing
        /// It is there but cannot be read.
        case unreadable
        /// What it holds is not what it should be.
        case refused
    }

    /// What is wrong.
    public let kind: Kind
    /// The sentence for the operator.
    public let description: String

    init(_ kind: Kind, _ sentence: String) {
        self.kind = kind
        description = sentence
    }
}

/// All bytes of a file or pipe.
func readBytes(of path: String) throws(ModelFileError) -> [UInt8] {
    func failure(_ code: CInt) -> ModelFileError {
        code == ENOENT || code == ENOTDIR
            ? ModelFileError(.missing, "\(path): there is no such file; check the path")
            : ModelFileError(
                .unreadable,
                "\(path): cannot be read (\(String(cString: strerror(code)).lowercased())); "
                    + "check its owner, its permissions and the disk")
    }
    guard let file = fopen(path, "rb") else { throw failure(errno) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 18)
    while true {
        errno = 0
        let count = fread(&piece, 1, piece.count, file)
        bytes += piece.prefix(count)
        if count < piece.count {
            if ferror(file) != 0 { throw failure(errno) }
            return bytes
        }
    }
}

/// The arrays of a model's file, with errors that name it.
func readSafetensors(_ path: String) throws(ModelFileError) -> Safetensors {
    let bytes = try readBytes(of: path)
    do {
        return try Safetensors(decoding: bytes)
    } catch {
        throw ModelFileError(.refused, "\(path): \(error)")
    }
}

/// A model's network, with errors that name its file.
func checkpoint<Scalar: NetworkScalar>(
    _ file: Safetensors, nonlinearity: String?, path: String, as: Scalar.Type
) throws -> Checkpoint<Scalar> {
    var activation: Activation?
    if let nonlinearity {
        activation = Activation(rawValue: nonlinearity)
        guard activation == .tanh || activation == .relu else {
            throw UsageError("--nonlinearity is “\(nonlinearity)”, but recurrent layers are of tanh or relu")
        }
    }
    do {
        return try Checkpoint(file, nonlinearity: activation)
    } catch {
        throw ModelFileError(.refused, "\(path): \(error)")
    }
}
