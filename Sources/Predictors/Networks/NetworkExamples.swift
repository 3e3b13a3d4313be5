internal import Forecasting
internal import Learning
internal import Market
internal import Windowing

/// One series as a network sees it: inputs by session, and for each cutoff what came next.
struct ExampleSeries: Sendable {
    /// Scaled inputs, a row a session.
    var features: FeatureMatrix
    /// The scale after each session, in log return: what the network's outputs are multiples of.
    var scales: [Double]
    /// The target's log return over the scale times √span, for each cutoff that it comes after.
    var targets: [Float]
    /// Cutoffs whose target lies in the training span.
    var training: Range<Int>
    /// Cutoffs whose target lies in the validation span; empty without one.
    var validation: Range<Int>
}

/// The examples of a panel: every series' inputs, scaled by what the training span says.
struct NetworkExamples: Sendable {
    /// One element a series of the panel.
    let series: [ExampleSeries]
    /// The scaler, fitted on rows of the training span alone.
    let scaler: StandardScaler

    /// Prepares a panel.
    ///
    /// All h sessions from a cutoff to the end of its target lie in one span: the first h − 1 targets of the validation span, which
    /// come after cutoffs inside the training span, are left out, and no target reaches beyond its span. Of a sum they share
    /// sessions with the training; of a single session h ahead they are purged alike, so that both kinds learn from the same cutoffs.
    ///
    /// - Parameters:
    ///   - firstCutoff: the first session index a forecast can be made after.
    ///   - needsRanges: whether inputs are made of ranges, too: then nothing is learned before a series' first one.
    ///   - inputs: unscaled inputs and the scale after each session; each row may depend on its session and
    ///     earlier ones only.
    init(
        _ panel: TrainingPanel, model: String, firstCutoff: Int, needsRanges: Bool = false,
        inputs: (ReturnSeries) -> (features: FeatureMatrix, scales: [Double])
    ) throws(FittingError) {
        var prepared: [ExampleSeries] = []
        for series in panel.series {
            let (features, scales) = inputs(series)
            let (target, stretch) = (panel.target, squareRootOfTime(panel.target.span))
            let targets = zip(series.logReturns.indices.dropLast(target.horizon), scales).map { cutoff, scale in
                Float(series.logReturn(of: target, after: cutoff) / (scale * stretch))
            }
            let firstCutoff = needsRanges ? max(firstCutoff, series.ranges?.first ?? 0) : firstCutoff
            func cutoffs(of span: ClosedRange<SessionDate>?) -> Range<Int> {
                guard let span else { return 0..<0 }
                let targets = series.indices(in: span)
                let first = max(targets.lowerBound - 1, firstCutoff)
                return first..<max(first, targets.upperBound - target.horizon)
            }
            prepared.append(
                ExampleSeries(
                    features: features, scales: scales, targets: targets,
                    training: cutoffs(of: panel.training), validation: cutoffs(of: panel.validation)))
        }
        let found = prepared.reduce(0) { $0 + $1.training.count }
        guard found >= Self.fewestExamples else {
            throw .tooFewExamples(model: model, span: panel.training, found: found, needed: Self.fewestExamples)
        }
        let scaler = StandardScaler(
            fittedTo: prepared.filter { !$0.training.isEmpty }.map { ($0.features, $0.training) })
        for index in prepared.indices { prepared[index].features.apply(scaler) }
        series = prepared
        self.scaler = scaler
    }

    /// Below this many training targets a network is not worth its weights.
    private static let fewestExamples = 250
}

extension TrainingPanel {
    /// The target's span as networks save it: nothing for a single session, so that their files stay as they were before there were sums.
    var savedSpan: Int? { target.span > 1 ? target.span : nil }
}

/// √span, by which the scale of a sum over so many sessions exceeds a session's; 1 where no span was saved.
func squareRootOfTime(_ span: Int?) -> Double { Double(span ?? 1).squareRoot() }
