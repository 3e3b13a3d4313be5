import Market
import Windowing

/// What the command line asks for.
struct Options: Sendable {
    private var values = ["from": "2015", "to": "2022", "seed": "1", "jobs": "2", "data": "data"]
    /// The models named.
    private(set) var models: [String] = []

    init(_ arguments: some Collection<String>) {
        var arguments = Array(arguments)[...]
        while let word = arguments.popFirst() {
            if word.hasPrefix("--"), let value = arguments.popFirst() {
                values[String(word.dropFirst(2))] = value
            } else {
                models.append(word)
            }
        }
    }

    subscript(_ option: String) -> String { values[option] ?? "" }

    func number(_ option: String) -> Int { Int(self[option]) ?? 1 }

    /// The test years.
    var testSpan: ClosedRange<SessionDate> {
        guard let first = SessionDate(year: number("from"), month: 1, day: 1),
            let last = SessionDate(year: number("to"), month: 12, day: 31), first <= last
        else { preconditionFailure("--from is a year not later than --to") }
        return first...last
    }

    /// The symbols that are forecast and not learned from.
    var unseen: Set<String> { Set(self["unseen"].split(separator: ",").map(String.init)) }

    /// The series of the data folder, unseen symbols from where they are to be found.
    func series() throws -> [ReturnSeries] {
        let data = self["data"]
        let shipped = try readSeries(prices: data + "/prices", firstDates: data + "/first-dates.csv")
        guard !self["unseen-prices"].isEmpty else { return shipped }
        return try shipped.filter { !unseen.contains($0.symbol) }
            + readSeries(prices: self["unseen-prices"], firstDates: nil, symbols: unseen)
    }
}
