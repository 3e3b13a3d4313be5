internal import GRDB

extension Store {
    /// Hands out the whole content as lines of text that can be compared with those of another store.
    ///
    /// Two stores with the same content give the same lines, whatever order it came in: the store's own row
    /// numbers are replaced by what they stand for, and rows are sorted by their keys. Numbers are printed so
    /// that no bit is lost, text is quoted, bytes are hexadecimal.
    ///
    /// - Parameters:
    ///   - excludingTimes: leaves out times of day and durations, which no two runs share.
    ///   - body: what to do with each line; it must not call the store.
    public func dump(excludingTimes: Bool, _ body: (String) throws -> Void) throws {
        try read { db in
            for table in DumpedTable.all {
                let rows = try Row.fetchCursor(db, sql: table.sql(excludingTimes: excludingTimes))
                while let row = try rows.next() {
                    try body(([table.name] + row.map { Store.text(of: $1) }).joined(separator: "\t"))
                }
            }
        }
    }

    /// The whole content as lines of text, see ``dump(excludingTimes:_:)``.
    public func dump(excludingTimes: Bool) throws -> [String] {
        var lines: [String] = []
        try dump(excludingTimes: excludingTimes) { lines.append($0) }
        return lines
    }

    private static func text(of value: DatabaseValue) -> String {
        switch value.storage {
        case .null: "NULL"
        case .int64(let number): "\(number)"
        case .double(let number): "\(number)"
        case .string(let text): quoted(text)
        case .blob(let bytes): "x'" + hexadecimal([UInt8](bytes)) + "'"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

/// How a table is written out: its key first, each of the store's own row numbers replaced by what it stands for.
private struct DumpedTable {
    var name: String
    /// What identifies a row, as SQL; rows are sorted by it.
    var key: [String]
    /// The other columns.
    var columns: [String]
    /// The columns that hold times of day or durations.
    var times: [String] = []
    /// The tables that tell what row numbers stand for.
    var joins = ""

    func sql(excludingTimes: Bool) -> String {
        let columns = (key + columns + (excludingTimes ? [] : times)).joined(separator: ", ")
        return "SELECT \(columns) FROM \(name) \(joins) ORDER BY \(key.joined(separator: ", "))"
    }

    private static let series = "JOIN series ON series.id = series_id"
    private static let file = "JOIN source_file ON source_file.id = source_file_id"
    private static let fileKey = ["source_file.path", "source_file.version"]
    private static let trial = "JOIN trial ON trial.id = trial_id"
    private static let model =
        "JOIN model ON model.id = model_id JOIN trial ON trial.id = model.trial_id"
        + " LEFT JOIN series AS scope ON scope.id = model.series_id"
    private static let modelKey = ["trial.run_id", "trial.plan_index", "scope.symbol"]

    static let all = [
        DumpedTable(name: "series", key: ["symbol"], columns: ["first_usable_date"]),
        DumpedTable(
            name: "source_file", key: ["symbol", "path", "version"],
            columns: ["sha256", "bytes", "format", "lines", "header", "blank", "accepted", "rejected"],
            times: ["first_seen"], joins: series),
        DumpedTable(
            name: "bar", key: ["symbol", "date"],
            columns: ["open", "high", "low", "close", "adjusted_close", "volume"] + fileKey,
            joins: "JOIN series ON series.id = bar.series_id \(file)"),
        DumpedTable(
            name: "bar_revision", key: ["symbol", "date", "revision"],
            columns: ["open", "high", "low", "close", "adjusted_close", "volume"] + fileKey,
            joins: "JOIN series ON series.id = bar_revision.series_id \(file)"),
        DumpedTable(
            name: "rebase", key: ["symbol", "number"],
            columns: ["kind", "factor", "last_date", "bars", "old_values"] + fileKey,
            joins: "JOIN series ON series.id = rebase.series_id \(file)"),
        DumpedTable(
            name: "corporate_action", key: ["symbol", "date", "kind", "origin"], columns: ["value"], joins: series),
        DumpedTable(
            name: "non_positive_bar", key: ["symbol", "date"],
            columns: ["open", "high", "low", "close", "adjusted_close", "volume"] + fileKey,
            joins: "JOIN series ON series.id = non_positive_bar.series_id \(file)"),
        DumpedTable(
            name: "rejected_row", key: ["symbol"] + fileKey + ["number"],
            columns: ["line", "raw_text", "reason", "detail"],
            joins: "\(file) JOIN series ON series.id = source_file.series_id"),
        DumpedTable(name: "shock_period", key: ["name", "phase"], columns: ["first_date", "last_date", "source"]),
        DumpedTable(name: "session", key: ["date"], columns: ["bars"]),
        DumpedTable(name: "series_group", key: ["symbol"], columns: ["group_id"], joins: series),
        DumpedTable(name: "group_session", key: ["group_id", "date"], columns: ["bars"]),
        DumpedTable(
            name: "series_summary", key: ["symbol"],
            columns: ["first_date", "last_date", "sessions", "rejected_rows", "revisions", "largest_jump"],
            joins: series),
        DumpedTable(
            name: "series_health", key: ["symbol"],
            columns: [
                "weekend_rows", "repeated_sessions", "half_filled", "longest_gap_days", "reuse_date",
                "unapplied_splits", "first_unapplied_split", "weekend_bars", "range_bars", "equal_run",
            ], joins: series),
        DumpedTable(name: "health_threshold", key: ["finding"], columns: ["warn", "refuse"]),
        DumpedTable(
            name: "run", key: ["id"],
            columns: [
                "pipeline", "status", "configuration_hash", "data_hash", "version", "configuration", "command",
                "seed",
                "first_test_date", "last_test_date", "message",
            ], times: ["started_at", "finished_at"]),
        DumpedTable(name: "left_out", key: ["run_id", "symbol", "model"], columns: ["reason"]),
        DumpedTable(
            name: "trial", key: ["run_id", "plan_index"],
            columns: [
                "model", "is_network", "response", "width", "seed", "fold", "first_training_date",
                "last_training_date", "first_validation_date", "last_validation_date", "first_test_date",
                "last_test_date", "parameters", "multiply_adds_per_forecast", "epochs", "training_loss",
                "validation_loss", "horizon_method",
            ], times: ["train_seconds", "forecast_seconds"]),
        DumpedTable(
            name: "training_epoch", key: ["run_id", "plan_index", "epoch"],
            columns: ["training_epoch.training_loss", "training_epoch.validation_loss"], joins: trial),
        DumpedTable(
            name: "model", key: ["run_id", "plan_index", "symbol"], columns: ["name", "cutoff", "encoded"],
            joins: "\(trial) LEFT JOIN series ON series.id = series_id"),
        DumpedTable(
            name: "model_state", key: modelKey + ["series.symbol", "after_date"], columns: ["state"],
            joins: "\(model) JOIN series ON series.id = model_state.series_id"),
        DumpedTable(
            name: "market_state", key: modelKey + ["after_date"], columns: ["state"], joins: model),
        DumpedTable(
            name: "registration",
            key: modelKey + ["session", "role", "reason"],
            columns: [
                "fit_key", "registration.model", "registration.seed", "mean_difference", "p_value", "sessions",
            ],
            joins: model),
        DumpedTable(name: "night", key: ["run_id"], columns: ["kind", "last_session"]),
        DumpedTable(
            name: "night_model", key: ["night_model.run_id", "night_model.plan_index"],
            columns: ["how", "sessions", "series", "stepped_from", "reason", "forecasts"] + modelKey, joins: model),
        DumpedTable(
            name: "state_loss", key: ["symbol", "first_date", "kind"], columns: [], joins: series),
        DumpedTable(
            name: "session_score", key: ["pipeline", "model", "seed", "date"],
            columns: [
                "forecasts", "covered_90", "below_05", "above_95", "squared_error", "absolute_error",
                "negative_log_density", "squared_z",
            ]),
        DumpedTable(name: "memory", key: modelKey + ["lag"], columns: ["influence"], joins: model),
        DumpedTable(
            name: "memory_response", key: modelKey + ["stimulus", "lag"],
            columns: ["mean", "deviation", "variance"],
            joins: model),
        DumpedTable(
            name: "memory_summary", key: modelKey + ["memory_summary.name"], columns: ["value"], joins: model),
        DumpedTable(name: "washout", key: modelKey + ["start", "sessions"], columns: ["distance"], joins: model),
        DumpedTable(
            name: "leak_audit", key: ["run_id", "model", "seed", "fold", "corruption"], columns: ["compared"]),
        DumpedTable(
            name: "search_trial", key: ["run_id", "search", "candidate", "fold"],
            columns: ["rung", "model", "settings", "loss", "n", "sessions", "return_sum", "squared_return_sum"]),
        DumpedTable(
            name: "search_choice", key: ["run_id", "search"],
            columns: ["method", "candidates", "model", "settings"]),
        DumpedTable(
            name: "stress", key: ["run_id", "period", "model", "loss"],
            columns: ["removed_sessions", "n", "with_shocks", "without_shocks", "p_value"]),
        DumpedTable(
            name: "forecast", key: ["run_id", "plan_index", "symbol", "cutoff", "horizon", "span"],
            columns: Store.forecastColumns.filter {
                !["trial_id", "series_id", "cutoff", "horizon", "span"].contains($0)
            },
            joins: "\(trial) \(series)"),
        DumpedTable(
            name: "metric", key: ["run_id", "symbol", "period", "phase", "model", "horizon", "span", "name"],
            columns: ["value", "n", "lower", "upper"]),
        DumpedTable(
            name: "comparison",
            key: ["run_id", "symbol", "period", "phase", "baseline", "loss", "model", "horizon", "span", "test"],
            columns: ["mean_difference", "statistic", "p_value", "p_holm", "n"]),
        DumpedTable(
            name: "cumulative_loss", key: ["run_id", "model", "loss", "horizon", "date"],
            columns: ["cumulative", "sessions"]),
        DumpedTable(
            name: "shock_response", key: ["run_id", "period", "model", "horizon"],
            columns: [
                "worst_date", "worst_nll", "band_upper", "peak_nll", "sessions_to_recover", "sessions_watched",
            ]),
        DumpedTable(
            name: "shock_path", key: ["run_id", "period", "model", "horizon", "date"],
            columns: ["phase", "forecast_volatility", "realised_volatility", "nll", "nll_20"]),
        DumpedTable(
            name: "phase_sample", key: ["run_id", "period", "phase"],
            columns: ["first_date", "last_date", "sessions"]),
        DumpedTable(
            name: "lab_run", key: ["command", "version"], columns: ["lab", "seed", "conclusion"],
            times: ["recorded_at"]),
        DumpedTable(
            name: "lab_value", key: ["command", "version", "record", "name"], columns: ["text", "number"],
            joins: "JOIN lab_run ON lab_run.id = lab_run_id"),
    ]
}
