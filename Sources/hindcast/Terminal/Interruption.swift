#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif
internal import Synchronization

/// Whether somebody pressed Ctrl-C or asked the process to end.
///
/// The first signal only sets a flag: work in progress is given up at the next step, what is finished stays.
/// A second Ctrl-C ends the process at once; SQLite's journal keeps the store whole even then.
enum Interruption {
    private static let requested = Atomic<Bool>(false)

    static var isRequested: Bool { requested.load(ordering: .relaxed) }

    static func listen() {
        let handler: @convention(c) (Int32) -> Void = { number in
            if requested.exchange(true, ordering: .relaxed) { _exit(128 + number) }
        }
        signal(SIGINT, handler)
        signal(SIGTERM, handler)
        // A reader of our output that has gone away is noticed by the failing write.
        signal(SIGPIPE, SIG_IGN)
    }
}
