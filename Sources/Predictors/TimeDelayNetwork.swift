public import Forecasting
internal import Learning
public import Windowing

/// A time-delay neural network: a stack of causal convolutions over a window of N sessions, then a dense head.
///
/// `Y_t = f(X_t, …, X_{t−N+1})`: today's session matters for N days, then exactly not at all. Every layer is a
/// whole layer of vectors: the convolutions slide over the window (each step sees `kernel` steps of the layer
/// below), the head reads all remaining steps at once. A longer history makes the head, and so the network,
/// bigger. Inputs are ``SessionFeatures`` and outputs are multiples of a truncated EWMA over the same N
/// sessions, so that nothing older can reach a forecast.
///
/// Source: Waibel et al., "Phoneme recognition using time-delay neural networks", IEEE ASSP 37 (1989).
public struct TimeDelayNetwork: Predictor, Hashable, Codable {
    /// N, the sessions it sees.
    public var width: Int
    /// Units of each convolution.
    public var channels: Int
    /// Steps a convolution sees, fewer in a window too short for two of them.
    public var kernel: Int
    /// How it is trained.
    public var training: NetworkTraining
    /// The name in tables.
    public var name: String

    /// A network from its settings.
    ///
    /// - Precondition: `width`, `channels` and `kernel` are at least 1.
    public init(
        width: Int, channels: Int = 8, kernel: Int = 5,
        training: NetworkTraining = NetworkTraining(epochs: 8, learningRate: 3e-3, weightDecay: 0.3),
        name: String? = nil
    ) {
        precondition(width >= 1 && channels >= 1 && kernel >= 1, "a network has at least one of everything")
        self.width = width
        self.channels = channels
        self.kernel = kernel
        self.training = training
        self.name = name ?? "tdnn(width=\(width))"
    }

    /// N sessions.
    public var response: Response { .finite(width: width) }

    /// Forward and twice as much backward, a session instead of a window: neighbours share their convolutions.
    public var trainingCostPerExample: Int { 3 * training.epochs * network.multiplyAdds(steps: 64) / 64 }

    /// The layers.
    ///
    /// Their receptive fields add up to the width exactly.
    var network: Network<Float> {
        let span = min(kernel, (width + 1) / 2)
        return Network([
            CausalConvolution<Float>(
                inputSize: SessionFeatures.channels, outputSize: channels, kernel: span, activation: .tanh),
            CausalConvolution<Float>(
                inputSize: channels, outputSize: channels, kernel: span, activation: .tanh),
            CausalConvolution<Float>(
                inputSize: channels, outputSize: DistributionHead.outputs, kernel: width - 2 * (span - 1),
                activation: .identity, weights: .scaled(.uniform, by: 0.1)),
        ])
    }

    /// Trains on the panel's windows.
    public func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor {
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
        return FittedTimeDelayNetwork(
            FittedTimeDelayNetwork.Weights(
                settings: self, features: features, scaler: examples.scaler, window: window, trained: trained))
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

/// A trained time-delay network.
public struct FittedTimeDelayNetwork: NetworkPredictor {
    /// What is saved: settings, scaler and weights.
    struct Weights: Codable, Hashable, Sendable {
        var settings: TimeDelayNetwork
        var features: SessionFeatures
        var scaler: StandardScaler
        var window: WindowScale
        var trained: TrainedWeights
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

    /// One pass of the convolutions over all sessions asked for; nil where a window is not full.
    public func forecasts(for series: ReturnSeries, cutoffs: Range<Int>) -> [PredictiveDistribution?] {
        let width = weights.settings.width
        let first = max(cutoffs.lowerBound, width - 1)
        guard first < cutoffs.upperBound else { return Array(repeating: nil, count: cutoffs.count) }
        let known = first - width + 1..<cutoffs.upperBound
        let seen = ReturnSeries(
            symbol: series.symbol, dates: Array(series.dates[known]), logReturns: Array(series.logReturns[known]))
        var features = weights.features.matrix(of: seen)
        features.apply(weights.scaler)
        let workspace = Workspace<Float>(recordsTape: false)
        var state: [Float] = []
        network.forward(
            parameters: weights.trained.parameters, input: features.values, steps: cutoffs.upperBound - first,
            batch: 1, state: &state, workspace: workspace)
        let outputs = DistributionHead.outputs
        let forecasts = (first..<cutoffs.upperBound).enumerated().map { row, cutoff in
            DistributionHead.distribution(
                workspace.output[row * outputs..<(row + 1) * outputs],
                scale: weights.window.scale(series.logReturns[cutoff - width + 1...cutoff]))
        }
        return Array(repeating: nil, count: first - cutoffs.lowerBound) + forecasts
    }

    /// Settings, scaler and weights as JSON.
    public func encoded() throws -> [UInt8] { try ModelCoding.encode(weights) }

    /// For other programs.
    public func storedNetwork() throws -> StoredNetwork {
        try StoredNetwork(
            network, weights.trained, weights.scaler, inputs: "\(SessionFeatures.self)", settings: weights.features)
    }
}

extension RegisteredModel {
    static let tdnn = RegisteredModel(
        family: ModelFamily(
            name: "tdnn", isNetwork: true,
            settings: [
                SettingSpecification(
                    name: "width", kind: .integer(1...2520), default: .integer(60), sweptKey: "widths"),
                SettingSpecification(name: "channels", kind: .integer(1...256), default: .integer(8)),
                SettingSpecification(name: "kernel", kind: .integer(1...60), default: .integer(5)),
            ] + NetworkTraining.settings(epochs: 8, learningRate: 3e-3, weightDecay: 0.3)),
        make: { settings in
            TimeDelayNetwork(
                width: settings.integer("width"), channels: settings.integer("channels"),
                kernel: settings.integer("kernel"), training: NetworkTraining(settings), name: settings.name)
        },
        decode: { try FittedTimeDelayNetwork(decoding: $0) })
}
