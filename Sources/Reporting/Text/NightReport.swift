public import Evaluation
public import Market

/// What a night's report is rendered from.
public struct NightContent: Sendable {
    /// The pipeline's name.
    public var pipeline: String
    /// The program's version.
    public var version: String
    /// The last session of any series.
    public var lastSession: SessionDate
    /// The forecasts of sessions to come.
    public var forecasts: [ForecastVersusActualRow]
    /// Models fitted anew this night; the others were taken from the store.
    public var refitted: [String]
    /// One row a series.
    public var dataHealth: [DataHealthRow]
    /// Rows of the price files that were refused.
    public var rejectedRows: Int
    /// Series that got no forecast, or not from every model.
    public var leftOut: [LeftOutSeries]

    /// A content from its fields.
    public init(
        pipeline: String, version: String, lastSession: SessionDate, forecasts: [ForecastVersusActualRow],
        refitted: [String], dataHealth: [DataHealthRow], rejectedRows: Int, leftOut: [LeftOutSeries] = []
    ) {
        self.leftOut = leftOut
        self.pipeline = pipeline
        self.version = version
        self.lastSession = lastSession
        self.forecasts = forecasts
        self.refitted = refitted
        self.dataHealth = dataHealth
        self.rejectedRows = rejectedRows
    }
}

/// Renders a night's forecasts as text: by symbol, then by model.
public func renderNight(_ content: NightContent) -> String {
    var title = Section(title: "Hindcast \(label(content.pipeline)): forecasts after \(content.lastSession)")
    title.append(
        paragraph:
            "Natural-log returns of each series' next session: mean, standard deviation, the 90 % interval and the "
            + "probability of a rise are those of the whole forecast distribution. Direction is next to "
            + "unpredictable; read the interval before the sign.")
    var table = TextTable([
        .init(title: "symbol", isLeftAligned: true, isTruncatable: true),
        .init(title: "after", isLeftAligned: true),
        .init(title: "model", isLeftAligned: true, isTruncatable: true),
        .init(title: "seed", dropOrder: 0),
        .init(title: "mean %"),
        .init(title: "st. dev. %"),
        .init(title: "5 %"),
        .init(title: "95 %"),
    ])
    for row in content.forecasts {
        table.append([
            label(row.symbol), "\(row.cutoff)", label(row.model), "\(row.seed)", percent(row.mean, decimals: 3),
            percent(row.standardDeviation, decimals: 3), percent(row.q05, decimals: 2),
            percent(row.q95, decimals: 2),
        ])
    }
    title.append(table)

    var notes = Section(title: "What this rests on")
    notes.append(
        paragraph: content.refitted.isEmpty
            ? "No model was due for a fit; all were taken from the store."
            : "Fitted anew: \(content.refitted.joined(separator: ", ")).")
    let stale = content.dataHealth.filter { $0.staleSessions > 0 }
    notes.append(
        paragraph: stale.isEmpty
            ? "All \(content.dataHealth.count) series end on \(content.lastSession)."
            : "Late series, with the sessions they lack: "
                + stale.map { "\(label($0.symbol)) \($0.staleSessions)" }.joined(separator: ", ") + ".")
    notes.append(
        paragraph: content.rejectedRows == 0
            ? "No row of the price files was refused."
            : "\(counted(content.rejectedRows, "row")) of the price files were refused; the table rejected_row of the "
                + "store says which and why.")
    notes.append(leftOut: content.leftOut, title: "Without a forecast:")
    notes.append(paragraph: "hindcast \(content.version)")
    return (title.lines(underline: "=") + [""] + notes.lines()).joined(separator: "\n") + "\n"
}
