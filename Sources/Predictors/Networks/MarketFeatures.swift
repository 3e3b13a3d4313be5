internal import Forecasting
internal import Market
internal import Windowing

/// The scale of one stream of returns: an EWMA, and the root mean squares of the last 5, 22 and 66 sessions.
struct ScaleTrack: Hashable, Sendable, Codable {
    private static let decay = 0.94

    private let reference: Double
    private var average: ExponentialVariance
    /// The last 66 squares, the oldest first.
    private var squares: [Double] = []

    init(reference: Double) {
        self.reference = reference
        average = ExponentialVariance(decay: Self.decay, initialValue: reference * reference)
    }

    /// The EWMA's root, never below 0.15 of the reference: a standstill must not make the next move infinite.
    var scale: Double { floored(average.value) }

    /// `ln` of the EWMA over the reference.
    var logLevel: Float { Float(ln(scale / reference)) }

    /// Takes in a return and gives it in units of the scale before it.
    mutating func standardise(_ logReturn: Double) -> Double {
        let z = logReturn / scale
        average.update(logReturn: logReturn)
        squares.append(logReturn * logReturn)
        if squares.count > 66 { squares.removeFirst() }
        return z
    }

    /// `ln` of the root mean square of the last sessions over the EWMA.
    func logRatio(sessions: Int) -> Float {
        let last = squares.suffix(sessions)
        let mean = last.reduce(0, +) / Double(max(last.count, 1))
        return Float(ln(floored(mean) / scale))
    }

    /// Takes in a return and gives the inputs of its session.
    mutating func row(_ logReturn: Double) -> [Float] {
        let z = standardise(logReturn)
        return Self.compressed(z) + [
            logLevel, logRatio(sessions: 5), logRatio(sessions: 22), logRatio(sessions: 66),
        ]
    }

    /// The same scale, without the squares.
    var scaleAlone: ScaleTrack {
        var track = self
        track.squares = []
        return track
    }

    /// Writes what changes from session to session.
    func write(to writer: inout StateWriter) {
        writer.write(average.value)
        writer.write(squares.count)
        for square in squares { writer.write(square) }
    }

    /// Reads what ``write(to:)`` wrote.
    init(reading reader: inout StateReader, reference: Double) throws(StateError) {
        self.reference = reference
        average = ExponentialVariance(decay: Self.decay, initialValue: try reader.double())
        let count = try reader.count(ofSize: 8)
        for _ in 0..<count { squares.append(try reader.double()) }
    }

    private func floored(_ variance: Double) -> Double { max(variance.squareRoot(), 0.15 * reference) }

    /// The sign and size of a standardised return on a compressed scale, finite on days without change.
    static func compressed(_ z: Double) -> [Float] {
        [Float(inverseHyperbolicSine(z)), Float(ln(abs(z) + 0.15))]
    }
}

/// What the market did up to a session, as a state that is stepped.
///
/// Of the equally weighted mean of all returns: `asinh z`, `ln(|z| + 0.15)`, `ln` of its EWMA over the reference, and of its 5- and
/// 22-session root mean squares over the EWMA; of the symbols: the means of `ln(|z| + 0.15)` and of `ln` EWMA over the reference.
struct MarketTrack: Hashable, Sendable, Codable {
    static let channels = 7

    private let reference: Double
    private var whole: ScaleTrack
    private var members: [String: ScaleTrack] = [:]
    /// The inputs after the last session; zeros before the first.
    private(set) var row = [Float](repeating: 0, count: Self.channels)
    /// The day number of the last session taken in.
    private(set) var lastDay = Int32.min

    init(reference: Double) {
        self.reference = reference
        whole = ScaleTrack(reference: reference)
    }

    /// Writes what changes from session to session.
    ///
    /// Of a member only its scale is asked, so its squares need not be kept.
    func write(to writer: inout StateWriter) {
        writer.write(Int(lastDay))
        whole.write(to: &writer)
        for number in row { writer.write(number) }
        writer.write(members.count)
        for (symbol, track) in members.sorted(by: { $0.key < $1.key }) {
            writer.write(symbol)
            track.scaleAlone.write(to: &writer)
        }
    }

    /// Reads what ``write(to:)`` wrote.
    init(reading reader: inout StateReader, reference: Double) throws(StateError) {
        self.reference = reference
        guard let lastDay = Int32(exactly: try reader.integer()) else { throw StateError() }
        self.lastDay = lastDay
        whole = try ScaleTrack(reading: &reader, reference: reference)
        for index in row.indices { row[index] = try reader.float() }
        let count = try reader.count(ofSize: 24)
        for _ in 0..<count {
            let symbol = try reader.text()
            members[symbol] = try ScaleTrack(reading: &reader, reference: reference)
        }
    }

    /// Takes in a session.
    mutating func take(_ returns: [(symbol: String, logReturn: Double)]) {
        guard !returns.isEmpty else { return }
        let count = Double(returns.count)
        let z = whole.standardise(returns.reduce(0) { $0 + $1.logReturn } / count)
        var (size, level) = (0.0, 0.0)
        for (symbol, logReturn) in returns {
            let own = members[symbol, default: ScaleTrack(reference: reference)].standardise(logReturn)
            size += ln(abs(own) + 0.15)
            level += Double(members[symbol]?.logLevel ?? 0)
        }
        row =
            ScaleTrack.compressed(z) + [
                whole.logLevel, whole.logRatio(sessions: 5), whole.logRatio(sessions: 22), Float(size / count),
                Float(level / count),
            ]
    }

    /// Takes in the sessions of a panel after the last one and up to a date.
    mutating func take(_ panel: PanelReturns, upTo date: SessionDate, each body: ([Float]) -> Void = { _ in }) {
        let first = lastDay == .min ? panel.dates.startIndex : panel.index(after: SessionDate(dayNumber: lastDay))
        for session in first..<max(first, panel.index(after: date)) {
            take(
                panel.symbols.enumerated().compactMap { column, symbol in
                    panel.logReturn(session: session, symbol: column).map { (symbol, $0) }
                })
            lastDay = panel.dates[session].dayNumber
            body(row)
        }
    }
}

/// The market's inputs of every session of a panel, computed once for all its series.
struct MarketRows {
    let panel: PanelReturns
    private var rows: [[Float]] = []

    init(_ panel: PanelReturns, reference: Double) {
        self.panel = panel
        guard let last = panel.dates.last else { return }
        var track = MarketTrack(reference: reference)
        var rows: [[Float]] = []
        rows.reserveCapacity(panel.dates.count)
        track.take(panel, upTo: last) { rows.append($0) }
        self.rows = rows
    }

    /// Those of the panel that most of the series share.
    init(_ series: [ReturnSeries], reference: Double) {
        let shared = series.compactMap(\.panel).max { $0.dates.count < $1.dates.count }
        self.init(shared ?? PanelReturns(series), reference: reference)
    }

    /// The inputs after the last session up to a date; zeros before the first.
    func row(at date: SessionDate) -> [Float] {
        let session = panel.index(after: date) - 1
        return session < 0 ? MarketTrack(reference: 1).row : rows[session]
    }
}

/// The inputs of an infinite response: the series' own scale and the market's, as a state that is stepped.
///
/// Of the series: `asinh z`, `ln(|z| + 0.15)`, `ln` EWMA over the reference, `ln` of the 5-, 22- and 66-session root mean squares
/// over the EWMA; then those of ``MarketTrack``; then, where all series have ranges, those of ``RangeTrack``.
struct MarketFeatures: Hashable, Sendable, Codable {
    static func channels(hasRanges: Bool) -> Int {
        6 + MarketTrack.channels + (hasRanges ? RangeTrack.channels : 0)
    }

    /// The root mean square log return of the training span, all symbols together.
    let reference: Double
    private var own: ScaleTrack
    private var market: MarketTrack
    /// Nil where the network does not look at ranges.
    private var ranges: RangeTrack?

    init(reference: Double, hasRanges: Bool = false) {
        self.reference = reference
        own = ScaleTrack(reference: reference)
        market = MarketTrack(reference: reference)
        ranges = hasRanges ? RangeTrack(reference: reference) : nil
    }

    /// Whether there are inputs of ranges.
    var hasRanges: Bool { ranges != nil }
    /// The number of inputs.
    var channels: Int { Self.channels(hasRanges: hasRanges) }
    /// Whether all that the inputs are made of was seen: there are none of ranges before the first one.
    var haveBegun: Bool { ranges?.hasBegun ?? true }

    /// What outputs are multiples of.
    var scale: Double { own.scale }

    /// Takes in a session of a series with the panel it brings, or with itself as the whole market.
    mutating func step(session: Int, of series: ReturnSeries) -> [Float] {
        if let panel = series.panel {
            market.take(panel, upTo: series.dates[session])
        } else {
            market.take([("", series.logReturns[session])])
        }
        return row(series.logReturns[session], size: series.ranges?[session], market: market.row)
    }

    /// Takes in a session of a series that is the whole market.
    mutating func step(logReturn: Double) -> [Float] {
        market.take([("", logReturn)])
        return row(logReturn, size: nil, market: market.row)
    }

    private mutating func row(_ logReturn: Double, size: SessionSize?, market: [Float]) -> [Float] {
        let before = own.scale
        let row = own.row(logReturn) + market
        return row + (ranges?.row(size, logReturn: logReturn, before: before, after: own.scale) ?? [])
    }

    /// The inputs of all sessions of a series, unscaled, and the scale after each of them.
    func matrix(of series: ReturnSeries, market rows: MarketRows) -> (features: FeatureMatrix, scales: [Double]) {
        var state = self
        var matrix = FeatureMatrix(channels: channels, reservingSessions: series.count)
        var scales: [Double] = []
        scales.reserveCapacity(series.count)
        for (session, (date, logReturn)) in zip(series.dates, series.logReturns).enumerated() {
            matrix.append(
                state.row(logReturn, size: series.ranges?[session], market: rows.row(at: date)))
            scales.append(state.scale)
        }
        return (matrix, scales)
    }
}
