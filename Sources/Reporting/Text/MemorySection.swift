public import Evaluation

/// The table of how long models remember, as a text of its own.
public func renderMemory(_ memories: [ModelMemory]) -> String {
    memorySection(memories).lines().joined(separator: "\n") + "\n"
}

/// How long an event matters to each model, measured on its own forecasts.
func memorySection(_ memories: [ModelMemory]) -> Section {
    var section = Section(title: "Memory: how long an event matters")
    guard let events = memories.compactMap({ $0.response(to: .unit)?.events }).max() else {
        section.append(paragraph: "Not measured: no series is long enough, or no model was kept.")
        return section
    }
    section.append(
        paragraph:
            "One session of one series is changed, all else stays as it was, and the forecasts k sessions later are held against "
            + "the unchanged ones: |Δm|/s + |Δv|/s², with s the deviation forecast for that session, mean of "
            + "\(counted(events, "event")) over symbols and years. Unit: the return moves by one s. Half-life and 1 % are the sessions "
            + "after which less than that share of the peak is left for good. A finite response of N sessions is at 0 exactly from k = "
            + "N on; “by formula” is what a model's own formula says.")
    section.append(impulseTable(memories))
    section.append(paragraph: sparklineLegend)
    let states = memories.filter { !$0.washout.isEmpty }
    if !states.isEmpty {
        section.append(
            paragraph:
                "What the state does and where it should start: the Jacobian of one step at states that occurred (spectral radius "
                + "and norm, means), and the distance of forecasts from those of the state carried through the whole history, at once and "
                + "in sessions until it stays below 0.01: from zero, from the mean state (learned), from zero and "
                + "60 sessions (warm-up). The state carried along is at 0 by definition.")
        section.append(stateTable(states))
    }
    for reading in memoryReadings(memories) { section.append(paragraph: reading) }
    return section
}

private func impulseTable(_ memories: [ModelMemory]) -> TextTable {
    var table = TextTable([
        .init(title: "model", isLeftAligned: true, isTruncatable: true),
        .init(title: "N"),
        .init(title: "by formula", isLeftAligned: true, dropOrder: 1),
        .init(title: "half-\nlife"),
        .init(title: "1 %"),
        .init(title: "−10 %:\nΔs/s"),
        .init(title: "half-\nlife"),
        .init(title: "influence by k", isLeftAligned: true),
    ])
    for memory in memories {
        let unit = memory.response(to: .unit)?.influence
        let crash = memory.response(to: .crash)
        table.append([
            label(memory.model),
            memory.width.map(grouped) ?? "∞",
            memory.weight.map { "\($0.name) \(fixed($0.value, decimals: 3))" } ?? absent,
            lagText(unit, unit?.halfLife),
            lagText(unit, unit?.onePercentHorizon),
            crash.map { fixed($0.deviation.first, decimals: 2) } ?? absent,
            lagText(crash?.influence, crash?.influence.halfLife),
            unit.map(sparkline) ?? "",
        ])
    }
    return table
}

private func stateTable(_ memories: [ModelMemory]) -> TextTable {
    var table = TextTable([
        .init(title: "model", isLeftAligned: true, isTruncatable: true),
        .init(title: "state"),
        .init(title: "spectral\nradius"),
        .init(title: "largest", dropOrder: 1),
        .init(title: "Jacobian\nnorm"),
        .init(title: "zero"),
        .init(title: "learned"),
        .init(title: "warm-up"),
    ])
    for memory in memories {
        func start(_ state: StartingState) -> String {
            guard let curve = memory.washout.first(where: { $0.start == state }) else { return absent }
            let sessions = curve.sessions(below: 0.01).map(String.init) ?? ">\(curve.distance.count - 1)"
            return "\(fixed(curve.distance.first, decimals: 3)), \(sessions)"
        }
        table.append([
            label(memory.model),
            memory.spectrum.map { grouped($0.size) } ?? absent,
            fixed(memory.spectrum?.radius, decimals: 4),
            fixed(memory.spectrum?.largestRadius, decimals: 4),
            fixed(memory.spectrum?.norm, decimals: 3),
            start(.zero), start(.learned), start(.warmUp),
        ])
    }
    return table
}

/// A lag of a curve: `none` without memory, `>500` where it lies beyond what was measured.
private func lagText(_ curve: FadingCurve?, _ lag: Double?) -> String {
    guard let curve else { return absent }
    if curve.peak == 0 { return "none" }
    return lag.map { fixed($0, decimals: 1) } ?? ">\(curve.influence.count - 1)"
}

/// Sessions since the event that a sparkline shows: closer together where more happens.
let sparklineLags = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 500]

private let sparklineLegend =
    "Influence by k = \(sparklineLags.map(String.init).joined(separator: ", ")), relative to the peak on a logarithmic scale: "
    + "█ all of it, ▁ a thousandth or less, · exactly nothing."

/// One character a lag, from `█` for the peak to `▁` for a thousandth of it and less; `·` is exactly zero.
func sparkline(_ curve: FadingCurve) -> String {
    let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    var text = ""
    for lag in sparklineLags where lag < curve.influence.count {
        let influence = curve.influence[lag]
        guard influence > 0, curve.peak > 0 else {
            text.append("·")
            continue
        }
        let share = 1 + ln(influence / curve.peak) / ln(1000)
        text.append(bars[max(0, min(7, Int((share * 7).rounded())))])
    }
    return text
}

/// Sentences computed from the measurements.
func memoryReadings(_ memories: [ModelMemory]) -> [String] {
    var readings: [String] = []
    let finite = memories.filter { ($0.width ?? 0) > 0 && $0.response(to: .unit) != nil }
    if !finite.isEmpty {
        // Beyond the longest lag measured nothing can be said.
        let measured = finite.filter { memory in
            memory.response(to: .unit).map { (memory.width ?? 0) < $0.mean.count } ?? false
        }
        let exact = measured.filter { memory in
            memory.response(to: .unit)?.influence.reach.map { $0 < (memory.width ?? 0) } ?? true
        }
        if !measured.isEmpty {
            readings.append(
                exact.count == measured.count
                    ? "Of \(counted(measured.count, "finite response")), each is at exactly 0 from k = N on, as it must be."
                    : "Only \(exact.count) of \(counted(measured.count, "finite response")) are at exactly 0 from k = N on: the others "
                        + "see more than they say.")
        }
    }
    let infinite = memories.filter { $0.width == nil }
    let lasting = infinite.compactMap { memory in
        memory.response(to: .unit)?.influence.onePercentHorizon.map { (memory.model, $0) }
    }.max { $0.1 < $1.1 }
    if let (model, horizon) = lasting {
        readings.append(
            "An infinite response is not an endless one: of those that get there, the slowest is \(label(model)), with less than 1 % of "
                + "its peak left after \(fixed(horizon, decimals: 0)) sessions.")
    }
    return readings
}
