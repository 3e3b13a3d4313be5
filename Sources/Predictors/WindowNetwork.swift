public import Forecasting
internal import Learning
public import Windowing

/// A perceptron on a window of N sessions: one layer of tanh units over all lags at once, then a head.
///
/// The plain way to a finite response, for comparison: every lag its own weights, the series' own returns alone, nothing
/// prepared. Inputs are ``SessionFeatures`` and outputs are multiples of a truncated EWMA over the same N sessions, so that
/// nothing older can reach a forecast.
public struct WindowNetwork: Predictor, Hashable, Codable {
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
        training: NetworkTraining = NetworkTraining(epochs: 8, learningRate: 3e-3, weightDecay: 1),
        name: String? = nil
    ) {
        precondition(width >= 1 && hidden >= 1, "a network has at least one of everything")
        self.width = width
        self.hidden = hidden
        self.training = training
        self.name = name ?? "mlp(width=\(width))"
    }

    /// N sessions.
    public var response: Response { .finite(width: width) }

    /// Its own way first.
    public var horizonMethods: [HorizonMethod] { [.direct, .scaled] }

    /// Forward and twice as much backward, every epoch.
    public var trainingCostPerExample: Int { 3 * training.epochs * network.multiplyAdds(steps: 1) }

    /// The layers: a convolution as long as the window is a dense layer that reads neighbouring windows in place.
    var network: Network<Float> {
        Network([
            CausalConvolution<Float>(
                inputSize: SessionFeatures.channels, outputSize: hidden, kernel: width, activation: .tanh),
            Dense<Float>(
                inputSize: hidden, outputSize: training.head.outputs, activation: .identity,
                weights: .scaled(.uniform, by: 0.1)),
        ])
    }

    /// Trains on the panel's windows.
    public func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor {
        let panel = panel.learnedFrom
        let reference = try panel.pooledMoments(in: panel.training, needed: 2, model: name).rootMeanSquare
        let window = WindowScale(width: width, referenceScale: reference)
        let features = SessionFeatures(referenceScale: reference)
        let examples = try NetworkExamples(panel, model: name, firstCutoff: width - 1) { series in
            (features.matrix(of: series), window.scales(of: series))
        }
        let source = WindowBlocks(
            examples.series, cutoffs: \.training, width: width, stepsPerBlock: 128, blocksPerBatch: 8)
        let validation = WindowBlocks(
            examples.series, cutoffs: \.validation, width: width, stepsPerBlock: 128, blocksPerBatch: 8)
        let trained = try trainNetwork(
            network, on: source, validatingOn: panel.validation == nil ? nil : validation, training: training,
            model: name, seed: seed, isCancelled: isCancelled)
        return FittedWindowNetwork(
            FittedWindowNetwork.Weights(
                settings: self, features: features, scaler: examples.scaler, window: window, trained: trained,
                span: panel.savedSpan))
    }
}

/// The scale of a window: the root of a truncated EWMA (λ = 0.94) over its N sessions and no others.
struct WindowScale: Hashable, Sendable, Codable {
    let width: Int
    let referenceScale: Double

    /// The scale after the last of the returns given, never below 0.15 of the reference.
    func scale(_ logReturns: ArraySlice<Double>) -> Double {
        max(
            ExponentialVariance.truncated(decay: 0.94, logReturns: logReturns).squareRoot(),
            0.15 * referenceScale)
    }

    /// The scale after each session; before the first full window of what there is, which no forecast uses.
    func scales(of series: ReturnSeries) -> [Double] {
        series.logReturns.indices.map { scale(series.logReturns[max(0, $0 - width + 1)...$0]) }
    }
}

/// A trained perceptron.
public struct FittedWindowNetwork: NetworkPredictor {
    /// What is saved: settings, scaler and weights.
    struct Weights: Codable, Hashable, Sendable {
        var settings: WindowNetwork
        var features: SessionFeatures
        var scaler: StandardScaler
        var window: WindowScale
        var trained: TrainedWeights
        /// The sessions a forecast sums over, where they are more than the next one.
        var span: Int?
    }

    private let weights: Weights
    private let network: Network<Float>

    init(_ weights: Weights) {
        self.weights = weights
        network = weights.settings.network
    }

    /// Reads what ``encoded()`` wrote.
    public init(decoding bytes: [UInt8]) throws {
        self.init(try ModelCoding.decode(Weights.self, from: bytes))
    }

    /// N sessions.
    public var response: Response { weights.settings.response }

    /// The weights, and the multiply-adds of one whole window.
    public var cost: ModelCost {
        ModelCost(parameters: network.parameterCount, multiplyAddsPerForecast: network.multiplyAdds(steps: 1))
    }

    /// How the training went.
    public var trainingSummary: TrainingSummary? { weights.trained.summary }

    /// One pass over all windows asked for; nil where a window is not full.
    public func forecasts(for series: ReturnSeries, cutoffs: Range<Int>) -> [PredictiveDistribution?] {
        let width = weights.settings.width
        let first = max(cutoffs.lowerBound, width - 1)
        guard first < cutoffs.upperBound else { return Array(repeating: nil, count: cutoffs.count) }
        let known = first - width + 1..<cutoffs.upperBound
        let seen = ReturnSeries(
            symbol: series.symbol, dates: Array(series.dates[known]), logReturns: Array(series.logReturns[known]))
        var features = weights.features.matrix(of: seen)
        features.apply(weights.scaler)
        let stretch = squareRootOfTime(weights.span)
        let forecasts = weights.settings.training.head.distributions(
            network, parameters: weights.trained.parameters, rows: features.values,
            scales: (first..<cutoffs.upperBound).map { cutoff in
                weights.window.scale(series.logReturns[cutoff - width + 1...cutoff]) * stretch
            })
        return Array(repeating: nil, count: first - cutoffs.lowerBound) + forecasts
    }

    /// Settings, scaler and weights as JSON.
    public func encoded() throws -> [UInt8] { try ModelCoding.encode(weights) }

    /// For other programs.
    public func storedNetwork() throws -> StoredNetwork {
        try StoredNetwork(
            network, weights.trained, weights.scaler, head: weights.settings.training.head,
            inputs: "\(SessionFeatures.self)", settings: weights.features)
    }
}

extension RegisteredModel {
    static let mlp = windowed(
        "mlp", epochs: 8,
        make: { WindowNetwork(width: $0, hidden: $1, training: $2, name: $3) },
        decode: { try FittedWindowNetwork(decoding: $0) })
}
