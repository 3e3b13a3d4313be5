public import Forecasting
internal import Learning
public import Windowing

/// A recurrent network over the whole history: an Elman layer or a GRU, with a dense head.
///
/// `h_t = f(x_t, h_{t−1})`, `y_t = g(h_t)`: today's session can matter in every later forecast, fading; the same weights at every
/// step, and a longer history costs nothing. The initial state `h_{−1}` is zero at a series' first session and explicit in
/// ``FittedRecurrentNetwork/State``. Inputs are those of ``MarketFeatures``, whose running means are part of the state too. Trained by
/// backpropagation through time, truncated to `truncation` steps with the state carried over.
///
/// Source: Elman, "Finding structure in time", Cognitive Science 14 (1990); Cho et al., "Learning phrase representations using RNN
/// encoder-decoder" (2014); truncation after Williams and Peng, Neural Computation 2 (1990).
public struct RecurrentNetwork: Predictor, Hashable, Codable {
    /// What remembers.
    public enum Cell: String, Hashable, Sendable, Codable {
        /// `tanh(W_hh h_{t−1} + W_hx x_t + b_h)`.
        case elman = "rnn"
        /// A gated recurrent unit.
        case gru
    }

    /// What remembers.
    public var cell: Cell
    /// H, the size of the state.
    public var hidden: Int
    /// Steps the gradient goes back.
    public var truncation: Int
    /// How it is trained.
    public var training: NetworkTraining
    /// The name in tables.
    public var name: String

    /// A network from its settings.
    ///
    /// - Precondition: `hidden` and `truncation` are at least 1.
    public init(
        cell: Cell = .elman, hidden: Int, truncation: Int = 64,
        training: NetworkTraining = NetworkTraining(epochs: 14, learningRate: 3e-3, weightDecay: 0),
        name: String? = nil
    ) {
        precondition(hidden >= 1 && truncation >= 1, "a network has at least one of everything")
        self.cell = cell
        self.hidden = hidden
        self.truncation = truncation
        self.training = training
        self.name = name ?? "\(cell.rawValue)(hidden=\(hidden))"
    }

    /// Every session can matter for ever.
    public var response: Response { .infinite }

    /// A fit on the target is better than paths of the next session, and faster: see docs/horizons.md.
    public var horizonMethods: [HorizonMethod] { [.direct, .simulated, .scaled] }

    /// Forward and twice as much backward, every epoch.
    public var trainingCostPerExample: Int { 3 * training.epochs * network.multiplyAdds(steps: 1) }

    /// The layers, for series of closes alone.
    var network: Network<Float> { network(inputs: MarketFeatures.channels(hasRanges: false)) }

    /// The layers.
    ///
    /// The recurrent weights of an Elman layer start as a diagonal of time constants from 1.5 to 120 sessions: a state that
    /// begins with memories of many lengths does not have to discover them.
    func network(inputs: Int) -> Network<Float> {
        let memory: any Layer<Float> =
            switch cell {
            case .elman:
                Elman<Float>(
                    inputSize: inputs, hiddenSize: hidden,
                    inputWeights: .scaled(.uniform, by: 0.3),
                    recurrentWeights: .timeConstants(shortest: 1.5, longest: 120, noise: 0.1))
            case .gru: GRU<Float>(inputSize: inputs, hiddenSize: hidden)
            }
        return Network([
            memory,
            Dense<Float>(
                inputSize: hidden, outputSize: training.head.outputs, activation: .identity,
                weights: .scaled(.uniform, by: 0.05)),
        ])
    }

    /// Trains on the panel's histories.
    public func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor {
        let hasRanges = panel.series.allHaveRanges
        let panel = panel.learnedFrom
        let reference = try panel.pooledMoments(in: panel.training, needed: 2, model: name).rootMeanSquare
        let features = MarketFeatures(reference: reference, hasRanges: hasRanges)
        // A series that brings no panel is its own market, here as in forecasting.
        let isShared = panel.series.allSatisfy { $0.panel != nil }
        let market = isShared ? MarketRows(panel.series, reference: reference) : nil
        let examples = try NetworkExamples(
            panel, model: name, firstCutoff: FittedRecurrentNetwork.warmUp, needsRanges: hasRanges
        ) { series in
            features.matrix(of: series, market: market ?? MarketRows([series], reference: reference))
        }
        let source = HistoryLanes.training(examples.series, lanesPerSeries: 4, stepsPerChunk: truncation)
        let validation = HistoryLanes.validation(examples.series, warmUp: 250, stepsPerChunk: 256)
        let trained = try trainNetwork(
            network(inputs: features.channels), on: source,
            validatingOn: panel.validation == nil ? nil : validation, training: training,
            model: name, seed: seed, isCancelled: isCancelled)
        return FittedRecurrentNetwork(
            FittedRecurrentNetwork.Weights(
                settings: self, features: features, scaler: examples.scaler, trained: trained,
                span: panel.savedSpan))
    }
}

/// A trained recurrent network.
public struct FittedRecurrentNetwork: RecurrentPredictor, NetworkPredictor {
    /// The memory after some sessions.
    public struct State: Hashable, Sendable, Codable {
        /// The running means the inputs are made with.
        var features: MarketFeatures
        /// `h_t`, `[hidden]`.
        var hidden: [Float]
        /// Sessions taken in so far.
        var sessions: Int
    }

    /// What is saved: settings, the features' initial state, scaler and weights.
    struct Weights: Codable, Hashable, Sendable {
        var settings: RecurrentNetwork
        var features: MarketFeatures
        var scaler: StandardScaler
        var trained: TrainedWeights
        /// The sessions a forecast sums over, where they are more than the next one.
        var span: Int?
    }

    /// Sessions that only warm the state before a first forecast.
    static let warmUp = 20

    let weights: Weights
    let network: Network<Float>

    init(_ weights: Weights) {
        self.weights = weights
        network = weights.settings.network(inputs: weights.features.channels)
    }

    /// The scale of a sum over the scale of a session.
    var stretch: Double { squareRootOfTime(weights.span) }

    /// Reads what ``encoded()`` wrote.
    public init(decoding bytes: [UInt8]) throws {
        self.init(try ModelCoding.decode(Weights.self, from: bytes))
    }

    /// The weights, and the multiply-adds of one step.
    public var cost: ModelCost {
        ModelCost(parameters: network.parameterCount, multiplyAddsPerForecast: network.multiplyAdds(steps: 1))
    }

    /// How the training went.
    public var trainingSummary: TrainingSummary? { weights.trained.summary }

    /// Zero, and the running means at the training span's level.
    public func initialState() -> State {
        State(features: weights.features, hidden: network.initialState(batch: 1), sessions: 0)
    }

    /// One session further, as if the series were the whole market.
    public func step(
        _ state: State, logReturn: Double
    ) -> (state: State, forecast: PredictiveDistribution?) {
        var next = state
        let row = next.features.step(logReturn: logReturn)
        let forecast = forecast(&next, row)
        return (next, forecast)
    }

    /// One session further, with the panel the series brings.
    public func step(
        _ state: State, session: Int, of series: ReturnSeries
    ) -> (state: State, forecast: PredictiveDistribution?) {
        var next = state
        let row = next.features.step(session: session, of: series)
        let forecast = forecast(&next, row)
        return (next, forecast)
    }

    private func forecast(_ next: inout State, _ row: [Float]) -> PredictiveDistribution? {
        let input = row.enumerated().map { weights.scaler.scaled($1, channel: $0) }
        let workspace = Workspace<Float>(recordsTape: false)
        network.forward(
            parameters: weights.trained.parameters, input: input, steps: 1, batch: 1, state: &next.hidden,
            workspace: workspace)
        next.sessions += 1
        guard next.sessions > Self.warmUp, next.features.haveBegun else { return nil }
        return weights.settings.training.head.distribution(
            workspace.output[...], scale: next.features.scale * stretch)
    }

    /// All sessions in one pass: the same bits as stepping, without its overhead.
    public func forecasts(for series: ReturnSeries, cutoffs: Range<Int>) -> [PredictiveDistribution?] {
        forecasts(
            for: series, cutoffs: cutoffs, market: MarketRows([series], reference: weights.features.reference))
    }

    /// The market's inputs are computed once for all series.
    public func forecasts(
        forEach series: [ReturnSeries], cutoffs: [Range<Int>], isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> [[PredictiveDistribution?]] {
        let isShared = Set(series.map(\.panel?.symbols)).count == 1 && series.first?.panel != nil
        let market = isShared ? MarketRows(series, reference: weights.features.reference) : nil
        var all: [[PredictiveDistribution?]] = []
        for (series, cutoffs) in zip(series, cutoffs) {
            if isCancelled() { throw .cancelled }
            all.append(
                market.map { forecasts(for: series, cutoffs: cutoffs, market: $0) }
                    ?? forecasts(for: series, cutoffs: cutoffs))
        }
        return all
    }

    private func forecasts(
        for series: ReturnSeries, cutoffs: Range<Int>, market: MarketRows
    ) -> [PredictiveDistribution?] {
        guard !cutoffs.isEmpty else { return [] }
        var (features, scales) = weights.features.matrix(of: series.prefix(cutoffs.upperBound), market: market)
        features.apply(weights.scaler)
        var state = network.initialState(batch: 1)
        let workspace = Workspace<Float>(recordsTape: false)
        network.forward(
            parameters: weights.trained.parameters, input: features.values, steps: cutoffs.upperBound, batch: 1,
            state: &state, workspace: workspace)
        let head = weights.settings.training.head
        let outputs = head.outputs
        return cutoffs.map { cutoff in
            guard cutoff >= Self.warmUp, !weights.features.hasRanges || series.ranges?[cutoff] != nil else {
                return nil
            }
            return head.distribution(
                workspace.output[cutoff * outputs..<(cutoff + 1) * outputs], scale: scales[cutoff] * stretch)
        }
    }

    /// Settings, scaler and weights as JSON.
    public func encoded() throws -> [UInt8] { try ModelCoding.encode(weights) }

    /// For other programs.
    public func storedNetwork() throws -> StoredNetwork {
        try StoredNetwork(
            network, weights.trained, weights.scaler, head: weights.settings.training.head,
            inputs: "\(MarketFeatures.self)", settings: weights.features)
    }
}

extension RegisteredModel {
    static let rnn = recurrent(.elman, hidden: 32, learningRate: 3e-3)
    static let gru = recurrent(.gru, hidden: 32, learningRate: 6e-3)

    private static func recurrent(
        _ cell: RecurrentNetwork.Cell, hidden: Int, learningRate: Double
    ) -> RegisteredModel {
        RegisteredModel(
            family: ModelFamily(
                name: cell.rawValue, isNetwork: true,
                settings: [
                    SettingSpecification(
                        name: "hidden", kind: .integer(1...1024), default: .integer(hidden), sweptKey: "hidden"),
                    SettingSpecification(name: "truncation", kind: .integer(1...2520), default: .integer(64)),
                ] + NetworkTraining.settings(epochs: 14, learningRate: learningRate, weightDecay: 0)),
            make: { settings in
                RecurrentNetwork(
                    cell: cell, hidden: settings.integer("hidden"), truncation: settings.integer("truncation"),
                    training: NetworkTraining(settings), name: settings.name)
            },
            decode: { try FittedRecurrentNetwork(decoding: $0) })
    }
}
