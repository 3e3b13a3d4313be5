#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// What can be told of a file without opening it as a database, so that what is not ours stays untouched.
enum StoreFile {
    /// Whether the file is missing or empty and may become a store.
    static func isNew(path: String) throws(StoreError) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == ENOENT else {
                throw .cannotCreate(path: path, reason: "its folder does not exist or cannot be read")
            }
            let folder = folder(of: path)
            guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
                throw .cannotCreate(path: path, reason: "the folder \(folder) does not exist; make it first")
            }
            return true
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .cannotCreate(path: path, reason: "it is a folder or device, not a file")
        }
        return status.st_size == 0
    }

    /// Reads the first 100 bytes (https://sqlite.org/fileformat2.html#the_database_header) and refuses what is
    /// not SQLite, not Hindcast's or too new.
    static func checkHeader(path: String) throws(StoreError) {
        let header = try firstBytes(100, path: path)
        guard header.count == 100, header.starts(with: "SQLite format 3\0".utf8) else {
            throw .notADatabase(path: path)
        }
        func integer(at offset: Int) -> Int32 {
            header[offset..<offset + 4].reduce(0) { $0 << 8 | Int32($1) }
        }
        let applicationID = integer(at: 68)
        guard applicationID == Store.applicationID else {
            throw .otherApplication(path: path, applicationID: applicationID)
        }
        // A file that was cut off: its header tells more pages than there are. While a write-ahead log holds the
        // latest pages, the header may be older than the file.
        var (status, log) = (stat(), stat())
        let written = Int(header[16]) << 8 | Int(header[17])
        let pageSize = written == 1 ? 65536 : written
        let pages = Int(integer(at: 28))
        let hasLog = stat(path + "-wal", &log) == 0 && log.st_size > 0
        if !hasLog, integer(at: 24) == integer(at: 92), stat(path, &status) == 0,
            Int(status.st_size) < pages * pageSize
        {
            throw .damaged(
                path: path, detail: "it is cut off: \(status.st_size) bytes of \(pages * pageSize)")
        }
        let version = Int(integer(at: 60))
        guard version <= Migrations.known else {
            throw .newerVersion(path: path, found: version, known: Migrations.known)
        }
    }

    /// The length that the header tells: pages times their size.
    static func lengthByHeader(path: String) throws(StoreError) -> Int {
        let header = try firstBytes(100, path: path).map(Int.init)
        guard header.count == 100 else { return 0 }
        let pageSize = header[16] << 8 | header[17]
        return header[28..<32].reduce(0) { $0 << 8 | $1 } * (pageSize == 1 ? 65536 : pageSize)
    }

    private static func firstBytes(_ count: Int, path: String) throws(StoreError) -> [UInt8] {
        guard let file = fopen(path, "rb") else {
            throw .inputOutput(path: path, detail: String(cString: strerror(errno)))
        }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: count)
        let read = fread(&bytes, 1, count, file)
        return Array(bytes.prefix(read))
    }

    /// The folder a path lies in; `.` for a bare name.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
