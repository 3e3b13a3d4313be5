import Evaluation

/// The NLL of each model by calendar year.
func yearSection(_ content: ReportContent, order: ModelOrder) -> Section {
    var section = Section(title: "NLL by year")
    let rows = content.metrics.filter {
        $0.name == ReportMetric.nll && $0.symbol == wholeSample && $0.phase == wholeSample
            && $0.horizon == content.run.horizon && isYear($0.period)
    }
    let years = Set(rows.map(\.period)).sorted()
    guard !years.isEmpty else {
        section.append(paragraph: "No metrics by year.")
        return section
    }
    section.append(
        paragraph:
            "All symbols and seeds together; * marks the lowest of the year. A lead that comes from one year "
            + "alone is no lead.")
    let models = order.sorted(rows.map(\.model))
    var values: [String: [String: Double]] = [:]
    for row in rows { values[row.period, default: [:]][row.model] = row.value }
    // Eight years fill a line beside a name of 16 characters.
    for start in stride(from: 0, to: years.count, by: 8) {
        let shown = years[start..<min(start + 8, years.count)]
        let columns = shown.map { TextTable.Column(title: $0 + " ") }
        var table = TextTable([.init(title: "model", isLeftAligned: true, isTruncatable: true)] + columns)
        for model in models {
            let cells = shown.map { year in
                let value = values[year]?[model]
                let isLowest = value != nil && value == values[year]?.values.min()
                return fixed(value, decimals: 4) + (isLowest ? "*" : " ")
            }
            table.append([label(model)] + cells)
        }
        section.append(table)
    }
    return section
}

private func isYear(_ period: String) -> Bool {
    period.utf8.count == 4 && period.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
}
