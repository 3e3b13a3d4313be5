internal import Forecasting
internal import Market
internal import Store
internal import Windowing

/// Where a night's returns come from: the ends of the stored series, or what was known at an earlier time.
struct NightSource: Sendable {
    private let context: NightContext
    /// What was known then; nil for a night that reads the store as it is.
    private let knownThen: [ReturnSeries]?

    /// The store as it is, up to the night's last session, or what was known then.
    init(_ context: NightContext) {
        self.context = context
        knownThen = context.knownThen?.map { ReturnSeries($0) }.sharingPanel(
            without: Set(context.configuration.data.forecastOnly))
    }

    /// Whether states cannot be used, because the past was another one.
    var isAsOf: Bool { knownThen != nil }

    /// The whole past of all series, as a panel.
    func history() throws -> [ReturnSeries] {
        if let knownThen { return knownThen }
        return try tails(from: context.series.map { context.firstDate(of: $0) }).sharingPanel(
            without: Set(context.configuration.data.forecastOnly))
    }

    /// The returns after one session each, or from the beginning; the close of that session is the first that is read.
    func tails(from dates: [SessionDate?]) throws -> [ReturnSeries] {
        let tails = try context.store.closes(
            of: zip(context.series, dates).map { ($0.id, $1 ?? context.firstDate(of: $0)) }, to: context.last)
        return zip(context.series, tails).map { ReturnSeries($1, symbol: $0.symbol) }
    }

    /// The last returns of all series, so many that the given ones have `width` of them, as a panel.
    func windows(width: Int, for due: [Int]) throws -> [ReturnSeries] {
        if let knownThen { return knownThen }
        let store = context.store
        var start: SessionDate?
        for index in due {
            let series = context.series[index]
            let first = try store.session(of: series.id, before: context.last, by: max(width, 1) - 1)
            start = [start, first].compactMap { $0 }.min()
        }
        guard let start else {
            return try tails(from: context.series.map(\.last)).sharingPanel(
                without: Set(context.configuration.data.forecastOnly))
        }
        // A return needs the close before it, which may lie any number of sessions back in a series of its own.
        let before = start.advanced(byDays: -1)
        return try tails(
            from: context.series.map { series in
                let earlier = try store.lastSession(of: series.id, notAfter: before)
                return [earlier, context.firstDate(of: series)].compactMap { $0 }.max()
            }
        ).sharingPanel(without: Set(context.configuration.data.forecastOnly))
    }
}

extension ReturnSeries {
    /// The returns and ranges of the sessions after the first of a tail.
    ///
    /// To the bit those of the whole series, but that ranges begin with the first one of the tail.
    init(_ tail: CloseTail, symbol: String) {
        let logReturns = zip(tail.closes.dropFirst(), tail.closes).map { ln($0 / $1) }
        let sizes = zip(tail.bars.dropFirst(), logReturns).map { bar, logReturn in
            bar.flatMap { SessionRange.size(of: $0, logReturn: logReturn) }
        }
        self.init(
            symbol: symbol, dates: Array(tail.dates.dropFirst()), logReturns: logReturns,
            ranges: SessionSizes(sizes, logReturns: logReturns))
    }
}

/// What was known on the night after a session: when its run began, or else at the end of that day.
func pricesKnownThen(
    of series: [SeriesOutline], last: SessionDate, configuration: PipelineConfiguration, store: Store
) throws -> [PriceSeries] {
    let time = try store.nightBegan(pipeline: configuration.name, after: last) ?? "\(last)T23:59:59Z"
    return try series.map { outline in
        let bars = try store.bars(of: outline.symbol, notAfter: last, knownAt: time)
        return try PriceSeries(symbol: outline.symbol, bars: bars).limited(
            from: configuration.firstDate(of: outline))
    }
}

extension PipelineConfiguration {
    /// The first date used of a series.
    func firstDate(of series: SeriesOutline) -> SessionDate? {
        [series.firstUsable, data.from].compactMap { $0 }.max()
    }
}
