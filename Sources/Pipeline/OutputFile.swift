#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// A file or folder that could not be written.
public struct OutputError: Error, Hashable, CustomStringConvertible {
    /// The file or folder.
    public var path: String
    /// What the system said.
    public var reason: String

    /// The sentence for the operator.
    public var description: String {
        "cannot write \(path): \(reason); choose a folder that exists and may be written to, or make room on the disk"
    }
}

/// Writes a file of text, whole or not at all.
func writeFile(_ text: String, to path: String) throws(OutputError) { try writeFile(Array(text.utf8), to: path) }

/// Writes a file whole or not at all: under another name first, then by renaming.
func writeFile(_ content: [UInt8], to path: String) throws(OutputError) {
    let temporary = "\(path).\(getpid()).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw lastError(path) }
    var bytes = content[...]
    while !bytes.isEmpty {
        let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return try abandon(descriptor, temporary, path) }
        bytes = bytes.dropFirst(count)
    }
    guard fsync(descriptor) == 0 else { return try abandon(descriptor, temporary, path) }
    close(descriptor)
    guard rename(temporary, path) == 0 else {
        let error = lastError(path)
        unlink(temporary)
        throw error
    }
}

/// Writes a file in parts, whole or not at all: it gets its name when all is written.
///
/// - Throws: ``OutputError``, and what `body` throws.
func writeFile(to path: String, _ body: (_ write: (String) throws -> Void) throws -> Void) throws {
    let temporary = "\(path).\(getpid()).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw lastError(path) }
    do {
        try body { text in
            var bytes = Array(text.utf8)[...]
            while !bytes.isEmpty {
                let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { throw lastError(path) }
                bytes = bytes.dropFirst(count)
            }
        }
        guard fsync(descriptor) == 0 else { throw lastError(path) }
    } catch {
        close(descriptor)
        unlink(temporary)
        throw error
    }
    close(descriptor)
    guard rename(temporary, path) == 0 else {
        let error = lastError(path)
        unlink(temporary)
        throw error
    }
}

/// Makes a symbolic link, in the place of one of that name.
func link(_ path: String, to target: String) throws(OutputError) {
    let temporary = "\(path).\(getpid()).tmp"
    unlink(temporary)
    guard symlink(target, temporary) == 0 else { throw lastError(path) }
    guard rename(temporary, path) == 0 else {
        let error = lastError(path)
        unlink(temporary)
        throw error
    }
}

/// Makes a folder and those above it.
func makeFolder(_ path: String) throws(OutputError) {
    // Done by hand because Foundation's error does not say what the system said.
    if isFolder(path) { return }
    if errno == ENOENT, parent(of: path) != path { try makeFolder(parent(of: path)) }
    guard mkdir(path, 0o777) == 0 || isFolder(path) else { throw lastError(path) }
}

/// Makes a folder that files can be made in, or says why there is none.
func makeWritableFolder(_ path: String) throws(OutputError) {
    try makeFolder(path)
    guard isWritable(path) else { throw lastError(path) }
}

/// Whether there is a folder; only a folder has an entry `.`.
private func isFolder(_ path: String) -> Bool { access(path + "/.", F_OK) == 0 }

private func abandon(_ descriptor: Int32, _ temporary: String, _ path: String) throws(OutputError) {
    let error = lastError(path)
    close(descriptor)
    unlink(temporary)
    throw error
}

private func lastError(_ path: String) -> OutputError {
    OutputError(path: path, reason: String(cString: strerror(errno)).lowercased())
}

/// Whether files can be made in a folder.
func isWritable(_ folder: String) -> Bool { access(folder, W_OK) == 0 }
