public import Forecasting
internal import Learning
internal import Market
public import Windowing

/// Forecasts beyond the next session by paths from a fitted model of it.
///
/// At a cutoff the model forecasts the next session, a return is drawn from that and taken in as if it had come, the model forecasts the one
/// after it, and so on to the longest horizon. A model whose series share a state is stepped with all series that traded on the cutoff's
/// session in each path, their shocks drawn together from ``ShockPool``. The last session of a target is not drawn once but as
/// ``strata`` equally probable values of its forecast, which makes more of a path. The values are kept as the most likely Student t.
///
/// The random numbers belong to (model, seed and fold, series, cutoff, path): neither other cutoffs nor other targets change them.
public struct PathSimulation: HorizonForecaster {
    /// Values that the last session of a target is drawn as.
    public static let strata = 8

    private let fitted: any PanelPredictor
    private let pool: ShockPool?
    private let poolColumns: [String: Int]
    private let paths: Int
    private let random: RandomSource

    /// Paths of a fitted predictor; nil where it keeps no state that can be stepped by returns alone.
    ///
    /// - Parameters:
    ///   - fitted: the model of the next session.
    ///   - panel: what it was fitted on, from which shocks are taken.
    ///   - paths: how many a cutoff.
    ///   - seed: the trial's.
    ///   - isCancelled: asked between steps of long work.
    public init?(
        _ fitted: any FittedPredictor, panel: TrainingPanel, paths: Int, seed: UInt64,
        isCancelled: @Sendable () -> Bool = { false }
    ) throws(FittingError) {
        guard let stepped = panelPredictor(fitted), !stepped.needsRanges else { return nil }
        self.fitted = stepped
        pool = stepped.sharesState ? try ShockPool(stepped, panel: panel, isCancelled: isCancelled) : nil
        poolColumns = Dictionary(uniqueKeysWithValues: panel.series.enumerated().map { ($1.symbol, $0) })
        self.paths = paths
        random = RandomSource(seed: seed).split("paths")
    }

    /// Simulated.
    public var method: HorizonMethod { .simulated }

    /// Each target, from the same paths.
    public func forecasts(
        forEach series: [ReturnSeries], cutoffs: [[Int]], targets: [ReturnTarget], isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> [[[PredictiveDistribution?]]] {
        func opened<Model: PanelPredictor>(_ model: Model) throws(FittingError) -> [[[PredictiveDistribution?]]] {
            let walk = PathWalk(
                model: model, pool: pool, poolColumns: poolColumns, paths: paths, random: random, targets: targets)
            return try walk.forecasts(forEach: series, cutoffs: cutoffs, isCancelled: isCancelled)
        }
        return try opened(fitted)
    }
}

/// The walk through the panel's sessions that simulates at each cutoff.
struct PathWalk<Model: PanelPredictor> {
    let model: Model
    let pool: ShockPool?
    let poolColumns: [String: Int]
    let paths: Int
    let random: RandomSource
    let targets: [ReturnTarget]

    /// A series that is simulated: its symbol, whether the panel takes in its sessions, its state and its next forecast.
    private struct Member {
        var symbol: String
        var isOfPanel: Bool
        var poolColumn: Int?
        var own: Model.Own
        var forecast: PredictiveDistribution?
    }

    func forecasts(
        forEach series: [ReturnSeries], cutoffs: [[Int]], isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> [[[PredictiveDistribution?]]] {
        var results = targets.map { _ in
            cutoffs.map { [PredictiveDistribution?](repeating: nil, count: $0.count) }
        }
        let panel = series.compactMap(\.panel).first.map { Set($0.symbols) }
        var members = series.enumerated().map { place, one in
            Member(
                symbol: one.symbol, isOfPanel: panel?.contains(one.symbol) ?? true,
                poolColumn: poolColumns[one.symbol], own: model.ownState(for: one.symbol))
        }
        var shared = model.sharedState()
        var next = [Int](repeating: 0, count: series.count)
        var asked = [Int](repeating: 0, count: series.count)
        while true {
            // The next session of any series that still has a cutoff to come, and who traded on it.
            let open = series.indices.filter { asked[$0] < cutoffs[$0].count }
            guard let last = open.map({ series[$0].dates[cutoffs[$0][cutoffs[$0].count - 1]] }).max(),
                let date = series.indices.filter({ next[$0] < series[$0].count })
                    .map({ series[$0].dates[next[$0]] }).min(), date <= last
            else { break }
            if isCancelled() { throw .cancelled }
            let trading = series.indices.filter {
                next[$0] < series[$0].count && series[$0].dates[next[$0]] == date
            }
            if model.sharesState {
                model.take(
                    trading.filter { members[$0].isOfPanel }.map {
                        (series[$0].symbol, series[$0].logReturns[next[$0]])
                    }, into: &shared)
            }
            var wanted: [Int] = []
            for place in trading {
                members[place].forecast = model.step(
                    &members[place].own, shared: shared, logReturn: series[place].logReturns[next[place]])
                if asked[place] < cutoffs[place].count, cutoffs[place][asked[place]] == next[place] {
                    if members[place].forecast != nil { wanted.append(place) }
                }
            }
            if !wanted.isEmpty {
                let groups =
                    model.sharesState ? [trading.filter { members[$0].forecast != nil }] : wanted.map { [$0] }
                for group in groups {
                    var stream = random.split(UInt64(bitPattern: Int64(date.dayNumber)))
                    if !model.sharesState { stream = stream.split(series[group[0]].symbol) }
                    let values = try simulate(
                        group.map { members[$0] }, shared: shared, random: stream, isCancelled)
                    for (column, place) in group.enumerated() where wanted.contains(place) {
                        for target in targets.indices {
                            results[target][place][asked[place]] = distribution(values[target][column])
                        }
                    }
                }
            }
            for place in trading {
                if asked[place] < cutoffs[place].count, cutoffs[place][asked[place]] == next[place] {
                    asked[place] += 1
                }
                next[place] += 1
            }
        }
        return results
    }

    private func distribution(_ values: [Double]) -> PredictiveDistribution? {
        ErrorLaw(values, family: .studentT)?.distribution(centre: 0, scale: 1)
    }

    /// The values of each target: `[target][member]`, ``PathSimulation/strata`` of them a path.
    private func simulate(
        _ start: [Member], shared: Model.Shared, random: RandomSource, _ isCancelled: () -> Bool
    ) throws(FittingError) -> [[[Double]]] {
        var values = targets.map { _ in start.map { _ in [Double]() } }
        let longest = targets.last?.horizon ?? 1
        let ending = (0...longest).map { step in targets.indices.filter { targets[$0].horizon == step } }
        // What a path has summed up to by each of its sessions, a row of all members each; before the first there is nothing.
        var totals = [Double](repeating: 0, count: longest * start.count)
        for path in 0..<paths {
            if path & 63 == 63, isCancelled() { throw .cancelled }
            var stream = random.split(UInt64(path))
            var (members, shared) = (start, shared)
            for step in 1...longest {
                let session = pool?.session(using: &stream) ?? 0
                let turn = stream.uniform()
                let (before, after) = ((step - 1) * members.count, step * members.count)
                if !ending[step].isEmpty {
                    let strata = (0..<PathSimulation.strata).map { stratum in
                        let share = (Double(stratum) + turn) / Double(PathSimulation.strata)
                        return StandardNormal.quantile(min(max(share, 0x1p-54), 1 - 0x1p-53))
                    }
                    for (column, member) in members.enumerated() {
                        guard let forecast = member.forecast else { continue }
                        for z in strata {
                            let value = ShockTable.value(of: forecast, at: z)
                            for place in ending[step] {
                                let begin = (step - targets[place].span) * members.count
                                values[place][column].append(
                                    totals[before + column] - totals[begin + column] + value)
                            }
                        }
                    }
                }
                if step == longest { break }
                var returns = [Double](repeating: 0, count: members.count)
                for (column, member) in members.enumerated() {
                    guard let forecast = member.forecast else { continue }
                    let z =
                        if let pool, let place = member.poolColumn {
                            pool.shock(of: place, session: session, using: &stream)
                        } else {
                            stream.normal()
                        }
                    returns[column] = ShockTable.value(of: forecast, at: z)
                }
                if model.sharesState {
                    model.take(
                        members.enumerated().filter(\.element.isOfPanel).map { ($1.symbol, returns[$0]) },
                        into: &shared)
                }
                for column in members.indices {
                    totals[after + column] = totals[before + column] + returns[column]
                    members[column].forecast = model.step(
                        &members[column].own, shared: shared, logReturn: returns[column])
                }
            }
        }
        return values
    }
}
