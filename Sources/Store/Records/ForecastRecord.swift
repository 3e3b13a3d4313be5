public import Market

/// One forecast of one trial, as a row of the table `forecast`.
///
/// Returns are natural-log returns. All numbers must be finite; the store refuses the whole trial otherwise.
public struct ForecastRecord: Hashable, Sendable {
    /// The series.
    public var symbol: String
    /// The last session the forecast knew.
    public var cutoff: SessionDate
    /// The session it is about, or the last of them; nil while unknown.
    public var targetDate: SessionDate?
    /// Sessions ahead.
    public var horizon: Int
    /// How many sessions up to that one are summed: as many, or 1 for the single session.
    public var span: Int
    /// `normal`, `student-t`, ….
    public var family: String
    /// Location of the log return.
    public var mean: Double
    /// Scale parameter, above zero.
    public var scale: Double
    /// Degrees of freedom, where there are any.
    public var shape: Double?
    /// Standard deviation of the log return.
    public var standardDeviation: Double
    /// 5 % quantile.
    public var q05: Double
    /// Median.
    public var q50: Double
    /// 95 % quantile.
    public var q95: Double
    /// Probability that the log return is above zero.
    public var probabilityUp: Double
    /// The decision: be invested over the horizon, or stay out.
    public var invest: Bool
    /// The log return that came; nil while it has not.
    public var actual: Double?
    /// The training span's mean absolute return of this series, the denominator of MASE.
    public var naiveScale: Double?
    /// The quantiles of a forecast of the family `quantiles`, rising; nil for others.
    public var quantiles: [Double]?

    /// A forecast from its fields.
    public init(
        symbol: String, cutoff: SessionDate, targetDate: SessionDate?, horizon: Int, family: String, mean: Double,
        scale: Double, shape: Double?, standardDeviation: Double, q05: Double, q50: Double, q95: Double,
        probabilityUp: Double, invest: Bool, actual: Double?, naiveScale: Double?,
        quantiles: [Double]? = nil, span: Int? = nil
    ) {
        self.symbol = symbol
        self.cutoff = cutoff
        self.targetDate = targetDate
        self.horizon = horizon
        self.span = span ?? horizon
        self.family = family
        self.mean = mean
        self.scale = scale
        self.shape = shape
        self.standardDeviation = standardDeviation
        self.q05 = q05
        self.q50 = q50
        self.q95 = q95
        self.probabilityUp = probabilityUp
        self.invest = invest
        self.actual = actual
        self.naiveScale = naiveScale
        self.quantiles = quantiles
    }
}

/// A forecast as it is read back, with the trial it came from.
public struct StoredForecast: Hashable, Sendable {
    /// The trial's place in the run's plan.
    public var planIndex: Int
    /// The model's name with settings.
    public var model: String
    /// The seed's number.
    public var seed: Int
    /// The fold's number.
    public var fold: Int
    /// The forecast itself.
    public var forecast: ForecastRecord

    /// A stored forecast from its fields.
    public init(planIndex: Int, model: String, seed: Int, fold: Int, forecast: ForecastRecord) {
        self.planIndex = planIndex
        self.model = model
        self.seed = seed
        self.fold = fold
        self.forecast = forecast
    }
}
