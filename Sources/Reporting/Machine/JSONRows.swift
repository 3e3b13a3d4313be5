import Evaluation
import Market

// One function a kind of row. Members are named as the store's columns are.

func write(_ run: RunFacts, into json: inout JSONText) {
    json.object { json in
        json.member("run_id") { $0.string(run.runID) }
        json.member("pipeline") { $0.string(run.pipeline) }
        json.member("version") { $0.string(run.version) }
        json.member("configuration_hash") { $0.string(run.configurationHash) }
        json.member("data_hash") { $0.string(run.dataHash) }
        json.member("seeds") { $0.list(run.seeds, isLine: true) { $0.number($1) } }
        json.member("command") { $0.string(run.command) }
        json.member("first_test_date") { $0.date(run.testSpan.lowerBound) }
        json.member("last_test_date") { $0.date(run.testSpan.upperBound) }
        json.member("folds") { $0.number(run.folds) }
        json.member("refit") { $0.string(run.refitRule) }
        json.member("trials") { $0.number(run.trials) }
        json.member("horizon") { $0.number(run.horizon) }
    }
}

func write(_ row: LeaderboardRow, into json: inout JSONText) {
    json.object(isLine: true) { json in
        json.member("model") { $0.string(row.model) }
        json.member("response") { $0.string(row.response) }
        json.member("width") { $0.number(row.width) }
        json.member("parameters") { $0.number(row.parameters) }
        json.member("seeds") { $0.number(row.seeds) }
        json.member("train_seconds") { $0.number(row.trainSeconds) }
        json.member("horizon") { $0.number(row.horizon) }
        json.member("mae") { $0.number(row.mae) }
        json.member("rmse") { $0.number(row.rmse) }
        json.member("mase") { $0.number(row.mase) }
        json.member("nll") { $0.number(row.nll) }
        json.member("crps") { $0.number(row.crps) }
        json.member("qlike") { $0.number(row.qlike) }
        json.member("coverage_90") { $0.number(row.coverage90) }
        json.member("directional_accuracy") { $0.number(row.directionalAccuracy) }
        json.member("skill_vs_naive") { $0.number(row.skillVsNaive) }
        json.member("dm_p_vs_naive") { $0.number(row.dmPVsNaive) }
        json.member("in_mcs") { $0.bool(row.inMCS) }
        json.member("nll_lower") { $0.number(row.nllLower) }
        json.member("nll_upper") { $0.number(row.nllUpper) }
    }
}

func write(_ row: WidthSweepRow, into json: inout JSONText) {
    json.object(isLine: true) { json in
        json.member("model") { $0.string(row.model) }
        json.member("response") { $0.string(row.response) }
        json.member("width") { $0.number(row.width) }
        json.member("parameters") { $0.number(row.parameters) }
        json.member("multiply_adds_per_forecast") { $0.number(row.multiplyAddsPerForecast) }
        json.member("train_seconds") { $0.number(row.trainSeconds) }
        json.member("rmse") { $0.number(row.rmse) }
        json.member("nll") { $0.number(row.nll) }
        json.member("qlike") { $0.number(row.qlike) }
        json.member("dm_p_vs_best") { $0.number(row.dmPVsBest) }
        json.member("forecast_seconds") { $0.number(row.forecastSeconds) }
        json.member("nll_lower") { $0.number(row.nllLower) }
        json.member("nll_upper") { $0.number(row.nllUpper) }
        json.member("dm_p_vs_rnn") { $0.number(row.dmPVsRNN) }
        json.member("in_mcs") { $0.bool(row.inMCS) }
    }
}

func write(_ row: ShockTableRow, into json: inout JSONText) {
    json.object(isLine: true) { json in
        json.member("period") { $0.string(row.period) }
        json.member("phase") { $0.string(row.phase) }
        json.member("first_date") { $0.date(row.firstDate) }
        json.member("last_date") { $0.date(row.lastDate) }
        json.member("sessions") { $0.number(row.sessions) }
        json.member("model") { $0.string(row.model) }
        json.member("rmse") { $0.number(row.rmse) }
        json.member("nll") { $0.number(row.nll) }
        json.member("qlike") { $0.number(row.qlike) }
        json.member("coverage_90") { $0.number(row.coverage90) }
        json.member("var_99_breaches") { $0.number(row.var99Breaches) }
        json.member("dm_p_vs_naive") { $0.number(row.dmPVsNaive) }
    }
}

func write(_ row: MetricRow, into json: inout JSONText) {
    json.object(isLine: true) { json in
        json.member("model") { $0.string(row.model) }
        json.member("symbol") { $0.string(row.symbol) }
        json.member("period") { $0.string(row.period) }
        json.member("phase") { $0.string(row.phase) }
        json.member("horizon") { $0.number(row.horizon) }
        json.member("name") { $0.string(row.name) }
        json.member("value") { $0.number(row.value) }
        json.member("n") { $0.number(row.n) }
        json.member("lower") { $0.number(row.lower) }
        json.member("upper") { $0.number(row.upper) }
    }
}

func write(_ row: ComparisonRow, into json: inout JSONText) {
    json.object(isLine: true) { json in
        json.member("model") { $0.string(row.model) }
        json.member("baseline") { $0.string(row.baseline) }
        json.member("symbol") { $0.string(row.symbol) }
        json.member("loss") { $0.string(row.loss) }
        json.member("period") { $0.string(row.period) }
        json.member("phase") { $0.string(row.phase) }
        json.member("horizon") { $0.number(row.horizon) }
        json.member("test") { $0.string(row.test) }
        json.member("mean_difference") { $0.number(row.meanDifference) }
        json.member("statistic") { $0.number(row.statistic) }
        json.member("p_value") { $0.number(row.pValue) }
        json.member("p_holm") { $0.number(row.pHolm) }
        json.member("n") { $0.number(row.n) }
    }
}

func write(_ row: DataHealthRow, _ usableFrom: SessionDate?, into json: inout JSONText) {
    json.object(isLine: true) { json in
        json.member("symbol") { $0.string(row.symbol) }
        json.member("first_date") { $0.date(row.firstDate) }
        json.member("usable_from") { $0.date(usableFrom) }
        json.member("last_date") { $0.date(row.lastDate) }
        json.member("sessions") { $0.number(row.sessions) }
        json.member("missing_sessions") { $0.number(row.missingSessions) }
        json.member("rejected_rows") { $0.number(row.rejectedRows) }
        json.member("revisions") { $0.number(row.revisions) }
        json.member("largest_jump") { $0.number(row.largestJump) }
        json.member("stale_sessions") { $0.number(row.staleSessions) }
        json.member("verdict") { $0.string(row.verdict) }
        json.member("findings") { $0.string(row.findings) }
    }
}
