import Evaluation

/// What lies beyond the next session: whether what holds of that holds of the next week and month, and of the sessions in them.
///
/// Nil where the run forecast the next session alone.
///
/// - Parameter further: the rows of the leaderboard that say how each model's forecasts were made.
func horizonSection(_ content: ReportContent, _ further: [LeaderboardRow], order: ModelOrder) -> Section? {
    var values: [HorizonKind: [Int: [String: [String: MetricRow]]]] = [:]
    for row in content.metrics
    where row.horizon > content.run.horizon && row.symbol == wholeSample && row.period == wholeSample
        && HorizonKind.columns.contains(row.name)
    {
        values[HorizonKind(row.span, of: row.horizon), default: [:]][row.horizon, default: [:]][
            row.model, default: [:]][row.name] = row
    }
    let kinds = HorizonKind.allCases.filter { values[$0] != nil }
    guard !kinds.isEmpty else { return nil }
    let names = Set(values.values.joined().flatMap(\.value.keys))
    // A baseline with another setting, such as a way beyond the next session, is one too.
    let baseline =
        ["garch-t", "gjr-t", "garch", "ewma", naiveModel].lazy.compactMap { family in
            names.contains(family) ? family : names.filter { $0.hasPrefix("\(family)(") }.min()
        }.first ?? naiveModel
    var section = Section(title: "Horizons: the next week, the next month")
    section.append(
        paragraph:
            "\(kinds.map(\.words).joined(separator: " ")) Each is forecast \(content.horizonRule ?? "as well"); the tables show how "
            + "good its distribution is. “by” says how it was made: simulated by paths that the model's own forecasts drew, direct by a fit "
            + "on that very target, scaled from the next session's forecast (as it is for a single session, stretched by √h for a sum). "
            + "“ΔNLL” is against \(label(baseline)), below zero is better; t and p are of Diebold and Mariano's test on the panel's mean loss, "
            + "with at least as many lags as forecasts overlap (what comes between a cutoff and its target is news to all of them) and the "
            + "correction of Harvey, Leybourne and Newbold for the horizon. Losses of different tables are in different units and cannot be "
            + "compared.")
    for kind in kinds {
        for (horizon, models) in (values[kind] ?? [:]).sorted(by: { $0.key < $1.key }) {
            let tests = PairTests(content.comparisons, horizon: horizon, span: kind.span(of: horizon))
            var table = TextTable([
                .init(title: kind.title(of: horizon), isLeftAligned: true, isTruncatable: true),
                .init(title: "by", isLeftAligned: true), .init(title: "n"), .init(title: "NLL"),
                .init(title: "CRPS"),
                .init(title: "QLIKE"), .init(title: "in 90 %"), .init(title: "in 95 %"), .init(title: "ΔNLL"),
                .init(title: "t"), .init(title: "p"),
            ])
            let methods = Dictionary(
                further.filter { $0.horizon == horizon && $0.span == kind.span(of: horizon) }
                    .map { ($0.model, $0.horizonMethod) }, uniquingKeysWith: { first, _ in first })
            for model in order.sorted(models.keys.map(\.self)) {
                let rows = models[model] ?? [:]
                let test = model == baseline ? nil : tests.row(model, baseline)
                let sign = test?.model == model ? 1.0 : -1.0
                table.append([
                    label(model), (methods[model] ?? nil) ?? absent,
                    rows[ReportMetric.nll].map { grouped($0.n) } ?? absent,
                    fixed(rows[ReportMetric.nll]?.value, decimals: 4),
                    fixed(rows["crps"]?.value, decimals: 5),
                    fixed(rows["qlike"]?.value, decimals: 4),
                    percent(rows[ReportMetric.coverage90]?.value, decimals: 1),
                    percent(rows["coverage_95"]?.value, decimals: 1),
                    fixed(test?.difference(of: model), decimals: 4),
                    fixed(test?.statistic.map { sign * $0 }, decimals: 2), pValue(test?.pValue),
                ])
            }
            section.append(table)
        }
    }
    return section
}

/// The two kinds of what is forecast beyond the next session.
private enum HorizonKind: CaseIterable {
    case sum
    case session

    /// What the tables show of either.
    static let columns: Set<String> = [ReportMetric.nll, "crps", "qlike", ReportMetric.coverage90, "coverage_95"]

    init(_ span: Int, of horizon: Int) { self = span == horizon ? .sum : .session }

    func span(of horizon: Int) -> Int { self == .sum ? horizon : 1 }

    func title(of horizon: Int) -> String {
        self == .sum ? "\(horizon) sessions" : "session t+\(horizon)"
    }

    var words: String {
        switch self {
        case .sum: "“h sessions” is the log return summed over the next h sessions."
        case .session: "“session t+h” is the log return of the single session h ahead of t, the last one known."
        }
    }
}
