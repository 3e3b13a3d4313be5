#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// How a file lies in the file system: if none of this changed, its bytes did not.
///
/// The time of the last change of the inode is among it, which no program can set back: a file written anew with its
/// old size and date still shows.
public struct FileStamp: Sendable {
    /// Size in bytes.
    public var size: Int
    /// Device, inode and the times of the last changes of content and inode, in nanoseconds.
    public var identity: String
    /// Whether the last change lies so far back that a later one cannot have the same time.
    public var isSettled: Bool

    /// The stamp of the file at a path; nil where there is none.
    public init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        size = Int(status.st_size)
        #if canImport(Darwin)
            let (changed, modified) = (status.st_ctimespec, status.st_mtimespec)
        #else
            let (changed, modified) = (status.st_ctim, status.st_mtim)
        #endif
        identity =
            "\(status.st_dev) \(status.st_ino) \(changed.tv_sec).\(changed.tv_nsec) \(modified.tv_sec).\(modified.tv_nsec)"
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let age = Double(now.tv_sec - changed.tv_sec) + Double(now.tv_nsec - changed.tv_nsec) / 1e9
        // File systems tell times in steps of the clock tick, old ones in steps of two seconds.
        isSettled = age > (changed.tv_nsec == 0 ? 3 : 0.05)
    }

    /// A stamp that was stored.
    public init(size: Int, identity: String) {
        self.size = size
        self.identity = identity
        isSettled = true
    }

    /// The stamp to keep of a file that was read: one that nothing equals where a later change might not show.
    public var kept: FileStamp { isSettled ? self : FileStamp(size: size, identity: "") }

    /// Whether a stamp of now shows the same bytes.
    public func isSameFile(as now: FileStamp) -> Bool { size == now.size && identity == now.identity }
}
