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
    static var isRequested: Bool { wasRequested.load(ordering: .relaxed) }

    static func listen() {
        signal(SIGINT, noteSignal)
        signal(SIGTERM, noteSignal)
        // A reader of our output that has gone away is noticed by the failing write.
        signal(SIGPIPE, SIG_IGN)
    }
}

private let wasRequested = Atomic<Bool>(false)

private func noteSignal(_ number: Int32) {
    if wasRequested.exchange(true, ordering: .relaxed) { _exit(128 + number) }
}
