#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file being written, piece by piece.
struct OutputFile: ~Copyable {
    private let handle: UnsafeMutablePointer<FILE>

    /// Creates the file, or ends the program: without it there is nothing to measure.
    init(path: String, isAppending: Bool = false) {
        guard let handle = fopen(path, isAppending ? "ab" : "wb") else {
            fail("cannot write \(path): \(String(cString: strerror(errno)))")
        }
        self.handle = handle
    }

    func write(_ text: String) {
        for byte in text.utf8 { putc_unlocked(CInt(byte), handle) }
    }

    func write(_ bytes: [UInt8]) { fwrite(bytes, 1, bytes.count, handle) }

    func write(_ numbers: [Float]) {
        fwrite(numbers, MemoryLayout<Float>.stride, numbers.count, handle)
    }

    deinit { fclose(handle) }
}

/// The last line of a file, without its end.
func lastLine(ofFile path: String) -> String {
    guard let handle = fopen(path, "rb") else { fail("cannot read \(path): \(String(cString: strerror(errno)))") }
    defer { fclose(handle) }
    fseek(handle, -512, SEEK_END)
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = fread(&bytes, 1, bytes.count, handle)
    return bytes[..<count].split(separator: 0x0A).last.map { String(decoding: $0, as: UTF8.self) } ?? ""
}

/// Makes a folder where none is.
func makeFolder(_ path: String) {
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
        fail("cannot make \(path): \(String(cString: strerror(errno)))")
    }
}

/// A new folder for files that nobody needs after the run.
func temporaryFolder() -> String {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var name = Array("\(parent)/hindcast-bench-XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else { fail("cannot make a folder in \(parent)") }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// Removes a file or an empty folder.
func removeIfThere(_ path: String) { _ = remove(path) }

func fail(_ message: String) -> Never {
    let line = Array("Bench: \(message)\n".utf8)
    _ = write(2, line, line.count)
    exit(1)
}
