import Market
import Testing

@Suite struct SessionDateTests {
    @Test(
        "a date is written as it is read",
        arguments: ["1970-01-01", "2020-02-29", "1899-12-31", "2000-03-01", "2022-12-28"])
    func roundTrip(text: String) throws {
        #expect(try #require(SessionDate(iso: text)).description == text)
    }

    @Test(
        "what is no date is refused",
        arguments: [
            "2021-02-29", "1900-02-29", "2020-13-01", "2020-00-10", "2020-1-01", "2020-01-32", "20200101", "",
            "2020-01-01 ",
        ])
    func refused(text: String) {
        #expect(SessionDate(iso: text) == nil)
    }

    @Test("day numbers count days: 2020-03-23 is 33 days after 2020-02-19, across a leap day")
    func difference() throws {
        let first = try #require(SessionDate(iso: "2020-02-19"))
        let last = try #require(SessionDate(iso: "2020-03-23"))
        #expect(last.dayNumber - first.dayNumber == 33)  // 10 days of February with the 29th, 23 of March
        #expect(first.advanced(byDays: 33) == last)
        #expect(first < last)
    }

    @Test("every day of four centuries has the components it was made of")
    func everyDay() throws {
        var day = try #require(SessionDate(iso: "1800-01-01"))
        var (year, month, dayOfMonth) = (1800, 1, 1)
        for _ in 0..<146_097 {
            #expect(day.components == (year, month, dayOfMonth))
            dayOfMonth += 1
            if dayOfMonth > SessionDate.days(inMonth: month, of: year) { (dayOfMonth, month) = (1, month + 1) }
            if month > 12 { (month, year) = (1, year + 1) }
            day = day.advanced(byDays: 1)
        }
    }
}
