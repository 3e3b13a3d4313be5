import Market
import Testing

@testable import Ingestion

@Suite struct SettingsTableTests {
    private func dates(_ text: String) throws(IngestionError) -> [String: SessionDate] {
        try readFirstDates(bytes: Array(text.utf8), path: "first-dates.csv")
    }

    private func periods(_ text: String) throws(IngestionError) -> [ShockPeriod] {
        try readShockPeriods(bytes: Array(("name,phase,first,last,source\n" + text).utf8), path: "shocks.csv")
    }

    @Test("First dates are read by symbol")
    func firstDates() throws {
        let read = try dates("symbol,first_date,reason\nRRC,1998-01-02,\"merger, 1997\"\nTSLA,2010-06-29,\n")
        #expect(read == ["RRC": SessionDate(iso: "1998-01-02"), "TSLA": SessionDate(iso: "2010-06-29")])
    }

    @Test(
        "A mistake in the first dates is named by line and field",
        arguments: [
            ("symbol,first_date,reason\nA,2010-02-30,x\n", 2, "first_date"),
            ("symbol,first_date,reason\nA,2010-02-03,x\n\nA,2011-02-03,x\n", 4, "symbol"),
            ("symbol,first_date,reason\n,2010-02-03,x\n", 2, "symbol"),
            ("symbol,first_date,reason\nA,2010-02-03\n", 2, "symbol"),
            ("symbol,date,reason\nA,2010-02-03,x\n", 1, "first_date"),
            ("symbol,first_date,reason,symbol\n", 1, "symbol"),
            ("symbol,first_date,reason\nA,2010-02-03,\"x\n", 2, "row"),
            ("", 1, "header"),
        ])
    func badFirstDates(text: String, line: Int, field: String) throws {
        expectProblem(line, field) { () throws(IngestionError) in _ = try dates(text) }
    }

    @Test("Shock periods are gathered by name, their phases in order of time")
    func shockPeriods() throws {
        let read = try periods(
            """
            covid-2020,shock,2020-02-20,2020-03-23,"a, b"
            gfc-2008,shock,2008-09-15,2009-03-09,c
            covid-2020,pre,2019-08-20,2020-02-19,d

            """)
        #expect(read.map(\.name) == ["covid-2020", "gfc-2008"])
        #expect(read.first?.intervals.map(\.phase) == [.pre, .shock])
        #expect(read.first?.intervals.last?.source == "a, b")
        let bottom = try #require(SessionDate(iso: "2020-03-23"))
        #expect(read.first?.phase(of: bottom) == .shock)
    }

    @Test(
        "A mistake in the shock periods is named by line and field",
        arguments: [
            ("a,crash,2020-01-01,2020-02-01,x\n", 2, "phase"),
            ("a,shock,2020-03-01,2020-02-01,x\n", 2, "first"),
            ("a,shock,2020-01-01,2020-02-32,x\n", 2, "last"),
            ("a,shock,2020-01-01,2020-02-01,x\na,shock,2021-01-01,2021-02-01,x\n", 3, "phase"),
            ("a,pre,2020-01-01,2020-02-01,x\na,shock,2020-02-01,2020-03-01,x\n", 3, "first"),
            ("a,shock,2020-01-01,2020-02-01,\n", 2, "source"),
            (",shock,2020-01-01,2020-02-01,x\n", 2, "name"),
        ])
    func badShockPeriods(text: String, line: Int, field: String) throws {
        expectProblem(line, field) { () throws(IngestionError) in _ = try periods(text) }
    }

    private func expectProblem(_ line: Int, _ field: String, _ body: () throws(IngestionError) -> Void) {
        do throws(IngestionError) {
            try body()
            Issue.record("nothing was refused")
        } catch {
            guard case .invalidTable(_, line, field, let detail) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(!detail.isEmpty)
            #expect(error.description.contains("line \(line), field “\(field)”"))
        }
    }
}
