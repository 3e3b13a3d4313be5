#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// What lies at a path: one text, or each member of an archive, as UTF-8 bytes that can be read.
struct FileContents {
    /// The path that messages and the store name; a member's stands behind its archive's.
    var path: String
    /// The name a series gets that the text does not name itself.
    var symbol: String
    /// The text; nil for a file so large that it is read a piece at a time.
    var bytes: [UInt8]?
    /// SHA-256 of the file as it lies there, of an archive's member as it is unpacked; nil where the reader makes it.
    var sha256: String?
    /// The size of what was hashed.
    var byteCount: Int
    /// Whether the text is the file as it lies there, not unpacked from it.
    var isPlain = false
    var encoding = TextEncoding.utf8

    /// A file is held in memory up to this size.
    static let largestInMemory = 64 << 20

    /// The texts at a path, with the members of an archive that are none.
    static func load(
        path: String, isHashing: Bool = true
    ) throws(IngestionError) -> (texts: [FileContents], refused: [IngestionError]) {
        var source = try ByteSource(opening: path)
        let size = source.size
        let head = try source.bytes(at: 0, count: 4)
        guard size <= largestInMemory || Compression.isGzip(head) || Compression.isZip(head) else {
            return ([FileContents(path: path, symbol: Ingestion.symbol(ofPath: path), byteCount: size)], [])
        }
        guard size <= largestInMemory * 4 else { throw tooLarge(path) }
        return try texts(of: try source.readAll(limit: .max), path: path, isHashing: isHashing)
    }

    /// The texts in bytes that lie at a path.
    static func texts(
        of bytes: [UInt8], path: String, isHashing: Bool = true
    ) throws(IngestionError) -> (texts: [FileContents], refused: [IngestionError]) {
        if Compression.isZip(bytes) { return try unzipped(bytes, path: path) }
        var contents = FileContents(
            path: path, symbol: Ingestion.symbol(ofPath: path), bytes: bytes,
            sha256: isHashing ? fingerprint(bytes) : "", byteCount: bytes.count, isPlain: true)
        if Compression.isGzip(bytes) {
            contents.isPlain = false
            do throws(Compression.Problem) {
                contents.bytes = try Compression.gunzip(bytes)
            } catch {
                throw error == .tooLarge ? tooLarge(path) : damaged(path, error)
            }
        }
        try contents.decode()
        return ([contents], [])
    }

    private static func unzipped(
        _ bytes: [UInt8], path: String
    ) throws(IngestionError) -> (texts: [FileContents], refused: [IngestionError]) {
        let members: [Compression.Member]
        do throws(Compression.Problem) {
            members = try Compression.members(of: bytes)
        } catch {
            throw error == .tooLarge ? tooLarge(path) : damaged(path, error)
        }
        var texts: [FileContents] = []
        var refused: [IngestionError] = []
        var total = 0
        for member in members where members.count == 1 || isText(member.name) {
            let memberPath = "\(path)/\(member.name)"
            do throws(IngestionError) {
                total += member.size
                guard total <= 8 * largestInMemory else { throw tooLarge(memberPath) }
                let content: [UInt8]
                do throws(Compression.Problem) {
                    content = try Compression.content(of: member, in: bytes)
                } catch {
                    throw error == .tooLarge ? tooLarge(memberPath) : damaged(memberPath, error)
                }
                var text = FileContents(
                    path: memberPath, symbol: Ingestion.symbol(ofPath: member.name), bytes: content,
                    sha256: fingerprint(content), byteCount: content.count)
                try text.decode()
                texts.append(text)
            } catch {
                refused.append(error)
            }
        }
        guard !texts.isEmpty || !refused.isEmpty else {
            throw .refused(
                path: path, refusal: .emptyFile,
                detail: "the archive holds no .csv, .tsv or .txt file; name another")
        }
        return (texts, refused)
    }

    /// Turns the bytes into UTF-8, or refuses what is no text.
    private mutating func decode() throws(IngestionError) {
        guard let bytes else { return }
        if bytes.withUnsafeBytes({ containsOddByte($0) }) {
            encoding = TextEncoding.of(bytes)
            if encoding != .utf8 {
                guard let text = encoding.utf8(bytes) else {
                    throw .refused(
                        path: path, refusal: .encoding,
                        detail: "it is broken \(encoding.rawValue); save it as UTF-8")
                }
                self.bytes = text
                return
            }
        }
        if let problem = TextEncoding.problem(with: bytes) {
            throw .refused(path: path, refusal: problem.refusal, detail: problem.detail)
        }
    }

    private static func isText(_ name: String) -> Bool {
        let last = name.split(separator: "/").last.map(String.init) ?? name
        guard !last.hasPrefix("."), !name.hasPrefix("__MACOSX/") else { return false }
        return [".csv", ".tsv", ".txt"].contains { last.lowercased().hasSuffix($0) }
    }

    private static func tooLarge(_ path: String) -> IngestionError {
        .refused(
            path: path, refusal: .tooLarge,
            detail:
                "it unpacks to more than \(largestInMemory >> 20) MiB or more than \(Compression.largestRatio) times "
                + "its size; unpack it and name the file")
    }

    private static func damaged(_ path: String, _ problem: Compression.Problem) -> IngestionError {
        let detail = if case .damaged(let detail) = problem { detail } else { "it is damaged" }
        return .refused(path: path, refusal: .damagedArchive, detail: "\(detail); load it again")
    }
}
