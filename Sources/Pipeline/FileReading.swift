internal import Ingestion
internal import Store

/// The reading of price files for a store that may know them already.
struct FileReading: Sendable {
    /// How rows are understood.
    let reader: PriceFileReader
    /// The name of the only series.
    let symbol: String?
    /// The settings that decide what comes out of a file.
    let settings: String
    /// How files lay there when they were last taken in, by path.
    let known: [String: StoredFileStamp]

    /// A file and how it lies there now.
    struct File: Sendable {
        var path: String
        var stamp: FileStamp?
    }

    /// What came of a file.
    enum Outcome: Sendable {
        case unchanged
        case read([FileContent], refused: [IngestionError], StoredFileStamp?)
        case refused(IngestionError)
    }

    /// How much text is read before what was read is written.
    ///
    /// So little that the bars take little memory, so much that a transaction costs little beside them.
    private static let batchBytes = 8 << 20

    /// The files in portions, each for one transaction; what is known already counts little.
    func batches(_ paths: [String]) -> [[File]] {
        var batches: [[File]] = []
        var free = 0
        for path in paths {
            let file = File(path: path, stamp: FileStamp(path: path))
            let size = file.stamp?.size ?? 0
            let cost = 4096 + (isUnchanged(file) ? 0 : continuation(of: file).map { size - $0.byteCount } ?? size)
            if batches.isEmpty || cost > free {
                batches.append([])
                free = FileReading.batchBytes
            }
            batches[batches.count - 1].append(file)
            free -= cost
        }
        return batches
    }

    /// Reads files, several side by side.
    func start(_ files: [File], jobs: Int) -> Task<[Outcome], Never> {
        Task {
            await withTaskGroup(of: [(Int, Outcome)].self) { group in
                let workers = min(jobs, files.count)
                for worker in 0..<workers {
                    group.addTask {
                        stride(from: worker, to: files.count, by: workers).map { ($0, read(files[$0])) }
                    }
                }
                var outcomes: [(Int, Outcome)] = []
                for await some in group { outcomes += some }
                return outcomes.sorted { $0.0 < $1.0 }.map(\.1)
            }
        }
    }

    private func isUnchanged(_ file: File) -> Bool {
        guard let stamp = file.stamp, let known = known[file.path] else { return false }
        return known.settings == settings && known.stamp.isSameFile(as: stamp)
    }

    /// What is known of a file that may have grown only.
    private func continuation(of file: File) -> KnownFile? {
        guard let stamp = file.stamp, let known = known[file.path], known.canBeContinued,
            known.settings == settings, known.contents.count == 1, let content = known.contents.first,
            stamp.size > content.file.byteCount
        else { return nil }
        return content.file
    }

    private func read(_ file: File) -> Outcome {
        if isUnchanged(file) { return .unchanged }
        if let known = continuation(of: file),
            let rows = try? reader.readAppended(path: file.path, symbol: symbol, to: known)
        {
            let stamp = stored(file, canBeContinued: rows.file.canBeContinued)
            return .read([.appended(rows)], refused: [], stamp)
        }
        return readWhole(file)
    }

    /// Reads a whole file, whatever is known of it.
    func readWhole(_ path: String) -> Outcome { readWhole(File(path: path, stamp: FileStamp(path: path))) }

    private func readWhole(_ file: File) -> Outcome {
        do throws(IngestionError) {
            let reading = try reader.readAll(path: file.path, symbol: symbol)
            let canBeContinued = reading.files.count == 1 && reading.files[0].canBeContinued
            return .read(
                reading.files.map { .whole($0) }, refused: reading.refused,
                stored(file, canBeContinued: canBeContinued))
        } catch {
            return .refused(error)
        }
    }

    /// The stamp to store; nil where the file changed while it was read, so that it is read again the next time.
    func stored(_ file: File, canBeContinued: Bool) -> StoredFileStamp? {
        guard let stamp = file.stamp, let now = FileStamp(path: file.path), stamp.isSameFile(as: now)
        else { return nil }
        return StoredFileStamp(
            path: file.path, stamp: stamp.kept, settings: settings, canBeContinued: canBeContinued)
    }
}
