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

    /// A series with a session on each day of two years that passes.
    private func ingest(_ symbol: String, where isSession: (SessionDate) -> Bool) throws {
        let bars = (0..<730).map { day("2018-01-01").advanced(byDays: $0) }.filter(isSession).map {
            Bar(date: $0, close: 100)
        }
        _ = try store.ingest(file(PriceSeries(symbol: symbol, bars: bars)), at: noon)
    }

    @Test("Sessions are counted against those of the same exchange, whatever else is in the store")
    func exchangeGroups() throws {
        func isWeekday(_ date: SessionDate) -> Bool { (date.dayNumber + 3) % 7 < 5 }
        // Twenty holidays that the first exchange does not keep, and twenty it keeps alone.
        func isAbroad(_ date: SessionDate) -> Bool { isWeekday(date) && date.dayNumber % 36 != 0 }
        func isHome(_ date: SessionDate) -> Bool { isWeekday(date) && date.dayNumber % 36 != 18 }
        for name in ["ada", "btc", "eth", "ltc"] { try ingest(name, where: { _ in true }) }
        for name in ["bmw", "sap"] { try ingest(name, where: isAbroad) }
        try ingest("ibm", where: isHome)
        // Five sessions are missing, and the whole of one summer.
        let missing = [10, 50, 90, 130, 170].map { day("2018-03-05").advanced(byDays: $0 / 5 * 7) }
        try ingest("spy") { date in isHome(date) && !missing.contains(date) }
        try ingest("gap") { date in isHome(date) && !(date > day("2019-05-31") && date < day("2019-09-01")) }
        try ingest("new") { date in isHome(date) && date > day("2019-09-01") }
        let groups = try store.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT group_concat(symbol, ' ') FROM (
                        SELECT symbol, group_id FROM series JOIN series_group ON series_id = id ORDER BY id)
                    GROUP BY group_id
                    """
            ).map { $0[0] as String }
        }
        #expect(groups == ["ada btc eth ltc", "bmw sap", "ibm spy gap new"])
        let health = try store.dataHealth()
        #expect(health.filter { $0.missingSessions > 0 }.map(\.symbol) == ["gap", "spy"])
        #expect(health.first { $0.symbol == "spy" }?.missingSessions == missing.count { isHome($0) })
        // The last days of the store are a weekend and Monday, 2019-12-30: no stock is late for the weekend.
        #expect(health.allSatisfy { $0.staleSessions == 0 })
    }

    @Test("Series of a store of an earlier version find their group with their next sessions")
    func earlierVersion() throws {
        try ingest("AAA", ["01": 1, "02": 1, "03": 1])
        try ingest("BBB", ["01": 1, "03": 1])
        try store.write { db in try db.execute(sql: "DELETE FROM series_group; DELETE FROM group_session") }
        #expect(try store.dataHealth().map(\.missingSessions) == [0, 0])
        for symbol in ["AAA", "BBB"] {
            let bars = ["01", "03", "06"].map { Bar(date: day("2020-01-\($0)"), close: 1) }
            _ = try store.ingest(file(PriceSeries(symbol: symbol, bars: bars), sha256: "b"), at: noon)
        }
        #expect(try store.count("SELECT count(*) FROM series_group") == 2)
        #expect(try store.count("SELECT sum(bars) FROM group_session") == 4 + 3)
    }
}
