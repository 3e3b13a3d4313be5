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
}

/// One model's scores on the grid, averaged over its seeds.
///
/// The mean over seeds is taken of the *scores*: seeds stand for the luck of one training, and a user who
/// trains once meets the average of their losses, not the loss of their average.
public struct ScoreSheet: Sendable {
    /// The model.
    public let model: String
    /// The grid.
    public let grid: ScoreGrid
    private var sums: [[Double]]
    private var counts: [Int32]

    /// An empty sheet.
    public init(model: String, grid: ScoreGrid) {
        self.model = model
        self.grid = grid
        sums = Array(repeating: Array(repeating: 0, count: grid.count), count: PointScore.allCases.count)
        counts = Array(repeating: 0, count: grid.count)
    }

    /// Adds one seed's scores of one forecast; a cell outside the grid is a programmer's mistake.
    public mutating func add(_ scores: [Double], symbol: String, target: SessionDate) {
        guard let cell = grid.cell(symbol: symbol, session: target) else {
            preconditionFailure("\(symbol) on \(target) is not on the score grid")
        }
        for score in PointScore.allCases { sums[score.rawValue][cell] += scores[score.rawValue] }
        counts[cell] += 1
    }

    /// Whether the model was scored there.
    public func isScored(_ cell: Int) -> Bool { counts[cell] > 0 }

    /// The score averaged over seeds; not a number where the model was not scored.
    public subscript(score: PointScore, cell: Int) -> Double {
        sums[score.rawValue][cell] / Double(counts[cell])
    }
}
