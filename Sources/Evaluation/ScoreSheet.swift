public import Forecasting
public import Market

/// The grid that scores are laid out on: every symbol by every target session.
///
/// All models of a run share one, so that "the same sample" is the same set of cells.
public struct ScoreGrid: Hashable, Sendable {
    /// The symbols, in a fixed order.
    public let symbols: [String]
    /// The target sessions of any symbol, rising.
    public let sessions: [SessionDate]
    private let symbolIndex: [String: Int]
    private let sessionIndex: [SessionDate: Int]

    /// A grid over symbols and sessions.
    public init(symbols: [String], sessions: [SessionDate]) {
        self.symbols = symbols
        self.sessions = sessions
        symbolIndex = Dictionary(uniqueKeysWithValues: symbols.enumerated().map { ($1, $0) })
        sessionIndex = Dictionary(uniqueKeysWithValues: sessions.enumerated().map { ($1, $0) })
    }

    /// The number of cells.
    public var count: Int { symbols.count * sessions.count }

    /// The cell of a symbol and a session, or nil outside the grid.
    public func cell(symbol: String, session: SessionDate) -> Int? {
        guard let row = symbolIndex[symbol], let column = sessionIndex[session] else { return nil }
        return row * sessions.count + column
    }

    /// The session of a cell.
    public func session(of cell: Int) -> Int { cell % sessions.count }
    /// The symbol of a cell.
    public func symbol(of cell: Int) -> Int { cell / sessions.count }
    /// The cells of a symbol, in order of time.
    func cells(ofSymbol symbol: Int) -> Range<Int> { symbol * sessions.count..<(symbol + 1) * sessions.count }
}

/// One model's scores on the grid, averaged over its seeds.
///
/// The mean over seeds is taken of the *scores*: seeds stand for the luck of one training, and a user who
/// trains once meets the average of their losses, not the loss of their average. A sheet takes the same room however many
/// seeds and folds it was filled from.
public struct ScoreSheet: Sendable {
    /// The model.
    public let model: String
    /// The grid.
    public let grid: ScoreGrid
    /// Sums over seeds, cell by cell; indicators apart because a byte holds theirs.
    private var numbers: [Double]
    private var indicators: [UInt8]
    private var counts: [UInt8]
    /// Of the first seed alone: bit 0 for an outcome below the 1 % quantile, bit 1 for one below the 5 % quantile.
    private(set) var breaches: [UInt8]

    private static let width = PointScore.firstIndicator
    private static let indicatorWidth = PointScore.count - PointScore.firstIndicator

    /// An empty sheet.
    public init(model: String, grid: ScoreGrid) {
        self.model = model
        self.grid = grid
        numbers = Array(repeating: 0, count: grid.count * Self.width)
        indicators = Array(repeating: 0, count: grid.count * Self.indicatorWidth)
        counts = Array(repeating: 0, count: grid.count)
        breaches = Array(repeating: 0, count: grid.count)
    }

    /// Adds one seed's scores of one forecast; a cell outside the grid is a programmer's mistake.
    public mutating func add(_ scores: [Double], symbol: String, target: SessionDate) {
        precondition(scores.count == PointScore.count, "a forecast has \(PointScore.count) scores")
        guard let cell = grid.cell(symbol: symbol, session: target) else {
            preconditionFailure("\(symbol) on \(target) is not on the score grid")
        }
        scores.withUnsafeBufferPointer { add($0, cell: cell) }
    }

    /// Scores one seed's forecast of a cell and adds that.
    public mutating func add(
        _ forecast: PredictiveDistribution, actual: Double, known: KnownReturns?, cell: Int
    ) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: PointScore.count) { buffer in
            buffer.initialize(repeating: 0)
            writePointScores(of: forecast, actual: actual, known: known, to: buffer)
            add(UnsafeBufferPointer(buffer), cell: cell)
        }
    }

    private mutating func add(_ scores: UnsafeBufferPointer<Double>, cell: Int) {
        precondition(counts[cell] < 255, "a sheet holds up to 255 seeds")
        let (number, indicator) = (cell * Self.width, cell * Self.indicatorWidth)
        for place in 0..<Self.width { numbers[number + place] += scores[place] }
        for place in 0..<Self.indicatorWidth { indicators[indicator + place] += UInt8(scores[Self.width + place]) }
        if counts[cell] == 0 {
            breaches[cell] =
                (scores[PointScore.below1.rawValue] > 0 ? 1 : 0) + (scores[PointScore.below5.rawValue] > 0 ? 2 : 0)
        }
        counts[cell] += 1
    }

    /// Whether the model was scored there.
    public func isScored(_ cell: Int) -> Bool { counts[cell] > 0 }

    /// The score averaged over seeds; not a number where the model was not scored.
    public subscript(score: PointScore, cell: Int) -> Double {
        let place = score.rawValue
        let sum =
            place < Self.width
            ? numbers[cell * Self.width + place]
            : Double(indicators[cell * Self.indicatorWidth + place - Self.width])
        return sum / Double(counts[cell])
    }

    /// Writes all scores of a cell, averaged over seeds, to a row of ``PointScore/count`` numbers.
    func writeScores(of cell: Int, to row: UnsafeMutablePointer<Double>) {
        let seeds = Double(counts[cell])
        numbers.withUnsafeBufferPointer { numbers in
            let first = cell * Self.width
            for place in 0..<Self.width { row[place] = numbers[first + place] / seeds }
        }
        indicators.withUnsafeBufferPointer { indicators in
            let first = cell * Self.indicatorWidth
            for place in 0..<Self.indicatorWidth {
                row[Self.width + place] = Double(indicators[first + place]) / seeds
            }
        }
    }
}
