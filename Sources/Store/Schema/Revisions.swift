/// The second step of the tables: where a file's lines went, restatements as one event, actions, health.
enum Revisions {
    static let tables = """
        ALTER TABLE source_file ADD COLUMN format TEXT;
        ALTER TABLE source_file ADD COLUMN lines INTEGER;
        ALTER TABLE source_file ADD COLUMN header INTEGER;
        ALTER TABLE source_file ADD COLUMN blank INTEGER;
        ALTER TABLE source_file ADD COLUMN accepted INTEGER;
        ALTER TABLE source_file ADD COLUMN rejected INTEGER
            CHECK (lines IS NULL OR accepted + rejected + blank + header = lines);

        -- Sessions are counted by the program, once for all files of a transaction: a trigger a bar costs more than
        -- the bar.
        DROP TRIGGER bar_inserted;

        -- All bars of a series up to last_date moved by one factor, which changes no return; old_values are what they
        -- said before, so that what was known earlier can still be told. source_file_id is the file that said so.
        CREATE TABLE rebase (
            series_id INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
            number INTEGER NOT NULL CHECK (number >= 1),
            kind TEXT NOT NULL CHECK (kind IN ('adjusted_close', 'price')),
            factor REAL NOT NULL CHECK (factor > 0 AND factor < 1e308),
            last_date TEXT NOT NULL CHECK (\(FirstHouse.isDate("last_date"))),
            bars INTEGER NOT NULL CHECK (bars >= 1),
            old_values BLOB NOT NULL,
            source_file_id INTEGER NOT NULL REFERENCES source_file ON DELETE CASCADE,
            PRIMARY KEY (series_id, number)
        ) STRICT;
        CREATE INDEX rebase_by_source_file ON rebase (source_file_id);

        -- Splits and dividends: stated by a file, or confirmed by the user (and then applied).
        CREATE TABLE corporate_action (
            series_id INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
            date TEXT NOT NULL CHECK (\(FirstHouse.isDate("date"))),
            kind TEXT NOT NULL CHECK (kind IN ('split', 'dividend')),
            value REAL NOT NULL CHECK (value > 0 AND value < 1e308),
            origin TEXT NOT NULL CHECK (origin IN ('file', 'confirmed')),
            PRIMARY KEY (series_id, date, kind, origin)
        ) STRICT, WITHOUT ROWID;

        -- What is odd about a series, counted from its own bars; written with them.
        CREATE TABLE series_health (
            series_id INTEGER PRIMARY KEY REFERENCES series ON DELETE CASCADE,
            weekend_rows INTEGER NOT NULL,
            repeated_sessions INTEGER NOT NULL,
            half_filled INTEGER NOT NULL,
            longest_gap_days INTEGER NOT NULL,
            reuse_date TEXT CHECK (\(FirstHouse.isDate("reuse_date"))),
            unapplied_splits INTEGER NOT NULL,
            first_unapplied_split TEXT CHECK (\(FirstHouse.isDate("first_unapplied_split")))
        ) STRICT;

        -- From which share or number on a finding is a warning, and from which the series is refused.
        CREATE TABLE health_threshold (
            finding TEXT PRIMARY KEY NOT NULL,
            warn REAL,
            refuse REAL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO health_threshold VALUES
            ('missing_sessions', 0.005, 0.5), ('rejected_rows', 0.0000001, 0.2), ('largest_jump', 0.5, NULL),
            ('stale_sessions', 5, NULL), ('weekend_rows', 1, NULL), ('repeated_sessions', 1, NULL),
            ('half_filled', 0.01, NULL), ('longest_gap_days', 30, NULL), ('ticker_reuse', 1, 1),
            ('unapplied_splits', 1, NULL);

        -- How a file lay there when it was last read, so that it need not be read again; no part of its content.
        CREATE TABLE file_stamp (
            path TEXT PRIMARY KEY NOT NULL,
            size INTEGER NOT NULL,
            stamp TEXT NOT NULL,
            settings TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// `data_health` with its findings weighed: the first columns are those of the first view.
    static let views = """
        DROP VIEW data_health;
        CREATE VIEW data_health_counts AS
        WITH calendar AS MATERIALIZED (
            SELECT date, 2 * bars > alive - 1 AS is_common FROM (
                SELECT date, bars, (
                    SELECT count(*) FROM series_summary WHERE session.date BETWEEN first_date AND last_date) AS alive
                FROM session)
        ), common AS MATERIALIZED (
            SELECT series_id, count(*) AS sessions FROM series_summary
            JOIN calendar ON calendar.date BETWEEN first_date AND last_date
            WHERE is_common GROUP BY series_id
        ), uncommon AS MATERIALIZED (
            SELECT series_id, count(*) AS bars FROM series_summary
            JOIN calendar ON calendar.date BETWEEN first_date AND last_date
            WHERE NOT is_common AND EXISTS (
                SELECT 1 FROM bar WHERE bar.series_id = series_summary.series_id AND bar.date = calendar.date)
            GROUP BY series_id
        )
        SELECT series.id AS series_id, series.symbol AS symbol, summary.first_date AS first_date,
            summary.last_date AS last_date, summary.sessions AS sessions,
            ifnull(common.sessions, 0) - summary.sessions + ifnull(uncommon.bars, 0) AS missing_sessions,
            summary.rejected_rows AS rejected_rows, summary.revisions AS revisions,
            summary.largest_jump AS largest_jump,
            (SELECT count(*) FROM session WHERE session.date > summary.last_date) AS stale_sessions
        FROM series_summary AS summary
        JOIN series ON series.id = summary.series_id
        LEFT JOIN common ON common.series_id = summary.series_id
        LEFT JOIN uncommon ON uncommon.series_id = summary.series_id;

        CREATE VIEW data_finding AS
        WITH counts AS MATERIALIZED (SELECT * FROM data_health_counts), value AS (
            SELECT series_id, symbol, 'missing_sessions' AS finding, missing_sessions AS number,
                1.0 * missing_sessions / max(1, sessions + missing_sessions) AS weight FROM counts
            UNION ALL SELECT series_id, symbol, 'rejected_rows', rejected_rows,
                1.0 * rejected_rows / max(1, sessions + rejected_rows) FROM counts
            UNION ALL SELECT series_id, symbol, 'largest_jump', largest_jump, largest_jump FROM counts
            UNION ALL SELECT series_id, symbol, 'stale_sessions', stale_sessions, stale_sessions
                FROM counts
            UNION ALL SELECT series_id, symbol, 'weekend_rows', weekend_rows, weekend_rows
                FROM series_health JOIN series ON series.id = series_id
            UNION ALL SELECT series_id, symbol, 'repeated_sessions', repeated_sessions, repeated_sessions
                FROM series_health JOIN series ON series.id = series_id
            UNION ALL SELECT series_id, symbol, 'half_filled', half_filled,
                1.0 * half_filled / (SELECT sessions FROM series_summary AS s WHERE s.series_id = h.series_id)
                FROM series_health AS h JOIN series ON series.id = series_id
            UNION ALL SELECT series_id, symbol, 'longest_gap_days', longest_gap_days, longest_gap_days
                FROM series_health JOIN series ON series.id = series_id
            UNION ALL SELECT series_id, symbol, 'ticker_reuse', reuse_date IS NOT NULL, reuse_date IS NOT NULL
                FROM series_health JOIN series ON series.id = series_id
            UNION ALL SELECT series_id, symbol, 'unapplied_splits', unapplied_splits, unapplied_splits
                FROM series_health JOIN series ON series.id = series_id
        )
        SELECT value.series_id AS series_id, value.symbol AS symbol, value.finding AS finding,
            value.number AS number,
            CASE WHEN value.weight >= threshold.refuse THEN 'refuse' ELSE 'warn' END AS verdict
        FROM value JOIN health_threshold AS threshold ON threshold.finding = value.finding
        WHERE value.weight > 0 AND (value.weight >= threshold.warn OR value.weight >= threshold.refuse);

        CREATE VIEW data_health AS
        WITH found AS MATERIALIZED (
            SELECT series_id, max(verdict = 'refuse') AS is_refused, group_concat(finding, ' ') AS findings
            FROM (SELECT * FROM data_finding ORDER BY series_id, finding) GROUP BY series_id
        )
        SELECT counts.symbol AS symbol, counts.first_date AS first_date, counts.last_date AS last_date,
            counts.sessions AS sessions, counts.missing_sessions AS missing_sessions,
            counts.rejected_rows AS rejected_rows, counts.revisions AS revisions,
            counts.largest_jump AS largest_jump, counts.stale_sessions AS stale_sessions,
            (SELECT count(*) FROM rebase WHERE rebase.series_id = counts.series_id) AS rebases,
            health.weekend_rows AS weekend_rows, health.repeated_sessions AS repeated_sessions,
            health.half_filled AS half_filled, health.longest_gap_days AS longest_gap_days,
            health.reuse_date AS reuse_date, health.unapplied_splits AS unapplied_splits,
            health.first_unapplied_split AS first_unapplied_split,
            CASE WHEN found.is_refused THEN 'refuse' WHEN found.series_id IS NOT NULL THEN 'warn' ELSE 'ok' END
                AS verdict,
            ifnull(found.findings, '') AS findings
        FROM data_health_counts AS counts LEFT JOIN series_health AS health ON health.series_id = counts.series_id
        LEFT JOIN found ON found.series_id = counts.series_id;

        -- Each change of a bar: what it said, what it said then, and when that was learnt.
        CREATE VIEW bar_change AS
        WITH said AS (
            SELECT series_id, date, revision, open, high, low, close, adjusted_close, volume, source_file_id
            FROM bar_revision
            UNION ALL
            SELECT series_id, date, 1000000000, open, high, low, close, adjusted_close, volume, source_file_id
            FROM bar WHERE EXISTS (
                SELECT 1 FROM bar_revision AS r WHERE r.series_id = bar.series_id AND r.date = bar.date)
        ), pair AS (
            SELECT series_id, date, revision, close AS old_close, adjusted_close AS old_adjusted_close,
                volume AS old_volume, open AS old_open, high AS old_high, low AS old_low,
                lead(close) OVER later AS new_close, lead(adjusted_close) OVER later AS new_adjusted_close,
                lead(volume) OVER later AS new_volume, lead(open) OVER later AS new_open,
                lead(high) OVER later AS new_high, lead(low) OVER later AS new_low,
                lead(source_file_id) OVER later AS file
            FROM said WINDOW later AS (PARTITION BY series_id, date ORDER BY revision)
        )
        SELECT series.symbol AS symbol, pair.date AS date, pair.revision AS revision, old_open, new_open, old_high,
            new_high, old_low, new_low, old_close, new_close, old_adjusted_close, new_adjusted_close, old_volume,
            new_volume, source_file.first_seen AS learnt_at, source_file.path AS path
        FROM pair JOIN series ON series.id = pair.series_id JOIN source_file ON source_file.id = pair.file
        WHERE pair.revision < 1000000000;
        """
}
