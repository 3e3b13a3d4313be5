internal import GRDB

#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// Files that nobody sees before they are whole.
///
/// Such a file is written under a name of its own, by one process and without a journal on the disk; if that process
/// dies, the file is rubbish. Whole, it is synced and renamed, and the folder is synced: after that it is there even
/// if the power fails. It is never written again, so it is read without locks, which network file systems often lack.
enum Publication {
    /// How a file is written that nobody else sees.
    ///
    /// - Parameter asksRules: whether each row is held against the foreign keys and bounds of its table.
    static func configuration(asksRules: Bool = true) -> Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = asksRules
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA ignore_check_constraints = \(!asksRules)")
            try db.execute(
                sql: """
                    PRAGMA locking_mode = EXCLUSIVE;
                    PRAGMA journal_mode = MEMORY;
                    PRAGMA synchronous = OFF;
                    PRAGMA cache_size = -65536;
                    """)
        }
        return configuration
    }

    /// A path as SQLite opens it for reading without locks.
    static func readOnlyURI(_ path: String) -> String {
        // https://sqlite.org/uri.html: these three have a meaning of their own.
        var escaped = ""
        for scalar in path.unicodeScalars {
            switch scalar {
            case "%": escaped += "%25"
            case "?": escaped += "%3f"
            case "#": escaped += "%23"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        // Without a scheme's two slashes, “//x” would name a host.
        while escaped.hasPrefix("//") { escaped.removeFirst() }
        return "file:\(escaped)?mode=ro&immutable=1"
    }

    /// Gives a whole file its name, for good.
    static func publish(_ temporary: String, as path: String) throws(StoreError) {
        try sync(temporary, reportedAs: path, flags: O_RDWR)
        guard rename(temporary, path) == 0 else {
            throw .cannotCreate(path: path, reason: String(cString: strerror(errno)).lowercased())
        }
        try sync(StoreFile.folder(of: path), reportedAs: path, flags: O_RDONLY)
    }

    /// Removes a file that may not be there.
    static func remove(_ path: String) throws(StoreError) {
        guard unlink(path) == 0 || errno == ENOENT else {
            throw .cannotCreate(path: path, reason: String(cString: strerror(errno)).lowercased())
        }
    }

    private static func sync(_ name: String, reportedAs path: String, flags: Int32) throws(StoreError) {
        let descriptor = open(name, flags | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .cannotCreate(path: path, reason: String(cString: strerror(errno)).lowercased())
        }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw .inputOutput(path: path, detail: String(cString: strerror(errno)).lowercased())
        }
    }
}
