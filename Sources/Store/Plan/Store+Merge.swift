internal import GRDB

/// How many rows a shard brought.
public struct MergedRows: Hashable, Sendable {
    /// Trials that were not here yet.
    public var trials: Int
    /// Their forecasts.
    public var forecasts: Int
}

extension Store {
    /// Takes a shard's trials in, with everything that belongs to them, all or nothing.
    ///
    /// A trial that is here already stays as it is, with what belongs to it. Rows go in the order of the plan. The
    /// shard is attached for reading only and without locks; the caller has checked it.
    ///
    /// - Throws: ``StoreError/unknownSeries(symbol:)`` where the shard has series that are not here;
    ///   ``ShardFileError/refused(path:detail:)`` where a row breaks a rule, which takes everything back.
    public func merge(shard path: String) throws -> MergedRows {
        do {
            return try moveRows(ofShard: path)
        } catch StoreError.refused(_, let detail) {
            throw ShardFileError.refused(path: path, detail: detail)
        }
    }

    private func moveRows(ofShard path: String) throws -> MergedRows {
        try Store.reporting(self.path) {
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "ATTACH DATABASE ? AS shard", arguments: [Publication.readOnlyURI(path)])
                defer { try? db.execute(sql: "DETACH DATABASE shard") }
                var rows = MergedRows(trials: 0, forecasts: 0)
                let tables = try TrialTable.all(in: db)
                try db.inTransaction {
                    try TrialTable.mapSeries(in: db)
                    for table in tables {
                        try table.mapRows(in: db)
                        let moved = try table.moveRows(in: db)
                        if table.name == "trial" { rows.trials = moved }
                        if table.name == "forecast" { rows.forecasts = moved }
                    }
                    try TrialTable.dropMaps(of: tables, in: db)
                    return .commit
                }
                return rows
            }
        }
    }
}
