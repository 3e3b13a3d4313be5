/// Quantiles as a JSON list, each number in the shortest form that reads back to the same bits.
enum QuantileText {
    /// The text of some quantiles; nil for none.
    static func text(_ quantiles: [Double]?, checked: (Double) throws -> Double?) rethrows -> String? {
        guard let quantiles else { return nil }
        return "[" + (try quantiles.compactMap(checked)).map { "\($0)" }.joined(separator: ",") + "]"
    }

    /// The quantiles behind a text; nil where one of them is no number.
    static func values(_ text: String) -> [Double]? {
        var values: [Double] = []
        for part in text.dropFirst().dropLast().split(separator: ",") {
            guard let value = Double(part) else { return nil }
            values.append(value)
        }
        return values
    }
}
