import Evaluation
import GRDB
import Market
import Testing

@testable import Store

@Suite("The view data_health")
struct DataHealthTests {
    let store: Store
    let folder: Folder

    init() throws {
        folder = try Folder()
        store = try folder.store()
    }

    private func ingest(_ symbol: String, _ closes: [String: Double]) throws {
        let bars = closes.sorted { $0.key < $1.key }.map { Bar(date: day("2020-01-\($0.key)"), close: $0.value) }
        _ = try store.ingest(file(PriceSeries(symbol: symbol, bars: bars)), at: noon)
    }

    @Test("Sessions, gaps, jumps and staleness are counted against the other series")
    func counts() throws {
        try ingest("AAA", ["01": 1, "02": 1, "03": 1, "06": 1, "07": 2])
        try ingest("BBB", ["01": 1, "02": 1, "03": 1, "06": 1])
        // The 2nd and the 3rd are missing; AAA and BBB, all others alive, have both.
        try ingest("CCC", ["01": 1, "06": 1])
        // Its 4th and 5th are a weekend to all others, so they lack nothing there; it begins on the 3rd, so it
        // lacks neither the 1st nor the 2nd, but does lack the 6th.
        try ingest("DDD", ["03": 1, "04": 1, "05": 1, "07": 1])
        let health = try store.dataHealth()
        #expect(health.map(\.symbol) == ["AAA", "BBB", "CCC", "DDD"])
        #expect(health.map(\.sessions) == [5, 4, 2, 4])
        #expect(health.map(\.missingSessions) == [0, 0, 2, 1])
        // After the 6th there is one session in the store, the 7th.
        #expect(health.map(\.staleSessions) == [0, 1, 1, 0])
        #expect(health[0].firstDate == day("2020-01-01"))
        #expect(health[0].lastDate == day("2020-01-07"))
        // ln(2 / 1) = 0.6931…
        #expect(abs(health[0].largestJump - 0.693_147_180_559_945_3) < 1e-15)
        #expect(health[1].largestJump == 0)
    }

    @Test("Exactly half of the others is not most of them")
    func half() throws {
        try ingest("AAA", ["01": 1, "02": 1, "03": 1])
        try ingest("BBB", ["01": 1, "03": 1])
        try ingest("CCC", ["01": 1, "03": 1])
        #expect(try store.dataHealth().map(\.missingSessions) == [0, 0, 0])
    }

    @Test("A series alone lacks nothing")
    func alone() throws {
        try ingest("AAA", ["01": 1, "05": 1])
        #expect(try store.dataHealth().map(\.missingSessions) == [0])
    }

    @Test("Bars that are removed leave the calendar too")
    func removal() throws {
        try ingest("AAA", ["01": 1, "02": 1])
        try ingest("BBB", ["01": 1])
        try store.write { try $0.execute(sql: "DELETE FROM series WHERE symbol = 'AAA'") }
        #expect(try store.count("SELECT count(*) FROM bar") == 1)
        #expect(try store.count("SELECT count(*) FROM session") == 1)
        #expect(try store.dataHealth().map(\.staleSessions) == [0])
    }
}
