internal import Evaluation
internal import Market
internal import Reporting
internal import Store

/// How forecasts of record did over rolling windows of sessions, and what of it is alarming.
struct TrackRecord: Sendable {
    /// The windows, in sessions.
    static let windows = [20, 60, 250]
    /// The window whose coverage is watched.
    static let watched = 60
    /// How seldom coverage leaves its band by chance.
    static let bandLevel = 0.99

    /// A row a model, seed and window.
    let rows: [TrackRecordRow]
    /// Models whose coverage left its band, a sentence each.
    let alerts: [String]

    /// From the scores of the last sessions, by model and seed, each in order of time.
    init(_ scores: [SessionScore]) {
        var sheets: [(key: SheetKey, scores: ArraySlice<SessionScore>)] = []
        var start = scores.startIndex
        for index in scores.indices {
            let key = SheetKey(scores[index])
            guard index + 1 == scores.endIndex || SheetKey(scores[index + 1]) != key else { continue }
            sheets.append((key, scores[start...index]))
            start = index + 1
        }
        func baseline(_ family: String, _ window: Int) -> Double? {
            sheets.first { $0.key.model == family || $0.key.model.hasPrefix(family + "(") }
                .map { Sums($0.scores.suffix(window)).negativeLogDensity }
        }
        var rows: [TrackRecordRow] = []
        var alerts: [String] = []
        for (key, scores) in sheets {
            for window in Self.windows where window == Self.windows[0] || scores.count > Self.windows[0] {
                // A longer window than there are sessions says nothing that the shorter one did not.
                if let shorter = Self.windows.last(where: { $0 < window }), scores.count <= shorter { continue }
                let sums = Sums(scores.suffix(window))
                rows.append(
                    TrackRecordRow(
                        model: key.model, seed: key.seed, window: window, sessions: sums.sessions,
                        forecasts: sums.forecasts, rootMeanSquaredError: sums.rootMeanSquaredError,
                        negativeLogDensity: sums.negativeLogDensity,
                        versusRandomWalk: baseline(naiveModel, window).map { sums.negativeLogDensity - $0 },
                        versusEWMA: baseline("ewma", window).map { sums.negativeLogDensity - $0 },
                        coverage90: sums.coverage90, below05: sums.below05, above95: sums.above95,
                        standardisedError: sums.standardisedError))
            }
            if let alert = Self.coverageAlert(key, scores) { alerts.append(alert) }
        }
        self.rows = rows
        self.alerts = alerts
    }

    /// The alarm of a model whose 90 % interval held too many or too few outcomes.
    ///
    /// All series of a session count as one draw: they move together, and a crash that surprises all of them is one surprise.
    private static func coverageAlert(_ key: SheetKey, _ scores: ArraySlice<SessionScore>) -> String? {
        guard scores.count >= watched else { return nil }
        let sums = Sums(scores.suffix(watched))
        let band = BinomialBand(draws: watched, probability: 0.9, level: bandLevel)
        guard !band.contains(share: sums.coverage90, of: watched) else { return nil }
        func text(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
        let ends = "\(text(Double(band.fewest) / Double(watched))) to \(text(Double(band.most) / Double(watched)))"
        return
            "\(key.model) seed \(key.seed): the 90 % interval held \(text(sums.coverage90)) of the outcomes of the last "
            + "\(watched) sessions, outside the 99 % band of \(ends)"
    }

    private struct SheetKey: Hashable {
        var model: String
        var seed: Int

        init(_ score: SessionScore) { (model, seed) = (score.model, score.seed) }
    }
}

/// Sums over sessions.
private struct Sums {
    var sessions = 0
    var forecasts = 0
    private var squaredErrors = 0.0
    private var densities = 0.0
    private var squaredZ = 0.0
    private var (covered, below, above) = (0, 0, 0)

    init(_ scores: ArraySlice<SessionScore>) {
        for score in scores {
            sessions += 1
            forecasts += score.forecasts
            squaredErrors += score.squaredError
            densities += score.negativeLogDensity
            squaredZ += score.squaredZ
            covered += score.covered90
            below += score.below05
            above += score.above95
        }
    }

    private var count: Double { Double(max(forecasts, 1)) }
    var rootMeanSquaredError: Double { (squaredErrors / count).squareRoot() }
    var negativeLogDensity: Double { densities / count }
    var coverage90: Double { Double(covered) / count }
    var below05: Double { Double(below) / count }
    var above95: Double { Double(above) / count }
    var standardisedError: Double { (squaredZ / count).squareRoot() }
}
