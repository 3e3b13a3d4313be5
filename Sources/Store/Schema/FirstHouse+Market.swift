/// The first version of the tables and views, as SQL.
///
/// Dates are ISO text; what may be NULL is "not known", never zero. SQLite turns a NaN into NULL, so NOT NULL
/// refuses it; the bounds of ±1e308 refuse the infinities.
enum FirstHouse {
    /// SQL that is true for an ISO date and NULL for NULL.
    static func isDate(_ column: String) -> String {
        "\(column) GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'"
    }

    /// SQL that is true for a finite number and NULL for NULL.
    static func isFinite(_ column: String) -> String {
        "\(column) BETWEEN -1e308 AND 1e308"
    }

    /// Prices as they came from files, with what was refused and what changed later.
    static let marketTables = """
        CREATE TABLE series (
            id INTEGER PRIMARY KEY,
            symbol TEXT NOT NULL UNIQUE CHECK (symbol <> ''),
            first_usable_date TEXT CHECK (\(isDate("first_usable_date")))
        ) STRICT;

        -- One row for each content seen under a path; version counts the contents of one path.
        CREATE TABLE source_file (
            id INTEGER PRIMARY KEY,
            series_id INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
            path TEXT NOT NULL,
            version INTEGER NOT NULL CHECK (version >= 1),
            sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
            bytes INTEGER NOT NULL CHECK (bytes >= 0),
            first_seen TEXT NOT NULL CHECK (first_seen <> ''),
            UNIQUE (series_id, path, version)
        ) STRICT;

        CREATE TABLE bar (
            series_id INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
            date TEXT NOT NULL CHECK (\(isDate("date"))),
            open REAL CHECK (\(isFinite("open"))),
            high REAL CHECK (\(isFinite("high"))),
            low REAL CHECK (\(isFinite("low"))),
            close REAL NOT NULL CHECK (close > 0 AND close < 1e308),
            adjusted_close REAL CHECK (adjusted_close > 0 AND adjusted_close < 1e308),
            volume REAL CHECK (volume >= 0 AND volume < 1e308),
            source_file_id INTEGER NOT NULL REFERENCES source_file ON DELETE CASCADE,
            PRIMARY KEY (series_id, date)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX bar_by_source_file ON bar (source_file_id);

        -- What a bar said before a later file changed it; source_file_id is the file that had said so.
        CREATE TABLE bar_revision (
            series_id INTEGER NOT NULL,
            date TEXT NOT NULL,
            revision INTEGER NOT NULL CHECK (revision >= 1),
            open REAL,
            high REAL,
            low REAL,
            close REAL NOT NULL,
            adjusted_close REAL,
            volume REAL,
            source_file_id INTEGER NOT NULL REFERENCES source_file ON DELETE CASCADE,
            PRIMARY KEY (series_id, date, revision),
            FOREIGN KEY (series_id, date) REFERENCES bar ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX bar_revision_by_source_file ON bar_revision (source_file_id);

        CREATE TABLE rejected_row (
            source_file_id INTEGER NOT NULL REFERENCES source_file ON DELETE CASCADE,
            number INTEGER NOT NULL CHECK (number >= 1),
            line INTEGER NOT NULL CHECK (line >= 1),
            raw_text TEXT NOT NULL,
            reason TEXT NOT NULL CHECK (reason <> ''),
            detail TEXT NOT NULL,
            PRIMARY KEY (source_file_id, number)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE shock_period (
            name TEXT NOT NULL CHECK (name <> ''),
            phase TEXT NOT NULL CHECK (phase IN ('pre', 'shock', 'recovery')),
            first_date TEXT NOT NULL CHECK (\(isDate("first_date"))),
            last_date TEXT NOT NULL CHECK (\(isDate("last_date")) AND last_date >= first_date),
            source TEXT NOT NULL,
            PRIMARY KEY (name, phase)
        ) STRICT, WITHOUT ROWID;

        -- How many series have a bar on a date: kept by triggers, so that data_health need not read all bars.
        CREATE TABLE session (
            date TEXT PRIMARY KEY NOT NULL,
            bars INTEGER NOT NULL CHECK (bars >= 0)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER bar_inserted AFTER INSERT ON bar BEGIN
            INSERT INTO session (date, bars) VALUES (new.date, 1)
            ON CONFLICT (date) DO UPDATE SET bars = bars + 1;
        END;
        CREATE TRIGGER bar_deleted AFTER DELETE ON bar BEGIN
            UPDATE session SET bars = bars - 1 WHERE date = old.date;
            DELETE FROM session WHERE date = old.date AND bars = 0;
        END;

        -- One row for each series that has bars, written with them.
        CREATE TABLE series_summary (
            series_id INTEGER PRIMARY KEY REFERENCES series ON DELETE CASCADE,
            first_date TEXT NOT NULL,
            last_date TEXT NOT NULL,
            sessions INTEGER NOT NULL,
            rejected_rows INTEGER NOT NULL,
            revisions INTEGER NOT NULL,
            largest_jump REAL NOT NULL CHECK (\(isFinite("largest_jump")))
        ) STRICT;
        """
}
