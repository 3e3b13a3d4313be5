/// The tables of a plan file, as SQL.
///
/// A plan lives as long as its run: an older one is made anew, never migrated.
enum PlanSchema {
    /// Marks the file as a plan: the bytes of `HCPL`.
    static let applicationID: Int32 = 0x4843_504c
    /// Which tables there are.
    static let version = 2

    static let tables = """
        CREATE TABLE plan (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            hash TEXT NOT NULL,
            version TEXT NOT NULL,
            run_id TEXT NOT NULL,
            shards INTEGER NOT NULL CHECK (shards >= 1),
            trials INTEGER NOT NULL CHECK (trials >= 0),
            pipeline_file TEXT NOT NULL,
            pipeline_text TEXT NOT NULL,
            working_folder TEXT NOT NULL,
            as_of TEXT,
            made_on TEXT NOT NULL,
            command TEXT NOT NULL
        ) STRICT;

        -- For people: trials are told apart by these numbers.
        CREATE TABLE model (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            settings TEXT NOT NULL
        ) STRICT;

        CREATE TABLE refused_series (symbol TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

        -- Shock periods of the command line, as they were written.
        CREATE TABLE shock (number INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT;

        -- A shard's trials lie beside each other.
        CREATE TABLE trial (
            shard INTEGER NOT NULL,
            plan_index INTEGER NOT NULL,
            id TEXT NOT NULL,
            model INTEGER NOT NULL REFERENCES model,
            seed INTEGER NOT NULL,
            fold INTEGER NOT NULL,
            cost REAL NOT NULL,
            PRIMARY KEY (shard, plan_index)
        ) STRICT, WITHOUT ROWID;

        CREATE VIEW shard_table AS
            SELECT shard, count(*) AS trials, sum(cost) AS cost FROM trial GROUP BY shard;

        PRAGMA application_id = \(applicationID);
        PRAGMA user_version = \(version);
        """
}
