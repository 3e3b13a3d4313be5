public import Forecasting
internal import Learning
public import Windowing

/// A time-delay neural network: a layer of tanh units over a delay line of N sessions, then a head.
///
/// `Y_t = f(X_t, …, X_{t−N+1})`: today's session matters for N days, then exactly not at all. Inputs are those of
/// ``DelayLineFeatures``, with everything divided by scales made inside the window: a running mean would smuggle in older days.
///
/// Source: Waibel et al., "Phoneme recognition using time-delay neural networks", IEEE ASSP 37 (1989).
public struct TimeDelayNetwork: Predictor, Hashable, Codable {
    /// N, the sessions it sees.
    public var width: Int
    /// Units of the layer.
    public var hidden: Int
    /// How it is trained.
    public var training: NetworkTraining
    /// The name in tables.
    public var name: String

    /// A network from its settings.
    ///
    /// - Precondition: `width` and `hidden` are at least 1.
    public init(
        width: Int, hidden: Int = 16,
        training: NetworkTraining = NetworkTraining(epochs: 6, learningRate: 3e-3, weightDecay: 1),
        name: String? = nil
    ) {
        precondition(width >= 1 && hidden >= 1, "a network has at least one of everything")
        self.width = width
        self.hidden = hidden
        self.training = training
        self.name = name ?? "tdnn(width=\(width))"
    }

    /// N sessions.
    public var response: Response { .finite(width: width) }

    /// Its own way first.
    public var horizonMethods: [HorizonMethod] { [.direct, .scaled] }

    /// Forward and twice as much backward, every epoch.
    public var trainingCostPerExample: Int { 3 * training.epochs * network.multiplyAdds(steps: 1) }

    /// The layers, for series of closes alone.
    var network: Network<Float> { network(inputs: DelayLineFeatures.channels(width: width, hasRanges: false)) }

    /// The layers.
    func network(inputs: Int) -> Network<Float> {
        Network([
            Dense<Float>(
                inputSize: inputs, outputSize: hidden, activation: .tanh,
                weights: .scaled(.uniform, by: 0.3)),
            Dense<Float>(
                inputSize: hidden, outputSize: training.head.outputs, activation: .identity,
                weights: .scaled(.uniform, by: 0.1)),
        ])
    }

    /// Trains on the panel's windows.
    public func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor {
        let hasRanges = panel.series.allHaveRanges
        let panel = panel.learnedFrom
        let reference = try panel.pooledMoments(in: panel.training, needed: 2, model: name).rootMeanSquare
        let features = DelayLineFeatures(width: width, reference: reference, hasRanges: hasRanges)
        let market = features.market(of: panel.series, cutoffs: panel.series.map { 0..<$0.count })
        let examples = try NetworkExamples(
            panel, model: name, firstCutoff: width - 1, needsRanges: hasRanges
        ) { series in
            features.matrix(of: series, cutoffs: 0..<series.count, market: market)
        }
        // Neighbours share a batch: windows far apart in memory would cost more to fetch than to learn from.
        func source(_ cutoffs: (ExampleSeries) -> Range<Int>) -> WindowBlocks {
            WindowBlocks(examples.series, cutoffs: cutoffs, width: 1, stepsPerBlock: 8, blocksPerBatch: 64)
        }
        let trained = try trainNetwork(
            network(inputs: features.channels), on: source(\.training),
            validatingOn: panel.validation == nil ? nil : source(\.validation),
            training: training, model: name, seed: seed, isCancelled: isCancelled)
        return FittedTimeDelayNetwork(
            FittedTimeDelayNetwork.Weights(
                settings: self, features: features, scaler: examples.scaler, trained: trained,
                span: panel.savedSpan))
    }
}

/// A trained time-delay network.
public struct FittedTimeDelayNetwork: NetworkPredictor {
    /// What is saved: settings, scaler and weights.
    struct Weights: Codable, Hashable, Sendable {
        var settings: TimeDelayNetwork
        var features: DelayLineFeatures
        var scaler: StandardScaler
        var trained: TrainedWeights
        /// The sessions a forecast sums over, where they are more than the next one.
        var span: Int?
    }

    private let weights: Weights
    private let network: Network<Float>

    init(_ weights: Weights) {
        self.weights = weights
        network = weights.settings.network(inputs: weights.features.channels)
    }

    /// Reads what ``encoded()`` wrote.
    public init(decoding bytes: [UInt8]) throws {
        self.init(try ModelCoding.decode(Weights.self, from: bytes))
    }

    /// N sessions.
    public var response: Response { weights.settings.response }

    /// The weights, and the multiply-adds of one window.
    public var cost: ModelCost {
        ModelCost(parameters: network.parameterCount, multiplyAddsPerForecast: network.multiplyAdds(steps: 1))
    }

    /// How the training went.
    public var trainingSummary: TrainingSummary? { weights.trained.summary }

    /// One pass over all windows asked for; nil where a window is not full.
    public func forecasts(for series: ReturnSeries, cutoffs: Range<Int>) -> [PredictiveDistribution?] {
        forecasts(for: series, cutoffs: cutoffs, market: nil)
    }

    /// The market's inputs are computed once for all series.
    public func forecasts(
        forEach series: [ReturnSeries], cutoffs: [Range<Int>], isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> [[PredictiveDistribution?]] {
        let market = weights.features.market(of: series, cutoffs: cutoffs)
        var all: [[PredictiveDistribution?]] = []
        for (series, cutoffs) in zip(series, cutoffs) {
            if isCancelled() { throw .cancelled }
            all.append(forecasts(for: series, cutoffs: cutoffs, market: market))
        }
        return all
    }

    private func forecasts(
        for series: ReturnSeries, cutoffs: Range<Int>, market: WindowedMarket?
    ) -> [PredictiveDistribution?] {
        var first = max(cutoffs.lowerBound, weights.settings.width - 1)
        // What was fitted on ranges says nothing of closes alone.
        if weights.features.hasRanges { first = max(first, series.ranges?.first ?? cutoffs.upperBound) }
        guard first < cutoffs.upperBound else { return Array(repeating: nil, count: cutoffs.count) }
        var (features, scales) = weights.features.matrix(
            of: series, cutoffs: first..<cutoffs.upperBound, market: market)
        features.apply(weights.scaler)
        let stretch = squareRootOfTime(weights.span)
        let forecasts = weights.settings.training.head.distributions(
            network, parameters: weights.trained.parameters, rows: features.values,
            scales: scales.map { $0 * stretch })
        return Array(repeating: nil, count: first - cutoffs.lowerBound) + forecasts
    }

    /// Settings, scaler and weights as JSON.
    public func encoded() throws -> [UInt8] { try ModelCoding.encode(weights) }

    /// For other programs.
    public func storedNetwork() throws -> StoredNetwork {
        try StoredNetwork(
            network, weights.trained, weights.scaler, head: weights.settings.training.head,
            inputs: "\(DelayLineFeatures.self)",
            settings: weights.features)
    }
}

extension RegisteredModel {
    static let tdnn = windowed(
        "tdnn", epochs: 6,
        make: { TimeDelayNetwork(width: $0, hidden: $1, training: $2, name: $3) },
        decode: { try FittedTimeDelayNetwork(decoding: $0) })
}
