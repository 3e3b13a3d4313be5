import Evaluation

extension Section {
    /// Adds the series that were left out, a line each with the reason; nothing where there are none.
    mutating func append(leftOut series: [LeftOutSeries], title: String) {
        guard !series.isEmpty else { return }
        append(paragraph: title)
        blocks.append(
            series.flatMap { entry in
                let model = entry.model.map { " by \(label($0))" } ?? ""
                return wrapped(
                    "\(sanitized(entry.symbol, limit: 24))\(model): \(sanitized(entry.reason, limit: 300))",
                    hanging: 4)
            })
    }
}
