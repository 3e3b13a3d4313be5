import Foundation
import Store

/// The numbers that a store holds of each model, as a report may print them.
///
/// They are read from the store's dump, table by table, without the code that makes reports: percent where the store has
/// shares, thousandths of losses as they are printed, differences between stored sums.
struct StoredNumbers {
    /// What a line of a report may be about.
    struct Place: Hashable {
        /// The model at the line's beginning; nil where there is none.
        var model: String?
        /// The shock period of the table, `memory`, or nothing.
        var topic = ""
    }

    let models: [String]
    let periods: Set<String>
    private var values: [Place: [Double]] = [:]

    init(_ store: Store) throws {
        let rows = try store.dump(excludingTimes: false).map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map {
                $0.hasPrefix("\"") ? String($0.dropFirst().dropLast()) : String($0)
            }
        }
        var models: [String: String] = [:]
        for row in rows where row[0] == "trial" { models[row[2]] = row[3] }
        self.models = Set(models.values).union(["buy-and-hold"]).sorted { $0.count > $1.count }
        periods = Set(rows.filter { $0[0] == "phase_sample" }.map { $0[2] })
        var sums: [String: [String: Double]] = [:]
        for row in rows {
            let numbers = row.dropFirst().compactMap(Double.init)
            switch row[0] {
            case "metric" where row[2] == "all":
                add(numbers.flatMap { Self.printed($0, metric: row[8]) }, row[5], row[3])
            case "comparison" where row[2] == "all":
                let scale = row[6] == "squared_error" ? 1e6 : 1
                add(numbers.flatMap { [$0, -$0, scale * $0] }, row[7], row[3])
                add(numbers.flatMap { [$0, -$0, scale * $0] }, row[5], row[3])
            case "trial":
                add(numbers, row[3])
                for period in periods { add(numbers, row[3], period) }
            case "memory", "memory_response", "memory_summary", "washout": add(numbers, models[row[2]], "memory")
            case "shock_response": add(numbers, row[3], row[2])
            case "phase_sample":
                for model in models.values { add(numbers + numbers.map { 0.01 * $0 }, model, row[2]) }
            case "cumulative_loss" where row[3] == "nll": sums[row[2], default: [:]][row[5]] = Double(row[6])
            default: break
            }
            if !["bar", "forecast", "model", "cumulative_loss"].contains(row[0]) {
                add(numbers + numbers.map { 100 * $0 }, nil)
            }
        }
        // Leads are differences to one of the models; which one, the report says.
        for (model, own) in sums {
            for other in sums.values { add(own.compactMap { date, sum in other[date].map { sum - $0 } }, model) }
        }
        // Counts of rows, and closes of the chart, are numbers of the store too.
        add(Dictionary(grouping: rows, by: \.[0]).values.map { Double($0.count) }, nil)
        add(rows.filter { $0[0] == "bar" }.compactMap { Double($0[6]) }, nil)
        for place in values.keys { values[place]?.sort() }
    }

    /// Whether a number printed with some decimals is a stored one, rounded.
    func holds(_ number: Double, decimals: Int, at place: Place) -> Bool {
        let values = values[place] ?? []
        let half = 0.5 * pow(10, -Double(decimals)) * (1 + 1e-6)
        var (low, high) = (0, values.count)
        while low < high {
            let middle = (low + high) / 2
            if values[middle] < number - half { low = middle + 1 } else { high = middle }
        }
        return low < values.count && values[low] <= number + half
    }

    private mutating func add(_ numbers: [Double], _ model: String?, _ topic: String = "") {
        // Whole-sample rows are not of a topic; years are in the table of years.
        let topic = topic == "all" || Int(topic) != nil ? "" : topic
        values[Place(model: model, topic: topic), default: []] += numbers
    }

    private static func printed(_ value: Double, metric name: String) -> [Double] {
        if name.hasPrefix("pinball") { return [1_000 * value] }
        if name.hasPrefix("coverage_"), let level = Double(name.dropFirst(9)) {
            return [value, 100 * value, 100 * value - level]
        }
        let isShare = [
            "accuracy", "share", "skill", "strategy", "breach", "var_0", "es_0", "pit_", "r2_", "volatility",
        ].contains {
            name.contains($0)
        }
        return isShare ? [value, 100 * value] : [value]
    }
}

/// A number as a report prints it, and where.
struct PrintedNumber {
    var text: String
    var value: Double
    var decimals: Int
    var place: StoredNumbers.Place
    var line: String

    /// The numbers of a text report's body: without definitions, provenance, times, pictures and headings of columns.
    static func all(in report: String, _ stored: StoredNumbers) -> [PrintedNumber] {
        let lines = report.components(separatedBy: "\n")
        var found: [PrintedNumber] = []
        var (section, period) = ("", "")
        for (index, line) in lines.enumerated() {
            let next = index + 1 < lines.count ? lines[index + 1] : ""
            if !next.isEmpty, Set(next).isSubset(of: ["=", "-"]) { (section, period) = (line, "") }
            if ["Definitions", "Provenance", "Machine", "The index"].contains(where: section.hasPrefix) {
                continue
            }
            let isHeading = next.hasPrefix("──")
            if let name = stored.periods.first(where: { line.hasPrefix($0 + " ") || line.contains("in \($0)") }) {
                period = name
            }
            if isHeading { continue }
            let model = stored.models.first { line == $0 || line.hasPrefix($0 + " ") }
            let topic = section.hasPrefix("Memory") ? "memory" : section.hasPrefix("Shock") ? period : ""
            // A sentence may be about several models, a row is about one.
            let isRow = model != nil && line.contains("  ")
            var rest = line.replacing(/[0-9]{4}-[0-9]{2}-[0-9]{2}/, with: " ")
            for name in stored.models { rest = rest.replacingOccurrences(of: name, with: " ") }
            for match in rest.matches(of: /(^|[^\w.(=-])([-+]?[0-9][0-9,]*(\.[0-9]+)?)(?![\w(=])/) {
                let text = String(match.2).replacing(",", with: "")
                guard let value = Double(text) else { continue }
                found.append(
                    PrintedNumber(
                        text: text, value: value,
                        decimals: text.contains(".") ? text.split(separator: ".")[1].count : 0,
                        place: .init(model: isRow ? model : nil, topic: isRow ? topic : ""), line: line))
            }
        }
        return found
    }
}
