internal import Market

/// What all parts of an evaluation share: the common cells, the samples, the draws.
struct EvaluationFrame: Sendable {
    let sheets: [ScoreSheet]
    let plan: EvaluationPlan
    /// The cells that every model was scored on, rising: symbol by symbol.
    let cells: [Int]
    /// Cells that some model forecast and another could not.
    let cellsLeftOut: Int
    /// The sessions with a common cell, and the row of each session of the grid in a pooled table.
    let sessions: [SessionDate]
    let row: [Int]
    /// Everything, years and shock phases.
    let pooled: [Sample]
    /// One sample a symbol that has a common cell, with its cells.
    let symbols: [(sample: Sample, cells: [Int])]
    /// The naive model's place among the sheets.
    let naive: Int?
    /// Draws by the number of sessions.
    private(set) var resamplings: [Int: Resampling] = [:]

    /// The frame of some sheets; nil for none.
    ///
    /// - Precondition: the sheets share one grid.
    init?(_ sheets: [ScoreSheet], plan: EvaluationPlan) {
        guard let grid = sheets.first?.grid else { return nil }
        precondition(sheets.allSatisfy { $0.grid == grid }, "score sheets must share a grid")
        self.sheets = sheets
        self.plan = plan
        var (cells, some) = ([Int](), 0)
        for cell in 0..<grid.count {
            let scored = sheets.reduce(0) { $0 + ($1.isScored(cell) ? 1 : 0) }
            if scored > 0 { some += 1 }
            if scored == sheets.count { cells.append(cell) }
        }
        self.cells = cells
        cellsLeftOut = some - cells.count
        var isUsed = [Bool](repeating: false, count: grid.sessions.count)
        for cell in cells { isUsed[grid.session(of: cell)] = true }
        let used = isUsed.indices.filter { isUsed[$0] }
        sessions = used.map { grid.sessions[$0] }
        var row = [Int](repeating: -1, count: isUsed.count)
        for (place, session) in used.enumerated() { row[session] = place }
        self.row = row
        pooled = Sample.pooled(sessions: sessions, shockPeriods: plan.shockPeriods)
        let bySymbol = Dictionary(grouping: cells) { grid.symbol(of: $0) }
        symbols = grid.symbols.enumerated().compactMap { index, symbol in
            bySymbol[index].map { (Sample(symbol: symbol, rows: Array($0.indices)), $0) }
        }
        naive = sheets.firstIndex { $0.model == plan.naiveModel }
    }

    /// A model's table over all symbols.
    func pooledTable(of model: Int) -> ScoreTable {
        ScoreTable(
            sheets[model], naive: naive.map { sheets[$0] }, cells: cells, count: sessions.count, row: row)
    }

    /// A model's table of one symbol, a row a cell.
    func table(of model: Int, cells: [Int]) -> ScoreTable {
        var row = [Int](repeating: -1, count: self.row.count)
        for (place, cell) in cells.enumerated() { row[sheets[model].grid.session(of: cell)] = place }
        return ScoreTable(
            sheets[model], naive: naive.map { sheets[$0] }, cells: cells, count: cells.count, row: row)
    }

    /// Makes the draws for every length of a sample.
    ///
    /// The mean block is the median over models of the length that fits the session means of their log density best, by the rule of
    /// Politis, White and Patton, and no shorter than targets overlap; a sample of n sessions takes blocks of at most n/4.
    mutating func makeDraws(_ tables: [ScoreTable]) {
        guard plan.draws > 0, !sessions.isEmpty else { return }
        let lengths = tables.compactMap { table in
            StationaryBootstrap.bestMeanBlock((0..<table.count).map { table.mean(.negativeLogDensity, $0) })
        }.sorted()
        let fitting = max(lengths.isEmpty ? 1 : lengths[lengths.count / 2], Double(plan.overlap))
        for count in Set(pooled.map(\.rows.count) + symbols.map(\.cells.count)) {
            let bootstrap = StationaryBootstrap(
                meanBlock: max(1, min(fitting, Double(count) / 4)), seed: plan.seed)
            resamplings[count] = Resampling(bootstrap, draws: plan.draws, count: count)
        }
    }
}
