import Evaluation

/// The history-width table: the longer the history a finite response sees, the bigger it is.
func widthSection(_ content: ReportContent) -> Section {
    var section = Section(title: "History width: what a longer memory costs and brings")
    let rows = sortedByWidth(content.widthSweep)
    guard !rows.isEmpty else {
        section.append(paragraph: "No networks were compared by width.")
        return section
    }
    section.append(
        paragraph:
            "A finite response sees N sessions and grows with N; an infinite response (N = ∞) keeps its memory "
            + "in a state of fixed size and makes one step a session. “from” and “to” are the NLL's 95 % interval; the p-values "
            + "are Diebold and Mariano's of the NLL against the row with the lowest, marked *, and against the infinite response "
            + "with the lowest; “MCS” says whether the model is in the 90 % confidence set of all models. Seconds of training and "
            + "forecasting are in the last section.")
    let lowest = lowestNLL(rows)
    var table = TextTable([
        .init(title: "model", isLeftAligned: true, isTruncatable: true),
        .init(title: "N"),
        .init(title: "parameters"),
        .init(title: "multiply-adds\na forecast"),
        .init(title: "NLL "),
        .init(title: "from", dropOrder: 4),
        .init(title: "to", dropOrder: 4),
        .init(title: "QLIKE", dropOrder: 2),
        .init(title: "RMSE", dropOrder: 1),
        .init(title: "p to\nbest"),
        .init(title: "p to\nRNN"),
        .init(title: "MCS", dropOrder: 3),
    ])
    for row in rows {
        table.append([
            label(row.model),
            row.width.map(grouped) ?? "∞",
            grouped(row.parameters),
            grouped(row.multiplyAddsPerForecast),
            fixed(row.nll, decimals: 4) + (row == lowest ? "*" : " "),
            fixed(row.nllLower, decimals: 4),
            fixed(row.nllUpper, decimals: 4),
            fixed(row.qlike, decimals: 4),
            fixed(row.rmse, decimals: 5),
            pValue(row.dmPVsBest),
            pValue(row.dmPVsRNN),
            row.inMCS.map { $0 ? "in" : "out" } ?? absent,
        ])
    }
    section.append(table)
    for reading in widthReadings(rows) { section.append(paragraph: reading) }
    return section
}

/// Sentences computed from the rows: growth with N, the best N, and the best infinite response beside it.
func widthReadings(_ rows: [WidthSweepRow]) -> [String] {
    let finite = Dictionary(grouping: rows.filter { $0.width != nil }) { familyName($0.model) }
    var readings: [String] = []
    for (family, members) in finite.sorted(by: { $0.key < $1.key }) {
        let members = sortedByWidth(members)
        guard let first = members.first, let last = members.last, let from = first.width, let to = last.width,
            from < to
        else { continue }
        var sentence =
            "From N = \(from) to N = \(to) the parameters of \(label(family)) "
            + growth(first.parameters, last.parameters) + " and its multiply-adds "
            + growth(first.multiplyAddsPerForecast, last.multiplyAddsPerForecast)
        if let best = lowestNLL(members), let width = best.width, let nll = best.nll {
            sentence += "; its lowest NLL is \(fixed(nll, decimals: 4)) at N = \(width)"
        }
        readings.append(sentence + ".")
    }
    if let sentence = finiteAgainstInfinite(rows) { readings.append(sentence) }
    return readings
}

private func finiteAgainstInfinite(_ rows: [WidthSweepRow]) -> String? {
    guard let finite = lowestNLL(rows.filter { $0.width != nil }), let finiteNLL = finite.nll,
        let infinite = lowestNLL(rows.filter { $0.width == nil }), let infiniteNLL = infinite.nll
    else { return nil }
    // One of the two has the lowest NLL of all rows, so the other's p-value is about exactly this pair.
    let p = infinite.dmPVsBest ?? finite.dmPVsBest
    let difference = infiniteNLL - finiteNLL
    let size = fixed(difference.magnitude, decimals: 4)
    let relation =
        difference < 0
        ? "\(size) below that of" : difference > 0 ? "\(size) above that of" : "the same as that of"
    let judgement =
        p.map { $0 < significanceLevel ? "a difference beyond chance" : "no more than chance allows" }
        ?? "which was not tested"
    return
        "\(label(infinite.model)) has \(counted(infinite.parameters, "parameter")) however long the history; its NLL "
        + "is \(relation) \(label(finite.model)) (\(pPhrase(p))), \(judgement)."
}

private func growth(_ first: Int, _ last: Int) -> String {
    if first == last { return "stay at \(grouped(first))" }
    guard first > 0, last > first else { return "go from \(grouped(first)) to \(grouped(last))" }
    return "grow \(fixed(Double(last) / Double(first), decimals: 1))-fold (\(grouped(first)) to \(grouped(last)))"
}

/// A model's name without its width: `tdnn(hidden=16,width=60)` is of the family `tdnn(hidden=16)`.
func familyName(_ model: String) -> String {
    guard let open = model.firstIndex(of: "("), model.last == ")" else { return model }
    let settings = model[model.index(after: open)...].dropLast().split(separator: ",")
        .filter { !$0.drop(while: { $0 == " " }).hasPrefix("width=") }
    return settings.isEmpty ? String(model[..<open]) : "\(model[..<open])(\(settings.joined(separator: ",")))"
}

/// Finite responses first, by family and width; then the infinite ones, by parameters and name.
func sortedByWidth(_ rows: [WidthSweepRow]) -> [WidthSweepRow] {
    func key(_ row: WidthSweepRow) -> (Int, String, Int, Int, String) {
        row.width.map { (0, familyName(row.model), $0, row.parameters, row.model) }
            ?? (1, familyName(String(row.model.prefix { $0 != "(" })), 0, row.parameters, row.model)
    }
    return rows.sorted { key($0) < key($1) }
}

private func lowestNLL(_ rows: [WidthSweepRow]) -> WidthSweepRow? {
    rows.filter { $0.nll != nil }.min { ($0.nll ?? .infinity, $0.model) < ($1.nll ?? .infinity, $1.model) }
}
