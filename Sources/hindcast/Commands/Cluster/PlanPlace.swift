internal import Pipeline
#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Where a command stands that works on a plan: where the plan was made, so that the plan's relative paths mean the
/// same and stand in the store as a run on one machine writes them.
struct PlanPlace {
    private let before = FileManager.default.currentDirectoryPath
    /// The plan file.
    let plan: String

    /// Goes there.
    init(plan: String) throws {
        self.plan = Self.absolute(plan, from: before)
        if let folder = try folderToStandIn(plan: plan) {
            guard FileManager.default.changeCurrentDirectoryPath(folder) else {
                throw ClusterError.noFolder(plan: plan, folder: folder)
            }
        }
    }

    /// A path of the command line, which means what it meant before.
    func path(_ path: String) -> String { Self.absolute(path, from: before) }

    private static func absolute(_ path: String, from folder: String) -> String {
        path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }
}
