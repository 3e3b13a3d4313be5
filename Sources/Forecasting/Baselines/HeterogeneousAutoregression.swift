internal import Market
public import Windowing

/// HAR volatility: the next session's scale from the mean absolute returns of the last session, week and month.
///
/// A finite response of 22 sessions that fades in three steps as a long memory does (see ``HARRegression`` for the model of a
/// measured scale). Coefficients, mean and error law are fitted together for each symbol, by maximum likelihood. With market
/// terms the panel's mean absolute returns of the same spans join in: what shakes the others reaches this one. By range, sizes of
/// sessions are those of ``SessionRange`` where the bars of all series have highs and lows, and absolute returns otherwise.
public struct HeterogeneousAutoregression: Predictor {
    /// What the scale is regressed on.
    public enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
        /// Absolute returns.
        case returns = "har"
        /// The same, and those of the panel.
        case market = "har-x"
        /// Sizes by range.
        case ranges = "har-range"
    }

    /// The distribution of errors.
    public let errors: ErrorFamily
    /// What the scale is regressed on.
    public let kind: Kind
    /// The name in tables.
    public let name: String

    /// HAR with errors of a family.
    public init(errors: ErrorFamily = .studentT, kind: Kind = .returns, name: String? = nil) {
        self.errors = errors
        self.kind = kind
        self.name = name ?? (errors == .studentT ? kind.rawValue : "\(kind.rawValue)(errors=\(errors.rawValue))")
    }

    /// 22 sessions.
    public var response: Response { .finite(width: HARRegression.width) }
    /// A fit on the target itself did not pay: see docs/horizons.md.
    public var horizonMethods: [HorizonMethod] { [.scaled, .direct] }
    /// Some ten passes over the sessions with ten products each.
    public var trainingCostPerExample: Int { kind == .market ? 800 : 400 }

    /// Fits every symbol.
    public func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor {
        let moments = try panel.pooledMoments(in: panel.knownDates, needed: 60, model: name)
        // All series or none: one scale of sizes for what is fitted and for what is forecast.
        let kind = kind == .ranges && !panel.series.allHaveRanges ? .returns : kind
        var bySymbol: [String: ScaleRegression] = [:]
        var (allRows, allTargets) = ([Double](), [Double]())
        for series in panel.series {
            if isCancelled() { throw .cancelled }
            let known = series.indices(in: panel.knownDates)
            let regressors = HARRegressors(series, kind: kind)
            let fine = known.lowerBound + firstFineSession(Array(series.logReturns[known]))
            let firstRange = kind == .ranges ? series.ranges?.first ?? 0 : 0
            let first = max(fine, HARRegression.width, firstRange + 1)
            // All sessions up to the target's last are known.
            let cutoffs = first - 1..<max(first - 1, known.upperBound - panel.target.horizon)
            guard !cutoffs.isEmpty else { continue }
            let rows = cutoffs.flatMap { regressors.row(after: $0) }
            let targets = cutoffs.map { series.logReturn(of: panel.target, after: $0) }
            allRows += rows
            allTargets += targets
            guard targets.count >= 60 else { continue }
            bySymbol[series.symbol] = ScaleRegression(
                rows: rows, width: regressors.width, targets: targets, errors: errors)
        }
        let width = HARRegressors.width(kind)
        guard let pooled = ScaleRegression(rows: allRows, width: width, targets: allTargets, errors: errors) else {
            throw .tooFewExamples(model: name, span: panel.knownDates, found: moments.count, needed: 60)
        }
        return FittedHAR(
            kind: kind, models: PerSymbol(bySymbol: bySymbol, pooled: pooled))
    }
}

/// The regressors of HAR: a one, and mean absolute returns of a session, a week and a month, of the series and of its panel.
struct HARRegressors {
    private let sizes: [Double]
    /// The panel's mean absolute return of each of its sessions, and the place in it of each session of the series.
    private var market: (sizes: [Double], places: [Int])?

    static func width(_ kind: HeterogeneousAutoregression.Kind) -> Int {
        1 + HARRegression.spans.count * (kind == .market ? 2 : 1)
    }

    var width: Int { Self.width(market == nil ? .returns : .market) }

    init(_ series: ReturnSeries, kind: HeterogeneousAutoregression.Kind) {
        let ranges = kind == .ranges ? series.ranges : nil
        sizes = ranges?.whole ?? series.logReturns.map(abs)
        guard kind == .market else { return }
        let panel = series.panel ?? PanelReturns([series])
        let means = panel.dates.indices.map { session in
            var (sum, count) = (0.0, 0.0)
            for symbol in panel.symbols.indices {
                guard let logReturn = panel.logReturn(session: session, symbol: symbol) else { continue }
                sum += abs(logReturn)
                count += 1
            }
            return sum / max(count, 1)
        }
        market = (means, series.dates.map { panel.index(after: $0) - 1 })
    }

    /// The regressors known after a session.
    ///
    /// - Precondition: `index` is at least 21.
    func row(after index: Int) -> [Double] {
        var row = HARRegression.row(sizes, after: index)
        if let market {
            row += HARRegression.row(market.sizes, after: max(market.places[index], HARRegression.width - 1))
                .dropFirst()
        }
        return row
    }
}

/// HAR volatility with the regressions of every symbol.
public struct FittedHAR: FittedPredictor, Codable, Hashable {
    private let hasMarketTerms: Bool
    /// True of ranges; models saved before there were any have none.
    private let hasRanges: Bool?
    private let models: PerSymbol<ScaleRegression>

    init(kind: HeterogeneousAutoregression.Kind, models: PerSymbol<ScaleRegression>) {
        hasMarketTerms = kind == .market
        hasRanges = kind == .ranges ? true : nil
        self.models = models
    }

    private var kind: HeterogeneousAutoregression.Kind {
        hasMarketTerms ? .market : hasRanges == true ? .ranges : .returns
    }

    /// 22 sessions.
    public var response: Response { .finite(width: HARRegression.width) }
    /// Coefficients, a mean and an error law a symbol.
    public var cost: ModelCost {
        let width = HARRegressors.width(kind)
        return ModelCost(
            parameters: (width + 2) * max(models.bySymbol.count, 1), multiplyAddsPerForecast: 28 * (width / 3))
    }

    /// One regression a cutoff.
    public func forecasts(for series: ReturnSeries, cutoffs: Range<Int>) -> [PredictiveDistribution?] {
        let model = models[series.symbol]
        let regressors = HARRegressors(series, kind: kind)
        return cutoffs.map { cutoff in
            // What was fitted on ranges says nothing of closes alone.
            guard cutoff >= HARRegression.width - 1, kind != .ranges || series.ranges?[cutoff] != nil else {
                return nil
            }
            return model.distribution(regressors.row(after: cutoff))
        }
    }
}
