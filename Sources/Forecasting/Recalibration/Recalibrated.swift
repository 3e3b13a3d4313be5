internal import Market
internal import Windowing

/// Any predictor, with a scale that follows the errors of the panel.
///
/// No model fitted on quiet years covers a crash; the errors of its first days, taken over all symbols, correct the scale of
/// the days after; see ``RecalibrationRule``. How strongly to follow them is a property of crashes, of which a validation year holds none:
/// gain and retention were chosen once, on 2007–2014, and are kept. With a window, a finite response stays finite.
public struct Recalibrated: Predictor {
    /// Which rule is fitted.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// Errors in the scales of the plain forecasts, by a gain and a retention that are given.
        case likelihood
        /// Errors in corrected scales, gain and retention chosen on all that is known.
        case chosen
        /// Split conformal: one factor, so that the 90 % interval held 90 % of the validation span.
        case splitConformal = "split-conformal"
        /// The same, and from there on adaptively: wider after a miss, narrower after a hit.
        case adaptiveConformal = "adaptive-conformal"
    }

    /// What is corrected.
    public let base: any Predictor
    /// Which rule is fitted.
    public let kind: Kind
    /// Sessions after which an error is forgotten exactly; nil for never.
    public let window: Int?
    /// a of the rule `likelihood`.
    public let gain: Double
    /// b of the rule `likelihood`.
    public let retention: Double
    /// The name in tables.
    public let name: String

    /// a where nobody says otherwise.
    public static let usualGain = 0.05
    /// b where nobody says otherwise.
    public static let usualRetention = 0.9

    /// A wrapper of a predictor.
    ///
    /// - Precondition: a window is at least one session, gain and retention lie between 0 and 1.
    public init(
        _ base: any Predictor, kind: Kind = .likelihood, window: Int? = nil, gain: Double = usualGain,
        retention: Double = usualRetention, name: String? = nil
    ) {
        precondition(window.map { $0 >= 1 } ?? true, "a window has at least one session")
        precondition((0...1).contains(gain) && (0...1).contains(retention), "gain and retention are shares")
        self.gain = gain
        self.retention = retention
        self.base = base
        self.kind = kind
        self.window = window
        self.name = name ?? "recalibrated(\(base.name))"
    }

    /// The base's, and as many sessions more as an error is remembered.
    public var response: Response {
        Self.response(base: base.response, window: kind == .splitConformal ? 0 : window)
    }

    /// The base's.
    public var trainingCostPerExample: Int { base.trainingCostPerExample }

    /// The base's, corrected: see ``RecalibratedHorizons``.
    public var horizonMethods: [HorizonMethod] { base.horizonMethods }

    static func response(base: Response, window: Int?) -> Response {
        guard case .finite(let width) = base, let window else { return .infinite }
        return .finite(width: width + window)
    }

    /// The level conformal rules hold.
    static let level = 0.9
    /// The choices of the rule `chosen` for gain and retention.
    static let gains = [0.02, 0.03, 0.05, 0.08, 0.12]
    static let retentions = [0.9, 0.8, 0.95]
    /// What a correction may cost in quiet years, in negative log density a forecast.
    ///
    /// The strongest rule that costs no more is taken: an insurance is not chosen by the years in which nothing happened.
    static let premium = 0.0005

    /// Fits the base, then the rule where it is not given: `chosen` on all that is known, a conformal one on the validation span, or on the
    /// last quarter of the training span without one.
    public func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor {
        precondition(panel.target == .nextSession, "errors are those of next sessions: see RecalibratedHorizons")
        let fitted = try base.fit(panel, seed: seed, isCancelled: isCancelled)
        guard kind != .likelihood else {
            return FittedRecalibrated(
                base: fitted, baseName: base.name,
                rule: RecalibrationRule(
                    score: .likelihood, gain: gain, retention: retention, hasFeedback: false, window: window))
        }
        let days = panel.training.upperBound.dayNumber - panel.training.lowerBound.dayNumber
        let last =
            panel.validation
            ?? SessionDate(dayNumber: panel.training.upperBound.dayNumber - days / 4)...panel.training.upperBound
        // A validation year may be a quiet one; how strongly to follow errors is learned from crashes, which are rare.
        let chosenOn = kind == .chosen ? panel.training.lowerBound...last.upperBound : last
        let cells = RecalibrationCells(fitted, on: panel.learnedFrom, dates: chosenOn)
        guard !cells.isEmpty else { throw .noExamples(model: name) }
        switch kind {
        case .likelihood, .chosen:
            var tried: [(rule: RecalibrationRule, loss: Double)] = []
            for retention in Self.retentions {
                for gain in Self.gains {
                    if isCancelled() { throw .cancelled }
                    let rule = RecalibrationRule(
                        score: .likelihood, gain: gain, retention: retention, hasFeedback: true, window: window)
                    tried.append((rule, cells.meanNegativeLogDensity(rule)))
                }
            }
            let least = tried.map(\.loss).min() ?? 0
            let strongest = tried.filter { $0.loss <= least + Self.premium }
                .max { ($0.rule.gain, -$0.loss) < ($1.rule.gain, -$1.loss) }
            return FittedRecalibrated(base: fitted, baseName: base.name, rule: strongest?.rule ?? tried[0].rule)
        case .splitConformal, .adaptiveConformal:
            let isAdaptive = kind == .adaptiveConformal
            return FittedRecalibrated(
                base: fitted, baseName: base.name,
                rule: RecalibrationRule(
                    score: .coverage(level: Self.level), gain: isAdaptive ? 0.05 : 0,
                    retention: 1, hasFeedback: true, offset: cells.conformalOffset(level: Self.level),
                    window: isAdaptive ? window : 0))
        }
    }
}

/// The base's forecasts of a span with their outcomes, and the panel's errors up to each of them.
private struct RecalibrationCells {
    private let errors: PanelErrors
    private let cells: [(place: Int?, forecast: PredictiveDistribution, actual: Double)]

    var isEmpty: Bool { cells.isEmpty }

    init(_ base: any FittedPredictor, on panel: TrainingPanel, dates: ClosedRange<SessionDate>) {
        let series = panel.series.sharingPanel()
        // A year of errors before the span: corrections have forgotten their start by then.
        let first = dates.lowerBound.advanced(byDays: -365)
        let shared = series.compactMap(\.panel).max { $0.dates.count < $1.dates.count } ?? PanelReturns(series)
        let errors = PanelErrors(
            of: base, on: shared, score: .likelihood, from: first)
        let cutoffs = series.map { series in
            let targets = series.indices(in: dates)
            let start = max(targets.lowerBound, 1)
            return start - 1..<max(targets.upperBound, start) - 1
        }
        var cells: [(place: Int?, forecast: PredictiveDistribution, actual: Double)] = []
        // It throws only where it is asked to stop, which it is not here.
        let all = (try? base.forecasts(forEach: series, cutoffs: cutoffs, isCancelled: { false })) ?? []
        for ((series, cutoffs), forecasts) in zip(zip(series, cutoffs), all) {
            for (cutoff, forecast) in zip(cutoffs, forecasts) {
                guard let forecast else { continue }
                cells.append((errors.place(of: series.dates[cutoff]), forecast, series.logReturns[cutoff + 1]))
            }
        }
        self.errors = errors
        self.cells = cells
    }

    func meanNegativeLogDensity(_ rule: RecalibrationRule) -> Double {
        let corrections = rule.corrections(errors.sessions)
        return -cells.reduce(0) { sum, cell in
            sum
                + rule.corrected(cell.forecast, by: cell.place.map { corrections[$0] } ?? 0)
                .logDensity(at: cell.actual)
        } / Double(cells.count)
    }

    /// The logarithm of the factor by which scales must be multiplied for the central interval of a level to have held it.
    ///
    /// The `⌈(n + 1)·level⌉`-th smallest ratio of error to half width (Vovk, Gammerman & Shafer 2005; Lei et al. 2018).
    func conformalOffset(level: Double) -> Double {
        let ratios = cells.map { cell in
            let interval = cell.forecast.interval(level: level)
            return abs(cell.actual - cell.forecast.mean) / (0.5 * (interval.upperBound - interval.lowerBound))
        }.sorted()
        let rank = min(ratios.count, Int((Double(ratios.count + 1) * level).rounded(.up)))
        let ratio = ratios[rank - 1]
        return ratio > 0 ? ln(ratio) : 0
    }
}
