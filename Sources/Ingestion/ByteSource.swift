#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// Where bytes come from, a piece at a time: an open file, or bytes in memory that stand for one.
struct ByteSource: ~Copyable {
    /// The path that messages name.
    let path: String
    private let descriptor: CInt?
    private let memory: [UInt8]
    private var offset = 0

    /// Opens a regular file.
    ///
    /// - Throws: ``IngestionError/notFound(path:)`` or ``IngestionError/unreadable(path:reason:)``.
    init(opening path: String) throws(IngestionError) {
        // Without O_NONBLOCK a named pipe would make the run wait for a writer that may never come.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .ofSystem(errno, path: path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .unreadable(path: path, reason: "not a regular file")
        }
        self.path = path
        self.descriptor = descriptor
        memory = []
    }

    /// Reads from memory as if from the file at `path`.
    init(bytes: [UInt8], path: String) {
        self.path = path
        descriptor = nil
        memory = bytes
    }

    deinit {
        if let descriptor { close(descriptor) }
    }

    /// The size of the input in bytes, as it is now.
    var size: Int {
        guard let descriptor else { return memory.count }
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    /// What is left, up to a limit.
    mutating func readAll(limit: Int) throws(IngestionError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < limit {
            // One more than there is, so that the end shows without another allocation.
            let free = min(limit - bytes.count, max(64, size - bytes.count + 1))
            var problem: IngestionError?
            let piece = [UInt8](unsafeUninitializedCapacity: free) { buffer, count in
                do throws(IngestionError) {
                    while count < free {
                        let rest = UnsafeMutableRawBufferPointer(
                            rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                        let more = try read(into: rest)
                        if more == 0 { break }
                        count += more
                    }
                } catch {
                    problem = error
                }
            }
            if let problem { throw problem }
            bytes = bytes.isEmpty ? piece : bytes + piece
            if piece.count < free { break }
        }
        return bytes
    }

    /// Up to `count` bytes from a position on, wherever reading stands.
    func bytes(at position: Int, count: Int) throws(IngestionError) -> [UInt8] {
        guard let descriptor else { return Array(memory.dropFirst(position).prefix(count)) }
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, read in
            let got = pread(descriptor, buffer.baseAddress, count, off_t(position))
            failed = got < 0
            read = max(0, got)
        }
        if failed { throw .ofSystem(errno, path: path) }
        return bytes
    }

    /// Fills a part of `buffer`, from its start.
    ///
    /// - Returns: How many bytes; zero at the end of the input only.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(IngestionError) -> Int {
        guard let descriptor, let base = buffer.baseAddress else {
            let count = min(buffer.count, memory.count - offset)
            memory.withUnsafeBytes { source in
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[offset..<offset + count]))
            }
            offset += count
            return count
        }
        while true {
            #if canImport(Darwin)
                let count = Darwin.read(descriptor, base, buffer.count)
            #elseif canImport(Musl)
                let count = Musl.read(descriptor, base, buffer.count)
            #else
                let count = Glibc.read(descriptor, base, buffer.count)
            #endif
            if count >= 0 { return count }
            guard errno == EINTR else { throw .ofSystem(errno, path: path) }
        }
    }
}

/// The position of the first `byte` in a region of a buffer, or the region's end.
func firstIndex(of byte: UInt8, in buffer: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int {
    guard start < end, let base = buffer.baseAddress, let hit = memchr(base + start, CInt(byte), end - start) else {
        return end
    }
    return UnsafeRawPointer(hit) - base
}

extension IngestionError {
    /// The error behind an `errno`, in the system's words.
    static func ofSystem(_ code: CInt, path: String) -> IngestionError {
        code == ENOENT || code == ENOTDIR
            ? .notFound(path: path) : .unreadable(path: path, reason: String(cString: strerror(code)))
    }
}
