/// How a metric follows from sums of scores: a quotient of two, as it is, as its root or as what is missing to one.
///
/// That form is shared by all of them so that one bootstrap of the sums gives an interval for each.
struct MetricDefinition: Sendable {
    /// What is done with the quotient.
    enum Form: Sendable {
        case quotient
        case root
        /// `1 − quotient`.
        case complement
        /// No quotient but the sum itself.
        case total
    }

    /// The name in the store.
    let name: String
    /// The columns of ``ScoreTable`` whose sums are divided.
    let numerator: Int
    let denominator: Int
    let form: Form
    /// The column that counts what is behind the value.
    let count: Int
    /// Whether it is asked only of models that say a direction.
    var needsDirection = false
    /// Whether years and symbols get its interval too: the more intervals, the more time.
    var isCore = false

    /// The value from its two sums; nil where it is not defined.
    func value(_ numerator: Double, over denominator: Double) -> Double? {
        if form == .total { return numerator }
        guard denominator > 0 else { return nil }
        let quotient = numerator / denominator
        let value =
            switch form {
            case .quotient, .total: quotient
            case .root: quotient.squareRoot()
            case .complement: 1 - quotient
            }
        return value.isFinite ? value : nil
    }

    /// Every metric of this form.
    static let all: [MetricDefinition] = point + density + risk + decision

    private static let point = [
        mean("mae", .absoluteError).asCore,
        mean("rmse", .squaredError, .root).asCore,
        MetricDefinition("mase", .scaledAbsoluteError, over: .known),
        MetricDefinition("rmsse", .scaledSquaredError, over: .known, .root),
        mean("smape", .symmetricPercentageError),
        MetricDefinition(
            name: "r2_zero", numerator: PointScore.squaredError.rawValue,
            denominator: PointScore.squaredOutcome.rawValue, form: .complement,
            count: ScoreTable.Column.cells.place),
        MetricDefinition(
            name: "r2_mean", numerator: ScoreTable.Column.knownSquaredError.place,
            denominator: PointScore.squaredErrorOfPastMean.rawValue, form: .complement,
            count: ScoreTable.Column.known.place),
        MetricDefinition(
            name: "skill_vs_naive", numerator: PointScore.squaredError.rawValue,
            denominator: ScoreTable.Column.naiveSquaredError.place, form: .complement,
            count: ScoreTable.Column.cells.place),
    ]

    private static let density = [
        mean("nll", .negativeLogDensity).asCore,
        mean("crps", .crps).asCore,
        mean("qlike", .qlike).asCore,
        mean("pinball_01", .pinball01), mean("pinball_05", .pinball05), mean("pinball_10", .pinball10),
        mean("pinball_25", .pinball25), mean("pinball_50", .pinball50), mean("pinball_75", .pinball75),
        mean("pinball_90", .pinball90), mean("pinball_95", .pinball95), mean("pinball_99", .pinball99),
        mean("coverage_50", .inside50), mean("coverage_90", .inside90).asCore,
        mean("coverage_95", .inside95).asCore, mean("coverage_99", .inside99),
        mean("winkler_50", .winkler50), mean("winkler_90", .winkler90), mean("winkler_95", .winkler95),
        mean("winkler_99", .winkler99),
        mean("forecast_volatility", .variance, .root),
        mean("realised_volatility", .squaredOutcome, .root),
    ]

    private static let risk = [
        mean("var_01", .valueAtRisk1), mean("var_05", .valueAtRisk5),
        mean("es_01", .shortfall1), mean("es_05", .shortfall5),
        MetricDefinition("es_score_01", .shortfallScore1, over: .shortfall1),
        MetricDefinition("es_score_05", .shortfallScore5, over: .shortfall5),
        mean("var_01_breach_share", .below1), mean("var_05_breach_share", .below5),
        mean("var_99_breaches", .below1, .total), mean("var_95_breaches", .below5, .total),
    ]

    private static let decision = [
        moved("directional_accuracy", .signRight, needsDirection: true),
        moved("always_long_accuracy", .rose, needsDirection: false),
        mean("brier", .brier),
        mean("invested_share", .invested).ifDirected,
    ]

    private static func mean(_ name: String, _ score: PointScore, _ form: Form = .quotient) -> MetricDefinition {
        MetricDefinition(name, score, over: .cells, form)
    }

    private static func moved(_ name: String, _ score: PointScore, needsDirection: Bool) -> MetricDefinition {
        let moved = PointScore.moved.rawValue
        return MetricDefinition(
            name: name, numerator: score.rawValue, denominator: moved, form: .quotient, count: moved,
            needsDirection: needsDirection)
    }

    private var asCore: MetricDefinition {
        var definition = self
        definition.isCore = true
        return definition
    }

    private var ifDirected: MetricDefinition {
        var definition = self
        definition.needsDirection = true
        return definition
    }
}

extension MetricDefinition {
    private init(
        _ name: String, _ score: PointScore, over column: ScoreTable.Column, _ form: Form = .quotient
    ) {
        self.init(
            name: name, numerator: score.rawValue, denominator: column.place, form: form, count: column.place)
    }
}
