internal import GRDB

/// The steps from an empty file to today's tables, by name and in order.
///
/// A step that was ever released is never edited: what must change is a new step. The file's `user_version`
/// is the number of steps done, so that an older program can refuse a newer file before touching it.
enum Migrations {
    private static let steps: [(name: String, sql: String)] = [
        (
            "2026-11-first-house",
            [FirstHouse.marketTables, FirstHouse.runTables, FirstHouse.scoreTables, FirstHouse.views]
                .joined(separator: "\n")
        ),
        ("2026-11-lab-results", LabResults.tables),
        ("2026-11-revisions", [Revisions.tables, Revisions.views].joined(separator: "\n")),
        ("2026-11-appended-rows", AppendedRowsStep.tables),
        ("2026-11-significance", [Significance.tables, Significance.views].joined(separator: "\n")),
        ("2026-11-memory-and-selection", MemoryAndSelection.tables),
        ("2026-11-left-out", [LeftOut.tables, LeftOut.views].joined(separator: "\n")),
        ("2026-11-nights", Nights.tables),
        ("2026-11-training-history", TrainingHistory.tables),
        ("2026-11-quantiles", Quantiles.tables),
        ("2026-11-spans", [Spans.tables, Spans.views].joined(separator: "\n")),
    ]

    /// The number of steps this program knows.
    static let known = steps.count

    /// The steps as GRDB runs them: each in one transaction, each once.
    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        for (index, step) in steps.enumerated() {
            migrator.registerMigration(step.name) { db in
                try db.execute(sql: step.sql)
                try db.execute(sql: "PRAGMA user_version = \(index + 1)")
            }
        }
        return migrator
    }()

    /// The number of steps a file has seen.
    static func version(of db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    }
}
