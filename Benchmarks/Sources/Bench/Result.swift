/// A line of JSON: what was run, then how fast it was.
struct Result {
    private var fields: [(key: String, value: String)] = []

    init(work: String) { set("work", work) }

    mutating func set(_ key: String, _ value: String) { fields.append((key, "\"\(value)\"")) }

    mutating func set(_ key: String, _ value: Int) { fields.append((key, "\(value)")) }

    mutating func set(_ key: String, _ value: Double) { fields.append((key, short(value))) }

    /// The fields that every work has that is judged by the peak.
    ///
    /// - Parameters:
    ///   - units: what is counted in `per_second`, in one run of the work.
    ///   - operations: floating-point operations of one run.
    mutating func set(_ measurement: Measurement, units: Int, operations: Double) {
        set("per_second", Double(units) / measurement.seconds)
        set("gflops", operations / measurement.seconds / 1e9)
        set("peak_gflops", measurement.peak / 1e9)
        set("fraction_of_peak", operations / measurement.seconds / measurement.peak)
    }

    func print() {
        Swift.print("{\(fields.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ","))}")
    }
}

/// Four significant digits are more than a timing knows.
private func short(_ number: Double) -> String {
    guard number != 0, number.isFinite else { return "0" }
    var scale = 1.0
    while abs(number) * scale < 1000 { scale *= 10 }
    while abs(number) * scale >= 10_000 { scale /= 10 }
    let value = (number * scale).rounded() / scale
    return value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
}
