internal import Market

/// All metrics of one model on one sample.
///
/// What is not defined there has no row.
func metrics(of sheet: ScoreSheet, naive: ScoreSheet?, on sample: Sample, horizon: Int) -> [MetricRow] {
    var values: [(name: String, value: Double?)] = [
        ("mae", sample.mean(.absoluteError, of: sheet)),
        ("rmse", sample.mean(.squaredError, of: sheet).squareRoot()),
        ("mase", sample.mean(.scaledAbsoluteError, of: sheet)),
        ("nll", sample.mean(.negativeLogDensity, of: sheet)),
        ("crps", sample.mean(.crps, of: sheet)),
        ("qlike", sample.mean(.qlike, of: sheet)),
        ("coverage_50", sample.mean(.inside50, of: sheet)),
        ("coverage_90", sample.mean(.inside90, of: sheet)),
        ("coverage_99", sample.mean(.inside99, of: sheet)),
        ("var_99_breaches", sample.sum(.below1, of: sheet)),
    ]
    if sample.sum(.saysDirection, of: sheet) > 0 {
        values.append(("invested_share", sample.mean(.invested, of: sheet)))
    }
    let moved = sample.sum(.moved, of: sheet)
    if moved > 0 {
        values.append(("always_long_accuracy", sample.sum(.rose, of: sheet) / moved))
        if sample.sum(.saysDirection, of: sheet) > 0 {
            values.append(("directional_accuracy", sample.sum(.signRight, of: sheet) / moved))
        }
    }
    if let naive {
        let naiveError = sample.mean(.squaredError, of: naive)
        if naiveError > 0 {
            values.append(("skill_vs_naive", 1 - sample.mean(.squaredError, of: sheet) / naiveError))
        }
    }
    return values.compactMap { name, value in
        guard let value, value.isFinite else { return nil }
        return MetricRow(
            model: sheet.model, symbol: sample.symbol, period: sample.period, phase: sample.phase, horizon: horizon,
            name: name, value: value, n: sample.cells.count)
    }
}

/// The losses that models are compared by.
enum ComparedLoss: String, CaseIterable {
    case squaredError = "squared_error"
    case negativeLogDensity = "nll"
    case qlike = "qlike"
    case crps = "crps"

    var score: PointScore {
        switch self {
        case .squaredError: .squaredError
        case .negativeLogDensity: .negativeLogDensity
        case .qlike: .qlike
        case .crps: .crps
        }
    }
}

/// Diebold–Mariano on the panel's mean loss a session, so that symbols that move together on a day count as
/// one observation of that day.
///
/// The variance is Bartlett's with `⌊4(n/100)^(2/9)⌋` lags: losses come in clusters, also at one session
/// ahead.
func comparison(
    of sheet: ScoreSheet, with baseline: ScoreSheet, loss: ComparedLoss, on sample: Sample, horizon: Int
) -> ComparisonRow {
    let differences = sample.differences(loss.score, of: sheet, to: baseline)
    let test = DieboldMariano(lossDifferences: differences, horizon: horizon, variance: .bartlett(lags: nil))
    return ComparisonRow(
        model: sheet.model, baseline: baseline.model, loss: loss.rawValue, period: sample.period,
        phase: sample.phase, horizon: horizon, test: "diebold-mariano",
        meanDifference: differences.reduce(0, +) / Double(differences.count), statistic: test?.statistic,
        pValue: test?.pValue, n: differences.count)
}
