import CPeak
import Learning

/// The median of at least five timings of a work, each long enough for the clock.
func medianSeconds(atLeast timings: Int = 5, budget: Double = 1.2, _ work: () -> Void) -> Double {
    let clock = ContinuousClock()
    func time(_ repeats: Int) -> Double {
        let start = clock.now
        for _ in 0..<repeats { work() }
        return (clock.now - start) / .seconds(1)
    }
    work()
    var repeats = 1
    while time(repeats) < 0.02 && repeats < 1 << 20 { repeats *= 2 }
    var seconds: [Double] = []
    let start = clock.now
    while seconds.count < timings || (clock.now - start) / .seconds(1) < budget {
        seconds.append(time(repeats) / Double(repeats))
    }
    return seconds.sorted()[seconds.count / 2]
}

/// Floating-point operations a second of one core on a path, by a loop of register-only fused multiply-adds.
func peakFlops(_ path: String) -> Double {
    var operations = 0.0
    let seconds = medianSeconds(budget: 0.4) { operations = hindcast_peak_round(path, 200_000) }
    return operations / seconds
}

/// One result as a line of JSON; keys in the order given.
func printResult(_ fields: [(String, Any)]) {
    let body = fields.map { key, value -> String in
        switch value {
        case let text as String: "\"\(key)\":\"\(text)\""
        case let number as Double: "\"\(key)\":\(short(number))"
        default: "\"\(key)\":\(value)"
        }
    }
    print("{\(body.joined(separator: ","))}")
}

/// Four significant digits are more than a timing knows.
func short(_ number: Double) -> String {
    guard number != 0, number.isFinite else { return "0" }
    var scale = 1.0
    while abs(number) * scale < 1000 { scale *= 10 }
    while abs(number) * scale >= 10_000 { scale /= 10 }
    let value = (number * scale).rounded() / scale
    return value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
}
