internal import Evaluation
internal import Forecasting
internal import Market
internal import Predictors
internal import Store

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A plan with the pipeline it was made from: what a shard and the merge work on.
struct PlannedRun: Sendable {
    let file: PlanFile
    let configuration: PipelineConfiguration
    private let pipeline: PipelineFile
    private let shocks: [ShockPeriod]

    var plan: PlanRecord { file.plan }

    /// Opens a plan of this version.
    init(path: String) throws {
        file = try PlanFile.open(path: path)
        let plan = file.plan
        guard plan.version == hindcastVersion else {
            throw ClusterError.otherVersion(plan: path, found: plan.version)
        }
        pipeline = try PipelineFile.parse(plan.pipelineText, path: plan.pipelineFile, families: Registry.families)
        configuration = pipeline.configuration.complete()
        shocks = try shockPeriods(plan.shocks)
    }

    /// What is to be read, as on the day of the plan.
    func request() throws -> DataRequest {
        try pipeline.validate(filesRelativeTo: pipeline.folder)
        var request = DataRequest(
            configuration, resolved: pipeline.resolved, asOf: plan.asOf, today: plan.madeOn)
        request.shocks = shocks
        return request
    }

    /// The folder of reports that the pipeline names.
    var reports: String { pipeline.resolved(configuration.output.reports) }

    /// The run's options.
    var options: RunOptions { RunOptions(asOf: plan.asOf, shocks: shocks, command: plan.command) }

    /// Refuses to work on what has changed since the plan was made.
    func check(_ run: RunRecord) throws(ClusterError) {
        guard run.id == plan.runID else {
            throw .otherRun(plan: file.path, planned: plan.runID, found: run.id)
        }
    }
}

/// The folder in which a plan was made, if the plan's relative paths need it: whoever works on the plan has to stand
/// there.
///
/// - Throws: ``ClusterError/noFolder(plan:folder:)`` where this machine does not have it.
public func folderToStandIn(plan path: String) throws -> String? {
    let plan = try PlanFile.open(path: path).plan
    guard !plan.pipelineFile.hasPrefix("/") else { return nil }
    guard FileManager.default.fileExists(atPath: plan.workingFolder + "/.") else {
        throw ClusterError.noFolder(plan: path, folder: plan.workingFolder)
    }
    return plan.workingFolder
}
