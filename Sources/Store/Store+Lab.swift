internal import GRDB

extension Store {
    /// Keeps the result of a lab; the same command of the same version replaces what it stored before.
    ///
    /// - Throws: ``StoreError/notFinite(name:of:)`` naming the number that is not finite.
    public func record(_ run: LabRunRecord, at time: String) throws {
        try write { db in
            try db.execute(
                sql: "DELETE FROM lab_run WHERE command = ? AND version = ?", arguments: [run.command, run.version])
            try db.execute(
                sql: """
                    INSERT INTO lab_run (lab, command, version, seed, conclusion, recorded_at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    run.lab, run.command, run.version, Int64(bitPattern: run.seed), run.conclusion, time,
                ])
            let id = db.lastInsertedRowID
            let insert = try db.cachedStatement(
                sql: "INSERT INTO lab_value (lab_run_id, record, name, text, number) VALUES (?, ?, ?, ?, ?)")
            for (index, fields) in run.records.enumerated() {
                for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
                    switch value {
                    case .text(let text): try insert.execute(arguments: [id, index, name, text, nil])
                    case .number(let number):
                        let number = try finite(number, name, of: "lab \(run.lab)")
                        try insert.execute(arguments: [id, index, name, nil, number])
                    }
                }
            }
        }
    }
}
