import Ingestion

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How fast price files become bars in memory, and rows of a store; how long a night takes in which nothing changed, and
/// one in which each file got one row more. On two threads, in the time that passes.
///
/// - Parameter folder: The files, where they are there already.
func measureIngest(folder given: String?) async {
    let folder = given ?? temporaryFolder()
    let paths = given == nil ? IngestFiles.write(to: folder) : ((try? priceFiles(at: folder)) ?? [])
    let bytes = paths.reduce(0) { $0 + (FileStamp(path: $1)?.size ?? 0) }
    let store = "\(temporaryFolder())/bench.sqlite"
    if let hindcast = hindcastPath() {
        measureStore(hindcast, folder: folder, paths: paths, store: store, bytes: bytes)
    } else {
        fail("there is no release build of hindcast beside the benchmarks: run make build first")
    }
    // Last, for the most memory that a started process had is at least what this one had when it started it.
    await measureColumns(paths, bytes: bytes)
    for ending in ["", "-wal", "-shm", ".lock"] { removeIfThere(store + ending) }
    removeIfThere(String(store.dropLast("/bench.sqlite".count)))
    if given == nil {
        paths.forEach(removeIfThere)
        removeIfThere(folder)
    }
}

/// The reader alone, to columns that are kept; no store, so no fingerprint.
private func measureColumns(_ paths: [String], bytes: Int) async {
    #if canImport(Glibc)
        // As `hindcast ingest` does: memory that was freed is kept for the next file.
        typealias Setter = @convention(c) (CInt, CInt) -> CInt
        if let symbol = dlsym(nil, "mallopt") {
            let set = unsafeBitCast(symbol, to: Setter.self)
            _ = (set(-3, 64 << 20), set(-1, 256 << 20))
        }
    #endif
    var reader = PriceFileReader()
    reader.isHashing = false
    let fixed = reader
    var best = (wall: Double.infinity, cpu: Double.infinity)
    var rows = 0
    for _ in 0..<5 {
        let (wall, cpu) = (Clock.wall.now, processCPU())
        let files = await withTaskGroup(of: [PriceColumns].self) { group in
            for worker in 0..<2 {
                group.addTask {
                    stride(from: worker, to: paths.count, by: 2).compactMap {
                        (try? fixed.readColumns(path: paths[$0]))?.series.first?.columns
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        best = (min(best.wall, Clock.wall.now - wall), min(best.cpu, processCPU() - cpu))
        rows = files.reduce(0) { $0 + $1.close.count }
    }
    report("columns", seconds: best.wall, cpu: best.cpu) { line in
        line.set("rows", rows)
        line.set("per_second", Double(rows) / best.wall)
        line.set("megabytes_per_second", Double(bytes) / best.wall / 1e6)
    }
}

private func measureStore(_ hindcast: String, folder: String, paths: [String], store: String, bytes: Int) {
    let command = [hindcast, "ingest", folder, "--db", store]
    var best: Run?
    for _ in 0..<2 {
        for ending in ["", "-wal", "-shm"] { removeIfThere(store + ending) }
        let run = Run(command)
        if best.map({ run.wall < $0.wall }) ?? true { best = run }
    }
    guard let whole = best else { return }
    let rows = IngestFiles.rows * paths.count
    report("store", seconds: whole.wall, cpu: whole.cpu) { line in
        line.set("rows", rows)
        line.set("per_second", Double(rows) / whole.wall)
        line.set("peak_megabytes", whole.peakMegabytes)
    }
    // Stamps younger than a clock tick are not trusted.
    usleep(100_000)
    _ = Run(command)
    let unchanged = (0..<5).map { _ in Run(command) }.min { $0.wall < $1.wall }
    if let unchanged { report("unchanged", seconds: unchanged.wall, cpu: unchanged.cpu) { _ in } }
    var appended: Run?
    for session in 0..<5 {
        IngestFiles.append(to: paths, session: session)
        usleep(100_000)
        let run = Run(command)
        if appended.map({ run.wall < $0.wall }) ?? true { appended = run }
    }
    if let appended {
        report("appended", seconds: appended.wall, cpu: appended.cpu) { $0.set("peak_megabytes", appended.peakMegabytes) }
    }
}

private func report(_ part: String, seconds: Double, cpu: Double, _ more: (inout Result) -> Void) {
    var line = Result(work: "ingest")
    line.set("part", part)
    line.set("files", IngestFiles.files)
    line.set("threads", 2)
    line.set("clock", "wall")
    line.set("seconds", seconds)
    line.set("cpu_seconds", cpu)
    more(&line)
    line.print()
}

/// Ten million numbers, random and adversarial, read to the bit that the C library reads them to.
func compareNumbers(count: Int = 10_000_000) {
    let start = Clock.wall.now
    let differences = numberDifferences(seed: 1, count: count) { text in text.withCString { strtod($0, nil) } }
    for difference in differences { print(difference) }
    guard differences.isEmpty else { fail("numbers are not what strtod makes of them") }
    var line = Result(work: "numbers")
    line.set("numbers", count)
    line.set("differences", 0)
    line.set("seconds", Clock.wall.now - start)
    line.print()
}

/// Processor time of the whole process, in seconds.
private func processCPU() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// The command line that `make build` makes: `HINDCAST`, or beside the benchmarks.
private func hindcastPath() -> String? {
    if let given = getenv("HINDCAST") { return String(cString: given) }
    guard let real = realpath(CommandLine.arguments[0], nil) else { return nil }
    defer { free(real) }
    let parts = String(cString: real).split(separator: "/")
    guard let benchmarks = parts.lastIndex(of: "Benchmarks") else { return nil }
    let path = "/" + parts[..<benchmarks].joined(separator: "/") + "/.build/release/hindcast"
    return access(path, X_OK) == 0 ? path : nil
}

/// A command that was run to its end.
private struct Run {
    var wall = 0.0
    var cpu = 0.0
    var peakMegabytes = 0.0

    init(_ command: [String]) {
        var arguments = command.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        let start = Clock.wall.now
        var process = pid_t()
        guard posix_spawn(&process, command[0], &actions, nil, &arguments, environ) == 0 else {
            fail("cannot run \(command[0])")
        }
        var status: CInt = 0
        var usage = rusage()
        wait4(process, &status, 0, &usage)
        wall = Clock.wall.now - start
        posix_spawn_file_actions_destroy(&actions)
        guard status == 0 else { fail("\(command.joined(separator: " ")) failed") }
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
        cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime)
        #if canImport(Darwin)
            peakMegabytes = Double(usage.ru_maxrss) / 1e6
        #else
            peakMegabytes = Double(usage.ru_maxrss) * 1024 / 1e6
        #endif
    }
}
