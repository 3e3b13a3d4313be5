internal import Evaluation
internal import Market
internal import Reporting
internal import Store

/// Writes all forecasts of a run as one table in the long form, a row a forecast, without holding them all.
func writeForecasts(of run: RunRecord, in store: Store, to path: String) throws {
    try writeFile(to: path) { write in
        var csv = CSVText(columns: forecastColumns)
        var rows = 0
        try store.forEachForecast(run: run.id) { stored in
            let forecast = stored.forecast
            csv.add(forecast.symbol)
            csv.add(forecast.targetDate?.description)
            csv.add(forecast.cutoff.description)
            csv.add(forecast.horizon)
            csv.add(stored.model)
            csv.add(stored.seed)
            csv.add(stored.fold)
            csv.add(forecast.actual)
            for value in [forecast.mean, forecast.standardDeviation, forecast.q05, forecast.q50, forecast.q95] {
                csv.add(value)
            }
            csv.add(forecast.family)
            csv.add(forecast.scale)
            csv.add(forecast.shape)
            csv.add(forecast.probabilityUp)
            csv.add(forecast.invest)
            csv.endRow()
            rows += 1
            if rows % 4096 == 0 { try write(csv.taken()) }
        }
        try write(csv.taken())
    }
}
