internal import Synchronization

#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// Threads that share out the tasks of a training step, a fraction of a millisecond of work at a time.
///
/// The calling thread works too. Tasks are claimed one by one from a single word, so a thread that comes late finds
/// nothing and does no harm. A thread without work looks for more for some microseconds, about as long as the pause
/// between two steps, and then sleeps.
final class WorkerPool {
    /// Threads that work, the calling one counted.
    let threads: Int
    private let work = SharedWork()
    private var workers: [pthread_t] = []

    /// A pool of so many threads; the system may give fewer.
    init(threads: Int) {
        precondition(threads >= 1, "there is at least one thread")
        self.threads = threads
        for _ in 1..<threads {
            // A number there, a pointer elsewhere.
            #if canImport(Glibc)
                var thread = pthread_t()
            #else
                var thread: pthread_t?
            #endif
            let context = Unmanaged.passRetained(work)
            let status = pthread_create(&thread, nil, workerMain, context.toOpaque())
            guard status == 0 else {
                context.release()
                break
            }
            #if canImport(Glibc)
                workers.append(thread)
            #else
                if let thread { workers.append(thread) }
            #endif
        }
    }

    deinit {
        work.stop()
        for worker in workers { pthread_join(worker, nil) }
    }

    /// Runs tasks `0..<count`, each once, on any threads in any order; returns when all are done.
    func run(_ count: Int, _ task: (Int) -> Void) {
        guard count > 1, !workers.isEmpty else {
            for index in 0..<count { task(index) }
            return
        }
        withoutActuallyEscaping(task) { work.run(count, $0) }
    }
}

#if canImport(Darwin)
    private func workerMain(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        Unmanaged<SharedWork>.fromOpaque(context).takeRetainedValue().workUntilStopped()
        return nil
    }
#else
    private func workerMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        if let context { Unmanaged<SharedWork>.fromOpaque(context).takeRetainedValue().workUntilStopped() }
        return nil
    }
#endif

/// What the threads of a pool share.
private final class SharedWork: @unchecked Sendable {
    // Who has claimed a task of a round may read `task`: the round does not end before that task does.
    private var task: ((Int) -> Void)?
    /// The round in the upper half, then the next task and the number of tasks, 16 bits each.
    private let ticket = Atomic<UInt64>(0)
    private let unfinished = Atomic<Int>(0)
    private let sleeping = Atomic<Int>(0)
    private let isStopped = Atomic<Bool>(false)
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    /// Looks at a word that is in the cache, some tens of microseconds in all.
    private static let looks = 1 << 16

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(wake, nil)
    }

    deinit {
        pthread_cond_destroy(wake)
        pthread_mutex_destroy(mutex)
        wake.deallocate()
        mutex.deallocate()
    }

    func run(_ count: Int, _ body: @escaping (Int) -> Void) {
        precondition(count < 1 << 16, "a step has fewer tasks")
        task = body
        unfinished.store(count, ordering: .relaxed)
        let round = ticket.load(ordering: .relaxed) >> 32 &+ 1
        // Sequentially consistent, as is the sleeper's count: either it sees the ticket or it is seen.
        ticket.store(round << 32 | UInt64(count), ordering: .sequentiallyConsistent)
        if sleeping.load(ordering: .sequentiallyConsistent) > 0 { wakeAll() }
        while let index = claim() { finish(index) }
        var look = 0
        while unfinished.load(ordering: .acquiring) > 0 {
            look += 1
            if look > Self.looks { sched_yield() }
        }
        task = nil
    }

    func workUntilStopped() {
        while true {
            var look = 0
            while look < Self.looks {
                look += 1
                if let index = claim() {
                    finish(index)
                    look = 0
                } else if isStopped.load(ordering: .relaxed) {
                    return
                }
            }
            sleep()
        }
    }

    func stop() {
        isStopped.store(true, ordering: .sequentiallyConsistent)
        wakeAll()
    }

    /// The next task nobody has claimed, or nil.
    private func claim() -> Int? {
        var seen = ticket.load(ordering: .acquiring)
        while Self.hasTask(seen) {
            let (won, now) = ticket.compareExchange(
                expected: seen, desired: seen + (1 << 16), ordering: .acquiringAndReleasing)
            if won { return Int(seen >> 16 & 0xffff) }
            seen = now
        }
        return nil
    }

    private func finish(_ index: Int) {
        task?(index)
        unfinished.subtract(1, ordering: .acquiringAndReleasing)
    }

    private func sleep() {
        pthread_mutex_lock(mutex)
        sleeping.add(1, ordering: .sequentiallyConsistent)
        while !Self.hasTask(ticket.load(ordering: .sequentiallyConsistent)),
            !isStopped.load(ordering: .sequentiallyConsistent)
        {
            pthread_cond_wait(wake, mutex)
        }
        sleeping.subtract(1, ordering: .sequentiallyConsistent)
        pthread_mutex_unlock(mutex)
    }

    private func wakeAll() {
        pthread_mutex_lock(mutex)
        pthread_cond_broadcast(wake)
        pthread_mutex_unlock(mutex)
    }

    private static func hasTask(_ ticket: UInt64) -> Bool { ticket >> 16 & 0xffff < ticket & 0xffff }
}
