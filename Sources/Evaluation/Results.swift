/// The value of `period`, `phase` and `symbol` that stands for everything together.
public let wholeSample = "all"

/// One number: what was measured, on which sample, and on how many forecasts.
///
/// Long form, one row a value. `symbol` is ``wholeSample`` for the pooled panel; `period` is ``wholeSample``,
/// a year (`2020`) or the name of a shock period; `phase` is ``wholeSample`` or a phase of that period.
public struct MetricRow: Hashable, Sendable {
    /// The model's name with settings.
    public var model: String
    /// The symbol, or ``wholeSample``.
    public var symbol: String
    /// The period, or ``wholeSample``.
    public var period: String
    /// The phase, or ``wholeSample``.
    public var phase: String
    /// Sessions ahead.
    public var horizon: Int
    /// The metric's short name, such as `nll`.
    public var name: String
    /// The value, always finite: what is undefined has no row.
    public var value: Double
    /// The sessions of all symbols behind it; seeds are averaged over and not counted.
    public var n: Int

    /// A row from its fields.
    public init(
        model: String, symbol: String, period: String, phase: String, horizon: Int, name: String, value: Double,
        n: Int
    ) {
        self.model = model
        self.symbol = symbol
        self.period = period
        self.phase = phase
        self.horizon = horizon
        self.name = name
        self.value = value
        self.n = n
    }
}

/// A test of whether one model's loss differs from another's.
public struct ComparisonRow: Hashable, Sendable {
    /// The model that is judged.
    public var model: String
    /// The model it is held against.
    public var baseline: String
    /// The loss compared: `squared_error`, `nll`, `qlike`, `crps`.
    public var loss: String
    /// The period, or ``wholeSample``.
    public var period: String
    /// The phase, or ``wholeSample``.
    public var phase: String
    /// Sessions ahead.
    public var horizon: Int
    /// The test's name: `diebold-mariano`.
    public var test: String
    /// Mean loss of the model minus that of the baseline: below zero, the model is better.
    public var meanDifference: Double
    /// The statistic; nil where it is not defined (all differences equal).
    public var statistic: Double?
    /// The two-sided p-value; nil where it is not defined.
    public var pValue: Double?
    /// The number of sessions compared.
    public var n: Int

    /// A row from its fields.
    public init(
        model: String, baseline: String, loss: String, period: String, phase: String, horizon: Int, test: String,
        meanDifference: Double, statistic: Double?, pValue: Double?, n: Int
    ) {
        self.model = model
        self.baseline = baseline
        self.loss = loss
        self.period = period
        self.phase = phase
        self.horizon = horizon
        self.test = test
        self.meanDifference = meanDifference
        self.statistic = statistic
        self.pValue = pValue
        self.n = n
    }
}
