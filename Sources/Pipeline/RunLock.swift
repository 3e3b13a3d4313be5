#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// The right to write to a store: one run at a time.
///
/// A lock of the operating system on a file beside the store, not the file's existence: when its process is
/// gone, however it went, the lock is gone too. The owner's process number and start time stand inside for
/// people.
public struct RunLock: ~Copyable, Sendable {
    private let descriptor: Int32

    /// Takes the lock of a store.
    ///
    /// - Throws: ``RunLockError``, at once, when another process holds it.
    public init(store: String, startedAt: String) throws(RunLockError) {
        let path = store + ".lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: String(cString: strerror(errno))) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            var bytes = [UInt8](repeating: 0, count: 200)
            let count = read(descriptor, &bytes, bytes.count)
            close(descriptor)
            throw .held(store: store, owner: String(decoding: bytes.prefix(max(0, count)), as: UTF8.self))
        }
        let owner = Array("process \(getpid()) since \(startedAt)".utf8)
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, owner, owner.count, 0)
        self.descriptor = descriptor
    }

    /// Gives the lock back; so does the end of the process, however it comes.
    public consuming func release() {}

    deinit { close(descriptor) }
}

/// Why a store cannot be written to now.
public enum RunLockError: Error, Hashable, CustomStringConvertible {
    /// Another run is writing.
    case held(store: String, owner: String)
    /// The lock file cannot be made.
    case cannotCreate(path: String, reason: String)

    /// The sentence for the operator.
    public var description: String {
        switch self {
        case .held(let store, let owner):
            "another run (\(owner.isEmpty ? "just starting" : owner)) is writing to \(store); wait for it to end and "
                + "try again, or give this run a store of its own with --db"
        case .cannotCreate(let path, let reason):
            "cannot create \(path): \(reason.lowercased()); choose a folder that exists and may be written to"
        }
    }
}
