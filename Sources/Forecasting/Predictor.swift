public import Market
public import Windowing

/// How far back an event can reach into a fitted predictor's forecasts.
public enum Response: Hashable, Sendable, Codable {
    /// `Y_t = f(X_t, …, X_{t-N+1})`: an event matters for `width` sessions, then exactly not at all.
    case finite(width: Int)
    /// `h_t = f(x_t, h_{t-1}), y_t = g(h_t)`: an event can matter in every later forecast, fading.
    case infinite
}

/// What a predictor may learn from: series cut at the end of the validation span, and the two spans.
///
/// Nothing later than `validation.upperBound` is in it, so a predictor cannot look ahead even by mistake.
/// An example belongs to the span that its *target* session lies in.
public struct TrainingPanel: Sendable {
    /// The series of all symbols, each ending no later than the validation span.
    public let series: [ReturnSeries]
    /// The dates of the targets to fit on.
    public let training: ClosedRange<SessionDate>
    /// The dates of the targets to choose on (early stopping), after the training span; nil for none.
    public let validation: ClosedRange<SessionDate>?
    /// Symbols that are only to be forecast: what is fitted on all series together must not learn from them.
    ///
    /// What is fitted on each series alone, as GARCH, is fitted on these too.
    public let forecastOnly: Set<String>
    /// What is fitted on: the next session but for predictors that are fitted on later ones, see ``HorizonMethod/direct``.
    ///
    /// An example belongs to a span only if all sessions after its cutoff, up to its target's last, lie in it.
    public let target: ReturnTarget

    /// Cuts the series at the end of the last span.
    ///
    /// - Precondition: the validation span lies after the training span.
    public init(
        series: [ReturnSeries], training: ClosedRange<SessionDate>, validation: ClosedRange<SessionDate>? = nil,
        forecastOnly: Set<String> = [], target: ReturnTarget = .nextSession
    ) {
        if let validation {
            precondition(training.upperBound < validation.lowerBound, "validation must come after training")
        }
        let cutoff = validation?.upperBound ?? training.upperBound
        self.series = series.map { $0.known(at: cutoff) }
        self.training = training
        self.validation = validation
        self.forecastOnly = forecastOnly
        self.target = target
    }

    /// The panel without the symbols that are only to be forecast: what a model of all series learns from.
    public var learnedFrom: TrainingPanel {
        guard !forecastOnly.isEmpty else { return self }
        return TrainingPanel(
            series: series.filter { !forecastOnly.contains($0.symbol) }, training: training, validation: validation,
            target: target)
    }

    /// The same panel to fit another target on.
    public func aimed(at target: ReturnTarget) -> TrainingPanel {
        TrainingPanel(
            series: series, training: training, validation: validation, forecastOnly: forecastOnly, target: target)
    }
}

/// A way of forecasting that has not seen data yet: a name and its settings.
///
/// Fitting gives a value of another type, so that what is not fitted cannot forecast.
public protocol Predictor: Sendable {
    /// The registered name with its settings, such as `tdnn(width=60)`.
    var name: String { get }
    /// How far back its forecasts can look, known before fitting.
    var response: Response { get }
    /// Roughly the multiply-adds of fitting one example, for sharing out work; results do not depend on it.
    var trainingCostPerExample: Int { get }
    /// How its forecasts beyond the next session can be made; the first is its own, unless another is asked for.
    var horizonMethods: [HorizonMethod] { get }
    /// Learns from the panel.
    ///
    /// - Parameters:
    ///   - panel: series cut at the last session that may be known.
    ///   - seed: the one source of randomness; the same panel and seed give the same bits.
    ///   - isCancelled: asked between steps of long work; true ends the fit with ``FittingError/cancelled``.
    func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor
}

extension Predictor {
    /// Hardly anything: a pass over the data.
    public var trainingCostPerExample: Int { 1 }

    /// The next session's forecast, stretched by the square root of time.
    public var horizonMethods: [HorizonMethod] { [.scaled] }

    /// Learns from the panel, without a way to interrupt it.
    public func fit(_ panel: TrainingPanel, seed: UInt64) throws(FittingError) -> any FittedPredictor {
        try fit(panel, seed: seed, isCancelled: { false })
    }
}

/// Something that can forecast.
///
/// A forecast for cutoff `c` uses the sessions `0...c` of a series and nothing later; it is about the session
/// `c + 1`.
public protocol FittedPredictor: Sendable {
    /// How far back its forecasts look.
    var response: Response { get }
    /// What it costs.
    var cost: ModelCost { get }
    /// Next-session forecasts of one series, one for each cutoff index of `cutoffs`, in order.
    ///
    /// - Returns: nil for a cutoff whose past is too short for this predictor.
    func forecasts(for series: ReturnSeries, cutoffs: Range<Int>) -> [PredictiveDistribution?]
    /// The same for several series at once, for what would otherwise compute one thing of the panel for each of them.
    ///
    /// - Throws: ``FittingError/cancelled`` when it is asked to stop.
    /// - Precondition: there are as many ranges as series.
    func forecasts(
        forEach series: [ReturnSeries], cutoffs: [Range<Int>], isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> [[PredictiveDistribution?]]
    /// How its training went; nil where nothing was trained step by step.
    var trainingSummary: TrainingSummary? { get }
    /// Everything needed to forecast again to the bit, as bytes for the registry's `decode`.
    func encoded() throws -> [UInt8]
}

extension FittedPredictor {
    /// One series after the other.
    public func forecasts(
        forEach series: [ReturnSeries], cutoffs: [Range<Int>], isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> [[PredictiveDistribution?]] {
        var all: [[PredictiveDistribution?]] = []
        for (series, cutoffs) in zip(series, cutoffs) {
            if isCancelled() { throw .cancelled }
            all.append(forecasts(for: series, cutoffs: cutoffs))
        }
        return all
    }

    /// Nothing was trained step by step.
    public var trainingSummary: TrainingSummary? { nil }
}

/// How the training of a network went.
public struct TrainingSummary: Hashable, Sendable, Codable {
    /// Epochs made.
    public var epochs: Int
    /// The epoch whose weights were kept, from 1.
    public var bestEpoch: Int
    /// The mean training loss of that epoch.
    public var trainingLoss: Double
    /// The mean validation loss after that epoch; nil without a validation span.
    public var validationLoss: Double?
    /// The losses epoch by epoch, for the record; they are no part of the fitted model and are not saved with it.
    public var history: [EpochLosses] = []

    private enum CodingKeys: String, CodingKey {
        case epochs, bestEpoch, trainingLoss, validationLoss
    }

    /// A summary from its fields.
    public init(
        epochs: Int, bestEpoch: Int, trainingLoss: Double, validationLoss: Double?, history: [EpochLosses] = []
    ) {
        self.epochs = epochs
        self.bestEpoch = bestEpoch
        self.trainingLoss = trainingLoss
        self.validationLoss = validationLoss
        self.history = history
    }
}

/// What one epoch of training lost.
public struct EpochLosses: Hashable, Sendable {
    /// The mean training loss over the epoch, while the weights were moving.
    public var training: Double
    /// The mean validation loss after the epoch; nil without a validation span.
    public var validation: Double?

    /// Losses from their fields.
    public init(training: Double, validation: Double?) {
        self.training = training
        self.validation = validation
    }
}

/// A fitted predictor of infinite response: its memory is a value.
///
/// A nightly run keeps the state and makes one step a symbol instead of replaying the history.
public protocol RecurrentPredictor: FittedPredictor {
    /// The memory after some sessions of one series.
    associatedtype State: Sendable, Codable
    /// The memory before the first session, `h_{-1}`, of a symbol that nothing is known of.
    func initialState() -> State
    /// The memory before the first session of a symbol: that of any symbol, or with numbers fitted on this one.
    func initialState(for symbol: String) -> State
    /// The memory after a session's log return was seen, and the forecast for the session after it.
    func step(_ state: State, logReturn: Double) -> (state: State, forecast: PredictiveDistribution?)
    /// The same for the session at an index of a series, which may bring the panel with it.
    ///
    /// What uses other symbols' sessions takes them in here, up to the session's date and no further.
    func step(
        _ state: State, session: Int, of series: ReturnSeries
    ) -> (state: State, forecast: PredictiveDistribution?)
}

extension RecurrentPredictor {
    /// Always infinite.
    public var response: Response { .infinite }

    /// The same for all symbols.
    public func initialState(for symbol: String) -> State { initialState() }

    /// The series' own return, without the panel.
    public func step(
        _ state: State, session: Int, of series: ReturnSeries
    ) -> (state: State, forecast: PredictiveDistribution?) {
        step(state, logReturn: series.logReturns[session])
    }

    /// Steps through the series from its first session and keeps the forecasts asked for.
    public func forecasts(for series: ReturnSeries, cutoffs: Range<Int>) -> [PredictiveDistribution?] {
        var state = initialState(for: series.symbol)
        var forecasts: [PredictiveDistribution?] = []
        forecasts.reserveCapacity(cutoffs.count)
        for session in 0..<cutoffs.upperBound {
            let (next, forecast) = step(state, session: session, of: series)
            state = next
            if session >= cutoffs.lowerBound { forecasts.append(forecast) }
        }
        return forecasts
    }

    /// The memory after all sessions of `history`.
    public func state(after history: ReturnSeries) -> State {
        history.logReturns.indices.reduce(initialState(for: history.symbol)) {
            step($0, session: $1, of: history).state
        }
    }
}

/// What a fitted predictor costs to keep and to ask.
public struct ModelCost: Hashable, Sendable, Codable {
    /// Numbers that were fitted.
    public var parameters: Int
    /// Multiply-adds of one forecast from its inputs: a whole window for a finite response, one step for an
    /// infinite one.
    public var multiplyAddsPerForecast: Int

    /// A cost from its fields.
    public init(parameters: Int, multiplyAddsPerForecast: Int) {
        self.parameters = parameters
        self.multiplyAddsPerForecast = multiplyAddsPerForecast
    }
}

/// Why a predictor could not be fitted.
public enum FittingError: Error, Hashable, CustomStringConvertible {
    /// The spans hold too few examples.
    case tooFewExamples(model: String, span: ClosedRange<SessionDate>, found: Int, needed: Int)
    /// The validation span holds no example although one was asked for.
    case noExamples(model: String)
    /// The loss became infinite or undefined.
    case diverged(model: String, epoch: Int)
    /// The caller asked to stop.
    case cancelled

    /// The sentence for the operator.
    public var description: String {
        switch self {
        case .tooFewExamples(let model, let span, let found, let needed):
            "\(model): \(found) examples between \(span.lowerBound) and \(span.upperBound), but \(needed) are needed; "
                + "start the test span later or add older prices"
        case .noExamples(let model):
            "\(model): the validation span holds no session of any series; lengthen it or leave it out"
        case .diverged(let model, let epoch):
            "\(model): the loss is no longer a number in epoch \(epoch); lower the learning rate"
        case .cancelled:
            "stopped before the fit was done"
        }
    }
}
