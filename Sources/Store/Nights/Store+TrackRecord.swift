internal import GRDB
public import Market

extension Store {
    /// The forecasts of one-session horizon whose outcome is not known, by series and cutoff.
    ///
    /// Those of an earlier night that was repeated stay what was known then, for ever.
    public func openForecasts() throws -> [OpenForecast] {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT forecast.trial_id, forecast.series_id, pipeline, trial.model,
                        trial.seed, ifnull(night.kind = 'live', 0) AS is_of_record, cutoff, family, mean, scale, shape
                    FROM forecast INDEXED BY forecast_open JOIN trial ON trial.id = trial_id
                    JOIN run ON run.id = trial.run_id LEFT JOIN night ON night.run_id = run.id
                    WHERE target_date IS NULL AND horizon = 1 AND night.kind IS NOT 'as-of'
                    ORDER BY forecast.series_id, cutoff, pipeline, trial.model, trial.seed, run.id
                    """)
            var open: [OpenForecast] = []
            while let row = try rows.next() {
                open.append(
                    OpenForecast(
                        trialID: row[0], seriesID: row[1], pipeline: row[2], model: row[3], seed: row[4],
                        isOfRecord: row[5], cutoff: try SessionDate(stored: row[6]), family: row[7], mean: row[8],
                        scale: row[9], shape: row[10]))
            }
            return open
        }
    }

    /// The symbols whose forecast of record after a session each is there already, by symbol and cutoff.
    public func recordedForecasts(
        pipeline: String, model: String, seed: Int, from first: SessionDate
    ) throws -> [String: Set<SessionDate>] {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT symbol, cutoff FROM night JOIN run ON run.id = night.run_id
                    JOIN trial ON trial.run_id = run.id JOIN forecast ON forecast.trial_id = trial.id
                    JOIN series ON series.id = forecast.series_id
                    WHERE night.kind = 'live' AND last_session >= ?4 AND pipeline = ?1 AND trial.model = ?2
                        AND trial.seed = ?3
                    """, arguments: [pipeline, model, seed, first.description])
            var recorded: [String: Set<SessionDate>] = [:]
            while let row = try rows.next() {
                recorded[row[0], default: []].insert(try SessionDate(stored: row[1]))
            }
            return recorded
        }
    }

    /// The scores of a pipeline's forecasts of record in its last sessions not after a date, oldest first.
    public func sessionScores(pipeline: String, notAfter last: SessionDate, sessions: Int) throws -> [SessionScore]
    {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM session_score WHERE pipeline = ?1 AND date <= ?2 AND date >= ifnull((
                        SELECT DISTINCT date FROM session_score WHERE pipeline = ?1 AND date <= ?2
                        ORDER BY date DESC LIMIT 1 OFFSET ?3), '0000')
                    ORDER BY model, seed, date
                    """, arguments: [pipeline, last.description, sessions - 1]
            ).map { row in
                var score = SessionScore(
                    pipeline: row["pipeline"], model: row["model"], seed: row["seed"], date: try row.date("date"))
                score.forecasts = row["forecasts"]
                score.covered90 = row["covered_90"]
                score.below05 = row["below_05"]
                score.above95 = row["above_95"]
                score.squaredError = row["squared_error"]
                score.absoluteError = row["absolute_error"]
                score.negativeLogDensity = row["negative_log_density"]
                score.squaredZ = row["squared_z"]
                return score
            }
        }
    }
}
