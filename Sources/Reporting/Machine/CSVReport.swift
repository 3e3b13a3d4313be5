import Evaluation
import Market

/// Renders a report's rows as tables of CSV by file name, one tidy table a file; forecasts come on their own.
///
/// Names of columns are those of the store's views. Dates are ISO text, empty cells are what is not defined.
public func renderCSV(_ content: ReportContent) -> [(file: String, text: String)] {
    [
        ("leaderboard.csv", leaderboard(content.leaderboard)), ("width_sweep.csv", widthSweep(content.widthSweep)),
        ("shock_table.csv", shockTable(content.shockTable)), ("metrics.csv", metrics(content.metrics)),
        ("comparisons.csv", comparisons(content.comparisons + content.otherTests)),
        ("data_health.csv", dataHealth(content)),
        ("rejected_rows.csv", rejections(content.rejections)),
    ]
}

/// The columns of the table of forecasts: the long form that forecasters know, one row a forecast.
///
/// `unique_id` is the series, `ds` the session forecast, `cutoff` the last one known, `y` the log return that came;
/// `mean` to `q95` are the forecast's.
public let forecastColumns = [
    "unique_id", "ds", "cutoff", "horizon", "model", "seed", "fold", "y", "mean", "standard_deviation", "q05",
    "q50",
    "q95", "family", "scale", "shape", "probability_up", "invest",
]

private func leaderboard(_ rows: [LeaderboardRow]) -> String {
    var csv = CSVText(columns: [
        "run_id", "model", "response", "width", "parameters", "seeds", "train_seconds", "horizon", "mae", "rmse",
        "mase",
        "nll", "crps", "qlike", "coverage_90", "directional_accuracy", "skill_vs_naive", "dm_p_vs_naive", "in_mcs",
        "nll_lower", "nll_upper",
    ])
    for row in rows {
        csv.add(row.runID)
        csv.add(row.model)
        csv.add(row.response)
        csv.add(row.width)
        csv.add(row.parameters)
        csv.add(row.seeds)
        csv.add(row.trainSeconds)
        csv.add(row.horizon)
        for value in [
            row.mae, row.rmse, row.mase, row.nll, row.crps, row.qlike, row.coverage90, row.directionalAccuracy,
            row.skillVsNaive, row.dmPVsNaive,
        ] { csv.add(value) }
        csv.add(row.inMCS)
        csv.add(row.nllLower)
        csv.add(row.nllUpper)
        csv.endRow()
    }
    return csv.text
}

private func widthSweep(_ rows: [WidthSweepRow]) -> String {
    var csv = CSVText(columns: [
        "run_id", "model", "response", "width", "parameters", "multiply_adds_per_forecast", "train_seconds", "rmse",
        "nll", "qlike", "dm_p_vs_best", "forecast_seconds", "nll_lower", "nll_upper", "dm_p_vs_rnn", "in_mcs",
    ])
    for row in rows {
        csv.add(row.runID)
        csv.add(row.model)
        csv.add(row.response)
        csv.add(row.width)
        csv.add(row.parameters)
        csv.add(row.multiplyAddsPerForecast)
        for value in [
            row.trainSeconds, row.rmse, row.nll, row.qlike, row.dmPVsBest, row.forecastSeconds, row.nllLower,
            row.nllUpper, row.dmPVsRNN,
        ] { csv.add(value) }
        csv.add(row.inMCS)
        csv.endRow()
    }
    return csv.text
}

private func shockTable(_ rows: [ShockTableRow]) -> String {
    var csv = CSVText(columns: [
        "run_id", "period", "phase", "first_date", "last_date", "sessions", "model", "rmse", "nll", "qlike",
        "coverage_90", "var_99_breaches", "dm_p_vs_naive",
    ])
    for row in rows {
        csv.add(row.runID)
        csv.add(row.period)
        csv.add(row.phase)
        csv.add(row.firstDate.description)
        csv.add(row.lastDate.description)
        csv.add(row.sessions)
        csv.add(row.model)
        for value in [row.rmse, row.nll, row.qlike, row.coverage90, row.var99Breaches, row.dmPVsNaive] {
            csv.add(value)
        }
        csv.endRow()
    }
    return csv.text
}

private func metrics(_ rows: [MetricRow]) -> String {
    var csv = CSVText(columns: [
        "unique_id", "model", "period", "phase", "horizon", "name", "value", "n", "lower", "upper",
    ])
    for row in rows {
        csv.add(row.symbol)
        csv.add(row.model)
        csv.add(row.period)
        csv.add(row.phase)
        csv.add(row.horizon)
        csv.add(row.name)
        csv.add(row.value)
        csv.add(row.n)
        csv.add(row.lower)
        csv.add(row.upper)
        csv.endRow()
    }
    return csv.text
}

private func comparisons(_ rows: [ComparisonRow]) -> String {
    var csv = CSVText(columns: [
        "model", "baseline", "unique_id", "loss", "period", "phase", "horizon", "test", "mean_difference",
        "statistic",
        "p_value", "p_holm",
        "n",
    ])
    for row in rows {
        for text in [row.model, row.baseline, row.symbol, row.loss, row.period, row.phase] { csv.add(text) }
        csv.add(row.horizon)
        csv.add(row.test)
        csv.add(row.meanDifference)
        csv.add(row.statistic)
        csv.add(row.pValue)
        csv.add(row.pHolm)
        csv.add(row.n)
        csv.endRow()
    }
    return csv.text
}

private func dataHealth(_ content: ReportContent) -> String {
    var csv = CSVText(columns: [
        "unique_id", "first_date", "usable_from", "last_date", "sessions", "missing_sessions", "rejected_rows",
        "revisions", "largest_jump", "stale_sessions", "verdict", "findings",
    ])
    for row in content.dataHealth {
        csv.add(row.symbol)
        csv.add(row.firstDate.description)
        csv.add(content.usableFrom[row.symbol]?.description)
        csv.add(row.lastDate.description)
        for count in [row.sessions, row.missingSessions, row.rejectedRows, row.revisions] { csv.add(count) }
        csv.add(row.largestJump)
        csv.add(row.staleSessions)
        csv.add(row.verdict)
        csv.add(row.findings)
        csv.endRow()
    }
    return csv.text
}

private func rejections(_ rejections: Rejections) -> String {
    var csv = CSVText(columns: ["file", "reason", "rows"])
    for count in rejections.counts {
        csv.add(count.file)
        csv.add(count.reason)
        csv.add(count.rows)
        csv.endRow()
    }
    return csv.text
}
