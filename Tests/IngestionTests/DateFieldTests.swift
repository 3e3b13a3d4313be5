import Market
import Testing

@testable import Ingestion

@Suite struct DateFieldTests {
    private func read(_ text: String) -> DateField {
        DateField(Array(text.utf8).span)
    }

    @Test(
        "Year, month and day are read in the usual forms, a time of day ignored",
        arguments: [
            "2019-03-04", "2019/03/04", "2019.03.04", "20190304", "2019-3-4", " 2019-03-04 ",
            "2019-03-04T00:00:00Z",
            "2019-03-04 16:00:00-05:00", "2019-03-04T09:30:00.000+01:00", "20190304T093000",
        ])
    func yearFirst(text: String) throws {
        #expect(read(text) == .date(try #require(SessionDate(year: 2019, month: 3, day: 4))))
    }

    @Test(
        "Day and month before the year wait for the whole file",
        arguments: ["04/03/2019", "4.3.2019", "04-03-2019"])
    func yearLast(text: String) {
        #expect(read(text) == .dayAndMonth(first: 4, second: 3, year: 2019))
    }

    @Test(
        "Where a year of two digits stands waits for the whole file", arguments: ["04/03/19", "4-3-19", "04.03.19"])
    func shortYear(text: String) {
        #expect(read(text) == .shortYear(first: 4, second: 3, third: 19))
    }

    @Test(
        "Anything else is no date",
        arguments: [
            "", "2019-02-29", "2019-13-01", "2019-03", "2019-03-04x", "2019-03/04", "04/03/1", "04/03-19",
            "Mai 4, 2019",
            "201903041", "2019030", "2019-03-04Tx", "2019-003-04", "0000-01-01", "-2019-03-04", "99999999999999",
        ])
    func malformed(text: String) {
        #expect(read(text) == .malformed)
    }

    @Test("A day above 12 decides the order; without one, or with both, there is none")
    func evidence() throws {
        func decision(_ dates: [(Int, Int)]) -> DateOrder? {
            var evidence = DateOrderEvidence()
            for (index, date) in dates.enumerated() {
                evidence.note(first: date.0, second: date.1, year: 2019, line: index + 2)
            }
            return try? evidence.decision().get()
        }
        #expect(decision([(4, 3), (13, 3)]) == .dayFirst)
        #expect(decision([(4, 3), (3, 13)]) == .monthFirst)
        #expect(decision([(4, 3), (5, 3)]) == nil)
        #expect(decision([(13, 3), (3, 13)]) == nil)
        // The same day either way needs no order; a day that neither order has decides nothing.
        #expect(decision([(3, 3), (4, 4)]) != nil)
        #expect(decision([(4, 3), (45, 3)]) == nil)
    }
}
