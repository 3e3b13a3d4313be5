import Forecasting
import Synchronization
import Windowing

/// A predictor that learns nothing and keeps what it was handed, for the tests to look at.
final class SpyPredictor: Predictor {
    struct Seen {
        var panels: [TrainingPanel] = []
        var seeds: [UInt64] = []
        var asked: [(series: ReturnSeries, cutoffs: Range<Int>)] = []
    }

    let name = "spy"
    let response = Response.finite(width: 1)
    private let seen = Mutex(Seen())
    private let answer: @Sendable (ReturnSeries, Int) -> PredictiveDistribution?

    /// `answer` is the forecast of a series for a cutoff.
    init(
        answer: @escaping @Sendable (ReturnSeries, Int) -> PredictiveDistribution? = { _, _ in
            .normal(mean: 0, standardDeviation: 0.01)
        }
    ) {
        self.answer = answer
    }

    var wasHanded: Seen { seen.withLock { $0 } }

    func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor {
        seen.withLock {
            $0.panels.append(panel)
            $0.seeds.append(seed)
        }
        return FittedSpy(spy: self)
    }

    fileprivate func forecasts(_ series: ReturnSeries, _ cutoffs: Range<Int>) -> [PredictiveDistribution?] {
        seen.withLock { $0.asked.append((series, cutoffs)) }
        return cutoffs.map { answer(series, $0) }
    }
}

private struct FittedSpy: FittedPredictor {
    let spy: SpyPredictor
    var response: Response { spy.response }
    var cost: ModelCost { ModelCost(parameters: 0, multiplyAddsPerForecast: 0) }

    func forecasts(for series: ReturnSeries, cutoffs: Range<Int>) -> [PredictiveDistribution?] {
        spy.forecasts(series, cutoffs)
    }

    func encoded() throws -> [UInt8] { [] }
}
