import Market
import Pipeline
import Testing

@Suite("A shock period from the command line")
struct ShockWordsTests {
    @Test("has a quarter before it and a quarter after it, which touch it and do not overlap it")
    func phases() throws {
        let period = try #require(try shockPeriods(["brexit,2016-06-24,2016-06-27"]).first)
        #expect(period.name == "brexit")
        #expect(period.intervals.map(\.phase) == [.pre, .shock, .recovery])
        #expect(
            period.intervals.map { "\($0.dates.lowerBound) \($0.dates.upperBound)" } == [
                "2016-03-25 2016-06-23", "2016-06-24 2016-06-27", "2016-06-28 2016-09-26",
            ])
    }

    @Test(
        "is refused with a sentence that says how to write it",
        arguments: [
            ["brexit"], ["brexit,2016-06-24"], ["brexit,2016-06-24,2016-06-31"], ["brexit,2016-06-27,2016-06-24"],
            [",2016-06-24,2016-06-27"], ["all,2016-06-24,2016-06-27"],
            ["a,2016-06-24,2016-06-27", "a,2017-06-24,2017-06-27"],
        ])
    func refused(words: [String]) {
        let error = #expect(throws: UsageError.self) { try shockPeriods(words) }
        #expect(error?.description.contains("--shock") == true)
    }
}
