public import Forecasting
internal import Learning
internal import Market
public import Windowing

/// A network on one window of N sessions: a layer of tanh units over all lags at once, then a head.
///
/// The plainest finite response with a learned shape: a time-delay network of a single delay line as long as the window. The window is
/// brought to its own scale first, see ``WindowVector``: with a running mean as input, days older than N would leak in.
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
        training: NetworkTraining = NetworkTraining(epochs: 5, learningRate: 3e-3, weightDecay: 1),
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

    /// Forward and twice as much backward, every epoch.
    public var trainingCostPerExample: Int {
        3 * training.epochs * network(inputs: 5 * width + 5).multiplyAdds(steps: 1)
    }

    /// The layers.
    func network(inputs: Int) -> Network<Float> {
        Network([
            Dense<Float>(inputSize: inputs, outputSize: hidden, activation: .tanh, weights: .uniform),
            Dense<Float>(
                inputSize: hidden, outputSize: DistributionHead.outputs, activation: .identity,
                weights: .scaled(.uniform, by: 0.1)),
        ])
    }

    /// Trains on the panel's windows.
    public func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor {
        let reference = try panel.pooledMoments(in: panel.training, needed: 2, model: name).rootMeanSquare
        let vector = WindowVector(width: width, reference: reference)
        let inputs = panel.series.map { WindowInputs($0) }
        func source(_ dates: ClosedRange<SessionDate>) -> WindowVectors {
            WindowVectors(
                vector, inputs: inputs,
                cutoffs: panel.series.map { series in
                    let targets = series.indices(in: dates)
                    let first = max(targets.lowerBound - 1, width - 1)
                    return first..<max(first, targets.upperBound - 1)
                }, batchSize: 512)
        }
        let training = source(panel.training)
        guard training.exampleCount >= 250 else {
            throw .tooFewExamples(model: name, span: panel.training, found: training.exampleCount, needed: 250)
        }
        let trained = try trainNetwork(
            network(inputs: vector.size), on: training, validatingOn: panel.validation.map { source($0) },
            training: self.training, model: name, seed: seed, isCancelled: isCancelled)
        return FittedWindowNetwork(
            FittedWindowNetwork.Weights(settings: self, vector: vector, trained: trained))
    }
}

/// A trained window network.
public struct FittedWindowNetwork: NetworkPredictor {
    /// What is saved: settings, scales and weights.
    struct Weights: Codable, Hashable, Sendable {
        var settings: WindowNetwork
        var vector: WindowVector
        var trained: TrainedWeights
    }

    private let weights: Weights
    private let network: Network<Float>

    init(_ weights: Weights) {
        self.weights = weights
        network = weights.settings.network(inputs: weights.vector.size)
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
        let first = max(cutoffs.lowerBound, weights.settings.width - 1)
        guard first < cutoffs.upperBound else { return Array(repeating: nil, count: cutoffs.count) }
        let inputs = WindowInputs(series)
        var row = [Float](repeating: 0, count: weights.vector.size)
        var (rows, scales) = ([Float](), [Double]())
        for cutoff in first..<cutoffs.upperBound {
            scales.append(weights.vector.fill(&row, inputs, endingAt: cutoff))
            rows += row
        }
        let workspace = Workspace<Float>(recordsTape: false)
        var state: [Float] = []
        network.forward(
            parameters: weights.trained.parameters, input: rows, steps: scales.count, batch: 1, state: &state,
            workspace: workspace)
        let outputs = DistributionHead.outputs
        let forecasts = scales.enumerated().map { row, scale in
            DistributionHead.distribution(workspace.output[row * outputs..<(row + 1) * outputs], scale: scale)
        }
        return Array(repeating: nil, count: first - cutoffs.lowerBound) + forecasts
    }

    /// Settings, scales and weights as JSON.
    public func encoded() throws -> [UInt8] { try ModelCoding.encode(weights) }

    /// For other programs.
    public func storedNetwork() throws -> StoredNetwork {
        try StoredNetwork(network, weights.trained, inputs: "\(WindowVector.self)", settings: weights.vector)
    }
}

extension RegisteredModel {
    static let mlp = RegisteredModel(
        family: ModelFamily(
            name: "mlp", isNetwork: true,
            settings: [
                SettingSpecification(
                    name: "width", kind: .integer(1...2520), default: .integer(60), sweptKey: "widths"),
                SettingSpecification(name: "hidden", kind: .integer(1...1024), default: .integer(16)),
            ] + NetworkTraining.settings(epochs: 5, learningRate: 3e-3, weightDecay: 1)),
        make: { settings in
            WindowNetwork(
                width: settings.integer("width"), hidden: settings.integer("hidden"),
                training: NetworkTraining(settings), name: settings.name)
        },
        decode: { try FittedWindowNetwork(decoding: $0) })
}
