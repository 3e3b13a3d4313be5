internal import Evaluation
internal import Forecasting
internal import Market
internal import Store
internal import Windowing

extension NightContext {
    /// The outcomes of earlier forecasts whose session has come, and their scores by model and session.
    ///
    /// The outcome is the log return of the session after the cutoff on the closes as they are known this night.
    func completed(_ open: [OpenForecast]) throws -> (outcomes: [CompletedForecast], scores: [SessionScore]) {
        guard !isAsOf else { return ([], []) }
        let lasts = Dictionary(uniqueKeysWithValues: series.map { ($0.id, $0.last) })
        let waiting = open.filter { forecast in
            lasts[forecast.seriesID].map { forecast.cutoff < min($0, last) } ?? false
        }
        let starts = Dictionary(waiting.map { ($0.seriesID, $0.cutoff) }, uniquingKeysWith: min).sorted {
            $0.key < $1.key
        }
        let tails = try store.closes(of: starts.map { ($0.key, $0.value) }, to: last)
        let tailOf = Dictionary(uniqueKeysWithValues: zip(starts.map(\.key), tails))
        var outcomes: [CompletedForecast] = []
        var scores: [SessionScore] = []
        var placeOf: [ScoreKey: Int] = [:]
        for forecast in waiting {
            // A cutoff that is no session any more, or the last one, has no outcome.
            guard let tail = tailOf[forecast.seriesID], let place = tail.dates.firstIndex(of: forecast.cutoff),
                place + 1 < tail.dates.count
            else { continue }
            let outcome = CompletedForecast(
                forecast: forecast, target: tail.dates[place + 1],
                actual: ln(tail.closes[place + 1] / tail.closes[place]))
            outcomes.append(outcome)
            guard forecast.isOfRecord else { continue }
            let key = ScoreKey(forecast, target: outcome.target)
            if placeOf[key] == nil {
                placeOf[key] = scores.count
                scores.append(
                    SessionScore(
                        pipeline: forecast.pipeline, model: forecast.model, seed: forecast.seed,
                        date: outcome.target))
            }
            if let place = placeOf[key] { try scores[place].add(outcome) }
        }
        return (outcomes, scores)
    }
}

/// What a score is summed over.
private struct ScoreKey: Hashable {
    var pipeline: String
    var model: String
    var seed: Int
    var date: SessionDate

    init(_ forecast: OpenForecast, target: SessionDate) {
        (pipeline, model, seed, date) = (forecast.pipeline, forecast.model, forecast.seed, target)
    }
}

extension SessionScore {
    /// Adds a forecast that has met its outcome.
    ///
    /// Inside and outside are judged by the probability integral transform, as everywhere.
    fileprivate mutating func add(_ outcome: CompletedForecast) throws {
        let forecast = outcome.forecast
        guard
            let distribution = PredictiveDistribution(
                family: forecast.family, mean: forecast.mean, scale: forecast.scale, shape: forecast.shape)
        else {
            throw UnknownFamilyError(
                family: forecast.family, symbol: "series \(forecast.seriesID)", cutoff: forecast.cutoff)
        }
        let error = distribution.mean - outcome.actual
        let probability = distribution.cumulativeProbability(of: outcome.actual)
        let z = error / distribution.standardDeviation
        forecasts += 1
        covered90 += abs(2 * probability - 1) <= 0.9 ? 1 : 0
        below05 += probability < 0.05 ? 1 : 0
        above95 += probability > 0.95 ? 1 : 0
        squaredError += error * error
        absoluteError += abs(error)
        negativeLogDensity -= distribution.logDensity(at: outcome.actual)
        squaredZ += z * z
    }
}
