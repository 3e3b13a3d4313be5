internal import Store

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// The folder in which the shards of a plan appear, shared by all machines that make them.
///
/// A finished shard is `shard-3.1f8a0c2e.sqlite`, with the first digits of the plan's hash, so that two plans do not
/// write over each other. A shard in the making is `.tmp-3.HOST.PROCESS`; it is never looked at and may be removed
/// when its process is gone.
struct ShardFolder: Sendable {
    let path: String
    let plan: PlanRecord

    /// Where a shard appears.
    func file(of shard: Int) -> String { "\(path)/shard-\(shard).\(plan.hash.prefix(8)).sqlite" }

    /// Where this process makes a shard.
    func temporaryFile(of shard: Int) -> String { "\(path)/.tmp-\(shard).\(Self.host).\(getpid())" }

    /// What keeps a shard from being what the plan asks for; nil where it is there and whole.
    func fault(of shard: Int, trials: Int) -> ShardFileError? {
        do throws(ShardFileError) {
            try Store.checkShard(
                path: file(of: shard), plan: plan.hash, version: plan.version, shard: shard, trials: trials)
            return nil
        } catch {
            return error
        }
    }

    /// Removes what processes of this machine that are gone left of a shard.
    ///
    /// - Returns: the names of the files.
    func removeLeftovers(of shard: Int) -> [String] {
        let mine = ".tmp-\(shard).\(Self.host)."
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.sorted().filter { name in
            guard name.hasPrefix(mine), let process = pid_t(name.dropFirst(mine.count)), process > 0,
                process != getpid(), kill(process, 0) != 0, errno == ESRCH
            else { return false }
            return unlink("\(path)/\(name)") == 0
        }
    }

    private static var host: String {
        String(ProcessInfo.processInfo.hostName.map { $0 == "/" ? "-" : $0 })
    }
}
