internal import Forecasting
internal import Learning
internal import Market
internal import Windowing

/// What moves together: the standing of each series' return in its forecast, session by session, on sessions known at the fit.
///
/// A simulated session takes one past session's standings for all series at once, so that series move together as they did, crashes
/// included. Of each series only the *rank* of its standing is kept and a number is drawn evenly from within the rank, so that each series
/// alone draws exactly from its model's forecast: an empirical copula (Deheuvels 1979), laid out evenly in its cells.
struct ShockPool: Sendable {
    /// The sessions kept are the last of them: ten years.
    static let mostSessions = 2520

    /// `[session][series]`, the rank from 0 among the series' own; below zero where it had no session.
    private let ranks: [Int32]
    /// How many ranks each series has.
    private let counts: [Int]
    private let sessions: Int

    /// The standings of some series up to the end of a panel.
    init(
        _ fitted: any FittedPredictor, panel: TrainingPanel, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) {
        let series = panel.series
        let dates = calendar(of: series.map(\.dates)).suffix(Self.mostSessions)
        let places = Dictionary(uniqueKeysWithValues: dates.enumerated().map { ($1, $0) })
        let cutoffs = series.map { one in
            // A forecast and its outcome: the first return has no forecast.
            let first = max(dates.first.map { one.index(after: $0) - 1 } ?? 0, 1)
            return first - 1..<max(first - 1, one.count - 1)
        }
        let forecasts = try fitted.forecasts(forEach: series, cutoffs: cutoffs, isCancelled: isCancelled)
        var ranks = [Int32](repeating: -1, count: dates.count * series.count)
        var counts = [Int](repeating: 0, count: series.count)
        for (column, one) in series.enumerated() {
            var standings: [(standing: Double, session: Int)] = []
            for (cutoff, forecast) in zip(cutoffs[column], forecasts[column]) {
                guard let forecast, let session = places[one.dates[cutoff + 1]] else { continue }
                standings.append((forecast.cumulativeProbability(of: one.logReturns[cutoff + 1]), session))
            }
            standings.sort { ($0.standing, $0.session) < ($1.standing, $1.session) }
            for (rank, entry) in standings.enumerated() {
                ranks[entry.session * series.count + column] = Int32(rank)
            }
            counts[column] = standings.count
        }
        self.ranks = ranks
        self.counts = counts
        sessions = dates.count
    }

    /// A session to take all series' shocks from.
    func session(using random: inout RandomSource) -> Int { sessions > 0 ? random.integer(below: sessions) : 0 }

    /// The standard normal number of a series' shock; any at all where it had no session then.
    func shock(of column: Int, session: Int, using random: inout RandomSource) -> Double {
        let within = Double(random.next() >> 11) * 0x1p-53 + 0x1p-54
        let rank = sessions > 0 ? ranks[session * counts.count + column] : -1
        return StandardNormal.quantile(rank < 0 ? within : (Double(rank) + within) / Double(counts[column]))
    }
}
