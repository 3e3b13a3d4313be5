import Evaluation
import Market

// The tables of a report, a constant each: names are those of the store's views.

let leaderboardColumns: [Column<LeaderboardRow>] = [
    Column("model", \.model), Column("response", \.response), Column("width", \.width),
    Column("parameters", \.parameters), Column("seeds", \.seeds), Column("train_seconds", \.trainSeconds),
    Column("horizon", \.horizon), Column("mae", \.mae), Column("rmse", \.rmse), Column("mase", \.mase),
    Column("nll", \.nll), Column("crps", \.crps), Column("qlike", \.qlike), Column("coverage_90", \.coverage90),
    Column("directional_accuracy", \.directionalAccuracy), Column("skill_vs_naive", \.skillVsNaive),
    Column("dm_p_vs_naive", \.dmPVsNaive), Column("in_mcs", \.inMCS), Column("nll_lower", \.nllLower),
    Column("nll_upper", \.nllUpper), Column("span", \.span), Column("horizon_method", \.horizonMethod),
]

let widthSweepColumns: [Column<WidthSweepRow>] = [
    Column("model", \.model), Column("response", \.response), Column("width", \.width),
    Column("parameters", \.parameters), Column("multiply_adds_per_forecast", \.multiplyAddsPerForecast),
    Column("train_seconds", \.trainSeconds), Column("rmse", \.rmse), Column("nll", \.nll), Column("qlike", \.qlike),
    Column("dm_p_vs_best", \.dmPVsBest), Column("forecast_seconds", \.forecastSeconds),
    Column("nll_lower", \.nllLower), Column("nll_upper", \.nllUpper), Column("dm_p_vs_rnn", \.dmPVsRNN),
    Column("in_mcs", \.inMCS),
]

let shockTableColumns: [Column<ShockTableRow>] = [
    Column("period", \.period), Column("phase", \.phase), Column("first_date", \.firstDate),
    Column("last_date", \.lastDate), Column("sessions", \.sessions), Column("model", \.model),
    Column("rmse", \.rmse),
    Column("nll", \.nll), Column("qlike", \.qlike), Column("coverage_90", \.coverage90),
    Column("var_99_breaches", \.var99Breaches), Column("dm_p_vs_naive", \.dmPVsNaive),
]

let metricColumns: [Column<MetricRow>] = [
    Column("symbol", \.symbol), Column("model", \.model), Column("period", \.period), Column("phase", \.phase),
    Column("horizon", \.horizon), Column("name", \.name), Column("value", \.value), Column("n", \.n),
    Column("lower", \.lower), Column("upper", \.upper), Column("span", \.span),
]

let comparisonColumns: [Column<ComparisonRow>] = [
    Column("model", \.model), Column("baseline", \.baseline), Column("symbol", \.symbol), Column("loss", \.loss),
    Column("period", \.period), Column("phase", \.phase), Column("horizon", \.horizon), Column("test", \.test),
    Column("mean_difference", \.meanDifference), Column("statistic", \.statistic), Column("p_value", \.pValue),
    Column("p_holm", \.pHolm), Column("n", \.n), Column("span", \.span),
]

/// The health of the data; from when a series may be used is known to the run, not to the row.
func dataHealthColumns(usableFrom: [String: SessionDate]) -> [Column<DataHealthRow>] {
    [
        Column("symbol", \.symbol), Column("first_date", \.firstDate),
        Column("usable_from") { usableFrom[$0.symbol] }, Column("last_date", \.lastDate),
        Column("sessions", \.sessions), Column("missing_sessions", \.missingSessions),
        Column("rejected_rows", \.rejectedRows), Column("revisions", \.revisions),
        Column("largest_jump", \.largestJump), Column("stale_sessions", \.staleSessions),
        Column("verdict", \.verdict), Column("findings", \.findings),
    ]
}

let rejectionColumns: [Column<Rejections.Count>] = [
    Column("file", \.file), Column("reason", \.reason), Column("rows", \.rows),
]

let runColumns: [Column<RunFacts>] = [
    Column("run_id", \.runID), Column("pipeline", \.pipeline), Column("version", \.version),
    Column("configuration_hash", \.configurationHash), Column("data_hash", \.dataHash),
    Column("command", \.command),
    Column("first_test_date", \.testSpan.lowerBound), Column("last_test_date", \.testSpan.upperBound),
    Column("folds", \.folds), Column("refit", \.refitRule), Column("trials", \.trials),
    Column("horizon", \.horizon),
]

/// One epoch of one fit.
struct TrainingRow: Sendable {
    var fit: Evidence.Fit
    /// From 1.
    var epoch: Int

    /// The rows of some fits, epoch by epoch.
    static func rows(of fits: [Evidence.Fit]) -> [TrainingRow] {
        fits.flatMap { fit in fit.history.indices.map { TrainingRow(fit: fit, epoch: $0 + 1) } }
    }
}

let trainingColumns: [Column<TrainingRow>] = [
    Column("model", \.fit.model), Column("seed", \.fit.seed), Column("fold", \.fit.fold),
    Column("test_year", \.fit.year), Column("epoch", \.epoch),
    Column("training_loss") { $0.fit.history[$0.epoch - 1].trainingLoss },
    Column("validation_loss") { $0.fit.history[$0.epoch - 1].validationLoss },
    Column("is_kept") { $0.fit.epochs == $0.epoch },
]
