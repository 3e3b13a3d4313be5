/// A step of the tables: facts that no return can be made of, series that a run did without, exchange groups.
enum LeftOut {
    static let tables = """
        -- Bars with a price of zero or below, of series that are declared to have them: bar holds what has a
        -- logarithm.
        CREATE TABLE non_positive_bar (
            series_id INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
            date TEXT NOT NULL CHECK (\(FirstHouse.isDate("date"))),
            open REAL CHECK (abs(open) < 1e308),
            high REAL CHECK (abs(high) < 1e308),
            low REAL CHECK (abs(low) < 1e308),
            close REAL NOT NULL CHECK (abs(close) < 1e308),
            adjusted_close REAL CHECK (abs(adjusted_close) < 1e308),
            volume REAL CHECK (volume >= 0 AND volume < 1e308),
            source_file_id INTEGER NOT NULL REFERENCES source_file ON DELETE CASCADE,
            PRIMARY KEY (series_id, date)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX non_positive_bar_by_source_file ON non_positive_bar (source_file_id);

        -- Series that a run did not use, or not with a model; model is empty where it means all of them.
        CREATE TABLE left_out (
            run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
            symbol TEXT NOT NULL CHECK (symbol <> ''),
            model TEXT NOT NULL,
            reason TEXT NOT NULL CHECK (reason <> ''),
            PRIMARY KEY (run_id, symbol, model)
        ) STRICT, WITHOUT ROWID;

        -- Which series trade on the same days, and how many series of a group have a bar on a date.
        CREATE TABLE series_group (
            series_id INTEGER PRIMARY KEY REFERENCES series ON DELETE CASCADE,
            group_id INTEGER NOT NULL CHECK (group_id >= 1)
        ) STRICT;
        CREATE TABLE group_session (
            group_id INTEGER NOT NULL,
            date TEXT NOT NULL,
            bars INTEGER NOT NULL CHECK (bars >= 0),
            PRIMARY KEY (group_id, date)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER series_deleted BEFORE DELETE ON series BEGIN
            UPDATE group_session SET bars = bars - 1
            WHERE group_id = (SELECT group_id FROM series_group WHERE series_id = old.id)
                AND EXISTS (SELECT 1 FROM bar WHERE series_id = old.id AND bar.date = group_session.date);
            DELETE FROM group_session WHERE bars = 0;
        END;
        """

    /// The counts behind `data_health`, of each series against the calendar of its own exchange group.
    static let views = """
        DROP VIEW data_health_counts;
        CREATE VIEW data_health_counts AS
        WITH member AS MATERIALIZED (
            SELECT series_id, group_id, first_date, last_date FROM series_summary JOIN series_group USING (series_id)
        ), calendar AS MATERIALIZED (
            SELECT group_id, date, 2 * bars > alive - 1 AS is_common FROM (
                SELECT group_id, date, bars, (
                    SELECT count(*) FROM member WHERE member.group_id = group_session.group_id
                        AND group_session.date BETWEEN first_date AND last_date) AS alive
                FROM group_session)
        ), common AS MATERIALIZED (
            SELECT series_id, count(*) AS sessions FROM member
            JOIN calendar ON calendar.group_id = member.group_id AND calendar.date BETWEEN first_date AND last_date
            WHERE is_common GROUP BY series_id
        ), uncommon AS MATERIALIZED (
            SELECT series_id, count(*) AS bars FROM member
            JOIN calendar ON calendar.group_id = member.group_id AND calendar.date BETWEEN first_date AND last_date
            WHERE NOT is_common AND EXISTS (
                SELECT 1 FROM bar WHERE bar.series_id = member.series_id AND bar.date = calendar.date)
            GROUP BY series_id
        )
        SELECT series.id AS series_id, series.symbol AS symbol, summary.first_date AS first_date,
            summary.last_date AS last_date, summary.sessions AS sessions,
            max(0, ifnull(common.sessions, 0) - summary.sessions + ifnull(uncommon.bars, 0)) AS missing_sessions,
            summary.rejected_rows AS rejected_rows, summary.revisions AS revisions,
            summary.largest_jump AS largest_jump,
            (SELECT count(*) FROM calendar WHERE calendar.group_id = member.group_id
                AND calendar.date > summary.last_date) AS stale_sessions
        FROM series_summary AS summary
        JOIN series ON series.id = summary.series_id
        LEFT JOIN member ON member.series_id = summary.series_id
        LEFT JOIN common ON common.series_id = summary.series_id
        LEFT JOIN uncommon ON uncommon.series_id = summary.series_id;
        """
}
