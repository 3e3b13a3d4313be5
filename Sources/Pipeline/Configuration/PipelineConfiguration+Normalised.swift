internal import Evaluation
internal import Forecasting
internal import Market

extension PipelineConfiguration {
    /// The configuration as one text for hashing: equal for files that ask for the same results.
    ///
    /// One `key: value` a line, keys sorted, defaults filled in, sweeps expanded; the order of lists is kept
    /// where it has a meaning (models, seeds, price paths). Comments, the order of keys and the way a value is
    /// written leave no trace. Where results go (`output`) is left out: it does not change them. Input paths stand
    /// as written; what the files hold is not in it and must be hashed beside it.
    public var normalised: String {
        var lines = [("name", name), ("validation", "\(validation)"), ("training", "\(training)")]
        lines.append(("horizon", "\(horizon)"))
        switch kind {
        case .backtest(let test, let refit):
            lines.append(("kind", "backtest"))
            lines.append(("test.from", "\(test.lowerBound)"))
            lines.append(("test.to", "\(test.upperBound)"))
            lines.append(("refit", "\(refit)"))
        case .nightly(let retrain):
            lines.append(("kind", "nightly"))
            lines.append(("retrain", "\(retrain)"))
        }
        lines += data.prices.map { ("data.prices", $0) }
        lines.append(("data.symbols", data.symbols?.joined(separator: " ") ?? ""))
        if !data.forecastOnly.isEmpty {
            lines.append(("data.forecast_only", data.forecastOnly.joined(separator: " ")))
        }
        lines.append(("data.index", data.index ?? ""))
        lines.append(("data.from", data.from?.description ?? ""))
        lines.append(("data.to", data.to?.description ?? ""))
        lines.append(("data.first_dates", data.firstDates ?? ""))
        lines.append(("data.shock_periods", data.shockPeriods ?? ""))
        lines.append(("report.shock", shockPeriod ?? ""))
        lines += models.map { ("models", $0.canonicalText) }
        lines += seeds.map { ("seeds", "\($0)") }
        lines += ingest.normalised
        // What is not written leaves no line, so that older runs keep their names.
        if costBasisPoints != EvaluationPlan.usualCostBasisPoints {
            lines.append(("cost_bp", "\(costBasisPoints)"))
        }
        if embargo > 0 { lines.append(("embargo", "\(embargo)")) }
        if let equalParameters { lines.append(("equal_parameters", "\(equalParameters)")) }
        if !horizons.targets.isEmpty {
            lines.append(("horizons", horizons.sessions.map(String.init).joined(separator: " ")))
            if !horizons.sessionsAhead.isEmpty {
                lines.append(("sessions_ahead", horizons.sessionsAhead.map(String.init).joined(separator: " ")))
            }
            lines.append(("horizon_method", horizons.method?.rawValue ?? ""))
            lines.append(("horizon_paths", "\(horizons.paths)"))
            lines.append(("horizon_step", "\(horizons.step)"))
            // The ways that models take by themselves: blends and corrected scales have had other ones.
            lines.append(("horizon_revision", "2"))
        }
        lines += searches.map { ("search", $0.normalised) }
        let sorted = lines.enumerated().sorted { left, right in
            (left.element.0, left.offset) < (right.element.0, right.offset)
        }
        let body = sorted.map { "\($0.element.0): \($0.element.1)\n" }.joined()
        return "hindcast pipeline 1\n" + body
    }
}
