internal import Evaluation
internal import Market
internal import Reporting
internal import Store

/// The columns of the table of forecasts: the long form that forecasters know, one row a forecast.
///
/// `unique_id` is the series, `ds` the session forecast, `cutoff` the last one known, `y` the log return that came;
/// `mean` to `q95` are the forecast's.
private let forecastColumns: [Column<StoredForecast>] = [
    Column("unique_id", \.forecast.symbol), Column("ds", \.forecast.targetDate),
    Column("cutoff", \.forecast.cutoff),
    Column("horizon", \.forecast.horizon), Column("model", \.model), Column("seed", \.seed), Column("fold", \.fold),
    Column("y", \.forecast.actual), Column("mean", \.forecast.mean),
    Column("standard_deviation", \.forecast.standardDeviation), Column("q05", \.forecast.q05),
    Column("q50", \.forecast.q50), Column("q95", \.forecast.q95), Column("family", \.forecast.family),
    Column("scale", \.forecast.scale), Column("shape", \.forecast.shape),
    Column("probability_up", \.forecast.probabilityUp), Column("invest", \.forecast.invest),
    Column("span", \.forecast.span),
]

/// Writes all forecasts of a run as one table in the long form, a row a forecast, without holding them all.
func writeForecasts(of run: RunRecord, in store: Store, to path: String) throws {
    try writeFile(to: path) { write in
        var csv = CSVTable(forecastColumns)
        var rows = 0
        try store.forEachForecast(run: run.id) { forecast in
            csv.add(forecast)
            rows += 1
            if rows % 4096 == 0 { try write(csv.taken()) }
        }
        try write(csv.taken())
    }
}
