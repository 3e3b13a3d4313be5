internal import GRDB
internal import Market

/// The one SQLite file that says which shard makes which trials of a run.
///
/// It is written once, appears under its name when it is whole, and is only read after that, by many machines at
/// once: no lock is taken, so a shared file system without locks will do.
public struct PlanFile: Sendable {
    /// The file's path as it was given.
    public let path: String
    /// What is planned.
    public let plan: PlanRecord
    private let queue: DatabaseQueue

    /// Writes a plan; one that is there already is replaced as a whole.
    ///
    /// - Parameters:
    ///   - plan: what is planned.
    ///   - models: name and settings of every model, in the order of the pipeline.
    ///   - trials: all trials, by shard and place in the plan.
    public static func write(
        _ plan: PlanRecord, models: [(name: String, settings: String)], trials: [PlannedTrialRecord],
        to path: String
    ) throws {
        if try !StoreFile.isNew(path: path) { _ = try PlanFile.open(path: path) }
        let temporary = "\(path).tmp"
        try Publication.remove(temporary)
        try Store.reporting(path) {
            let queue = try DatabaseQueue(path: temporary, configuration: Publication.configuration())
            try queue.write { db in
                try db.execute(sql: PlanSchema.tables)
                try insert(plan, in: db)
                for (number, model) in models.enumerated() {
                    try db.execute(
                        sql: "INSERT INTO model VALUES (?, ?, ?)", arguments: [number, model.name, model.settings])
                }
                try insert(trials, in: db)
            }
            try queue.close()
        }
        try Publication.publish(temporary, as: path)
    }

    /// Opens a plan for reading.
    public static func open(path: String) throws -> PlanFile {
        guard try !StoreFile.isNew(path: path) else { throw PlanFileError.missing(path: path) }
        return try Store.reporting(path) {
            var configuration = Configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: Publication.readOnlyURI(path), configuration: configuration)
            let plan = try queue.read { db in
                let mark = try Int32.fetchOne(db, sql: "PRAGMA application_id")
                let version = try Int.fetchOne(db, sql: "PRAGMA user_version")
                guard mark == PlanSchema.applicationID else { throw PlanFileError.notAPlan(path: path) }
                guard version == PlanSchema.version, let plan = try storedPlan(in: db) else {
                    throw PlanFileError.otherSchema(path: path)
                }
                return plan
            }
            return PlanFile(path: path, plan: plan, queue: queue)
        }
    }

    /// The trials of one shard in the order of the plan.
    public func trials(ofShard shard: Int) throws -> [PlannedTrialRecord] {
        try Store.reporting(path) {
            try queue.read { db in
                let rows = try Row.fetchCursor(
                    db,
                    sql:
                        "SELECT plan_index, id, model, seed, fold, cost FROM trial WHERE shard = ? ORDER BY plan_index",
                    arguments: [shard])
                var trials: [PlannedTrialRecord] = []
                while let row = try rows.next() {
                    trials.append(
                        PlannedTrialRecord(
                            planIndex: row[0], id: row[1], model: row[2], seed: row[3], fold: row[4], shard: shard,
                            cost: row[5]))
                }
                return trials
            }
        }
    }

    /// The number of trials in each shard, by the shard's number.
    public func trialCounts() throws -> [Int] {
        try Store.reporting(path) {
            try queue.read { db in
                var counts = [Int](repeating: 0, count: plan.shards)
                let rows = try Row.fetchCursor(db, sql: "SELECT shard, trials FROM shard_table")
                while let row = try rows.next() {
                    let shard: Int = row[0]
                    if counts.indices.contains(shard) { counts[shard] = row[1] }
                }
                return counts
            }
        }
    }

    private static func insert(_ plan: PlanRecord, in db: Database) throws {
        try db.execute(
            sql: "INSERT INTO plan VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                plan.hash, plan.version, plan.runID, plan.shards, plan.trials, plan.pipelineFile,
                plan.pipelineText, plan.workingFolder, plan.asOf?.description, plan.madeOn.description,
                plan.command,
            ])
        for symbol in plan.refused {
            try db.execute(sql: "INSERT INTO refused_series VALUES (?)", arguments: [symbol])
        }
        for (number, words) in plan.shocks.enumerated() {
            try db.execute(sql: "INSERT INTO shock VALUES (?, ?)", arguments: [number, words])
        }
    }

    private static func insert(_ trials: [PlannedTrialRecord], in db: Database) throws {
        var rows = try BulkInsert(
            db, into: "trial", columns: ["shard", "plan_index", "id", "model", "seed", "fold", "cost"],
            rowCount: trials.count)
        for trial in trials {
            rows.bind(trial.shard)
            rows.bind(trial.planIndex)
            rows.bind(trial.id)
            rows.bind(trial.model)
            rows.bind(trial.seed)
            rows.bind(trial.fold)
            rows.bind(trial.cost)
            try rows.endRow()
        }
    }

    private static func storedPlan(in db: Database) throws -> PlanRecord? {
        let refused = try String.fetchAll(db, sql: "SELECT symbol FROM refused_series ORDER BY symbol")
        let shocks = try String.fetchAll(db, sql: "SELECT words FROM shock ORDER BY number")
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM plan") else { return nil }
        return PlanRecord(
            hash: row["hash"], version: row["version"], runID: row["run_id"], shards: row["shards"],
            trials: row["trials"], pipelineFile: row["pipeline_file"], pipelineText: row["pipeline_text"],
            workingFolder: row["working_folder"], asOf: try row.optionalDate("as_of"),
            madeOn: try row.date("made_on"), command: row["command"], refused: refused,
            shocks: shocks)
    }
}

/// Why a file cannot serve as a plan.
public enum PlanFileError: Error, Hashable, CustomStringConvertible {
    /// There is no such file.
    case missing(path: String)
    /// The file is a database of something else.
    case notAPlan(path: String)
    /// The file is a plan of another version.
    case otherSchema(path: String)

    /// The sentence for the operator.
    public var description: String {
        switch self {
        case .missing(let path): "\(path): no such plan; make it with `hindcast plan`"
        case .notAPlan(let path): "\(path): not a plan, left untouched; give the file that `hindcast plan` wrote"
        case .otherSchema(let path):
            "\(path): a plan of another version of hindcast; make it anew with `hindcast plan`"
        }
    }
}
