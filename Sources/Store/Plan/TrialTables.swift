internal import GRDB

/// A table whose rows belong to trials, and how its rows move into another store.
///
/// The tables are found by their foreign keys, so that what a later version keeps of a trial moves with it.
struct TrialTable {
    /// A column and where its value comes from.
    struct Column {
        var name: String
        /// The table whose row numbers stand in it; nil where the value is moved as it is.
        var parent: String?
    }

    var name: String
    /// The row number that other tables may refer to; nil where there is none.
    var key: String?
    /// All columns but the key.
    var columns: [Column]

    /// The tables of trials in an order in which no row comes before what it belongs to.
    static func all(in db: Database) throws -> [TrialTable] {
        let names = try String.fetchAll(
            db, sql: "SELECT name FROM main.sqlite_schema WHERE type = 'table' ORDER BY rowid")
        var found: [TrialTable] = []
        var isComplete = false
        while !isComplete {
            isComplete = true
            for name in names where !found.contains(where: { $0.name == name }) {
                let table = try TrialTable(name, in: db)
                let parents = Set(table.columns.compactMap(\.parent))
                // A trial belongs to a run and nothing else; all others hang on tables found before them.
                let belongs = name == "trial" || found.contains { parents.contains($0.name) }
                let known = Set(found.map(\.name) + ["series", "run"])
                guard belongs, parents.isSubset(of: known) else { continue }
                found.append(table)
                isComplete = false
            }
        }
        return found
    }

    private init(_ name: String, in db: Database) throws {
        self.name = name
        var parents: [String: String] = [:]
        for row in try Row.fetchAll(
            db, sql: "SELECT \"from\", \"table\" FROM pragma_foreign_key_list(?)", arguments: [name])
        {
            parents[row[0]] = row[1]
        }
        var key: String?
        var columns: [Column] = []
        for row in try Row.fetchAll(
            db,
            sql: "SELECT name, type, pk, (SELECT count(*) FROM pragma_table_info(?1) WHERE pk > 0) "
                + "FROM pragma_table_info(?1) ORDER BY cid", arguments: [name])
        {
            let column: String = row[0]
            if row[2] == 1, row[3] == 1, row[1] == "INTEGER", parents[column] == nil {
                key = column
            } else {
                columns.append(Column(name: column, parent: parents[column]))
            }
        }
        self.key = key
        self.columns = columns
    }

    /// The table of row numbers, there and here, of the rows that move.
    private static func map(_ table: String) -> String { "temp.moved_\(table)" }

    /// Makes the map of the rows that move: those of trials that are not here yet.
    func mapRows(in db: Database) throws {
        guard let key else { return }
        let owners = columns.filter { $0.parent != nil && $0.parent != "series" && $0.parent != "run" }
        let joins = owners.map {
            "CROSS JOIN \(Self.map($0.parent ?? "")) AS m_\($0.name) ON m_\($0.name).there = t.\($0.name)"
        }
        let condition =
            name == "trial"
            ? """
            WHERE NOT EXISTS (SELECT 1 FROM main.trial AS here
                WHERE here.run_id = t.run_id AND here.plan_index = t.plan_index)
            """ : ""
        try db.execute(
            sql: """
                CREATE TABLE \(Self.map(name)) (there INTEGER PRIMARY KEY, here INTEGER NOT NULL);
                INSERT INTO \(Self.map(name))
                SELECT t.\(key), (SELECT ifnull(max(\(key)), 0) FROM main.\(name))
                    + row_number() OVER (ORDER BY \(name == "trial" ? "t.plan_index" : "t.\(key)"))
                FROM shard.\(name) AS t \(joins.joined(separator: " ")) \(condition);
                CREATE UNIQUE INDEX \(Self.map(name))_in_order ON moved_\(name) (here, there);
                """)
    }

    /// Moves the rows.
    ///
    /// - Returns: their number.
    func moveRows(in db: Database) throws -> Int {
        var outer: [String] = []
        var inner: [String] = []
        var values: [String] = []
        var first = "own"
        if let key {
            outer.append("\(Self.map(name)) AS own")
            inner.append("CROSS JOIN shard.\(name) AS t ON t.\(key) = own.there")
            values.append("own.here")
        }
        for column in columns {
            switch column.parent {
            case nil, "run": values.append("t.\(column.name)")
            case let parent? where key == nil && parent != "series" && outer.isEmpty:
                // In the order of what the rows belong to, so that they come in the order of their key.
                first = "m_\(column.name)"
                outer.append("\(Self.map(parent)) AS \(first)")
                inner.append("CROSS JOIN shard.\(name) AS t ON t.\(column.name) = m_\(column.name).there")
                values.append("m_\(column.name).here")
            case let parent?:
                inner.append(
                    "LEFT JOIN \(Self.map(parent)) AS m_\(column.name) ON m_\(column.name).there = t.\(column.name)"
                )
                values.append("m_\(column.name).here")
            }
        }
        let names = ([key].compactMap { $0 } + columns.map(\.name)).joined(separator: ", ")
        try db.execute(
            sql: """
                INSERT INTO main.\(name) (\(names))
                SELECT \(values.joined(separator: ", "))
                FROM \((outer + inner).joined(separator: " "))
                ORDER BY \(first).here
                """)
        return db.changesCount
    }

    /// Removes the maps.
    static func dropMaps(of tables: [TrialTable], in db: Database) throws {
        for name in ["series"] + tables.filter({ $0.key != nil }).map(\.name) {
            try db.execute(sql: "DROP TABLE IF EXISTS \(map(name))")
        }
    }

    /// Makes the map of series, which go by their symbols.
    static func mapSeries(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE \(map("series")) (there INTEGER PRIMARY KEY, here INTEGER NOT NULL);
                INSERT INTO \(map("series"))
                SELECT t.id, s.id FROM shard.series AS t JOIN main.series AS s USING (symbol);
                """)
        let strange = try String.fetchOne(
            db, sql: "SELECT symbol FROM shard.series WHERE symbol NOT IN (SELECT symbol FROM main.series)")
        if let strange { throw StoreError.unknownSeries(symbol: strange) }
    }
}
