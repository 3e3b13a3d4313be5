#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a second is.
///
/// Work on one thread is measured in the processor time of that thread, which other programs do not lengthen much;
/// work on several threads in the time that passes.
enum Clock: String {
    case cpu
    case wall

    /// The clock for work on so many threads.
    init(threads: Int) {
        self = threads == 1 ? .cpu : .wall
    }

    /// Seconds since some moment.
    var now: Double {
        var time = timespec()
        clock_gettime(self == .cpu ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}

/// The most memory this process has had so far, in megabytes (10⁶ bytes).
func peakMegabytes() -> Double {
    var usage = rusage()
    #if canImport(Darwin)
        getrusage(RUSAGE_SELF, &usage)
        return Double(usage.ru_maxrss) / 1e6
    #else
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_maxrss) * 1024 / 1e6
    #endif
}
