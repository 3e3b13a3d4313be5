import Evaluation
import Market
import Testing

@Suite("A score sheet")
struct ScoreSheetTests {
    @Test("numbers its cells symbol by symbol, session by session, and knows what is not on the grid")
    func cells() {
        #expect(tinyGrid.count == 6)
        for (row, symbol) in tinyGrid.symbols.enumerated() {
            for (column, session) in tinyGrid.sessions.enumerated() {
                let cell = tinyGrid.cell(symbol: symbol, session: session)
                #expect(cell == row * 3 + column)
                #expect(tinyGrid.symbol(of: row * 3 + column) == row)
                #expect(tinyGrid.session(of: row * 3 + column) == column)
            }
        }
        #expect(tinyGrid.cell(symbol: "Z", session: tinyGrid.sessions[0]) == nil)
        #expect(tinyGrid.cell(symbol: "X", session: date("2020-01-01")) == nil)
    }

    @Test("averages the scores of its seeds, cell by cell, also where a seed is missing")
    func seeds() {
        var sheet = ScoreSheet(model: "m", grid: tinyGrid)
        let (first, second) = (tinyGrid.sessions[0], tinyGrid.sessions[1])
        sheet.add(scores([.squaredError: 1, .crps: 10]), symbol: "X", target: first)
        sheet.add(scores([.squaredError: 4, .crps: 20]), symbol: "X", target: first)
        sheet.add(scores([.squaredError: 4, .crps: 60]), symbol: "X", target: first)
        sheet.add(scores([.squaredError: 7]), symbol: "Y", target: second)
        #expect(sheet[.squaredError, 0] == 3)  // (1 + 4 + 4)/3
        #expect(sheet[.crps, 0] == 30)  // (10 + 20 + 60)/3
        #expect(sheet[.squaredError, 4] == 7)
        #expect((0..<6).map(sheet.isScored) == [true, false, false, false, true, false])
        #expect(sheet[.squaredError, 1].isNaN)
    }
}
