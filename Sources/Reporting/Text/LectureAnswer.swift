import Evaluation

/// The sentences that answer what the lecture asks: does an infinite memory beat a window, does either beat a plain model of
/// volatility, and is there a direction.
func lectureSentences(_ content: ReportContent, metrics: MetricIndex) -> [String] {
    let networks = Set(content.widthSweep.map(\.model))
    let rows = ranked(content.leaderboard).filter { $0.nll != nil }
    return [
        memorySentence(content, rows: rows.filter { networks.contains($0.model) }),
        volatilitySentence(content, rows: rows, networks: networks),
        directionSentence(metrics),
    ].compactMap(\.self)
}

/// The tests of the panel's NLL over the whole sample, by the pair they are about.
struct PairTests {
    private let rows: [ComparisonRow]

    /// - Parameter span: the sessions summed over; nil for as many as the horizon.
    init(_ rows: [ComparisonRow], loss: String = ReportMetric.nll, horizon: Int, span: Int? = nil) {
        self.rows = rows.filter {
            $0.loss == loss && $0.period == wholeSample && $0.phase == wholeSample && $0.symbol == wholeSample
                && $0.horizon == horizon && $0.span == span ?? horizon
        }
    }

    func row(_ first: String, _ second: String, test: String = "diebold-mariano") -> ComparisonRow? {
        rows.first { $0.isOf(first, second) && $0.test == test }
    }
}

/// Infinite against finite response.
private func memorySentence(_ content: ReportContent, rows: [LeaderboardRow]) -> String? {
    guard let infinite = rows.first(where: { $0.response == "infinite" }),
        let finite = rows.first(where: { $0.response == "finite" })
    else { return nil }
    let pair = PairTests(content.comparisons, horizon: content.run.horizon)
    guard let test = pair.row(infinite.model, finite.model) else { return nil }
    let difference = test.difference(of: infinite.model)
    let (better, other) = difference <= 0 ? (infinite, finite) : (finite, infinite)
    let size = "NLL \(fixed(better.nll, decimals: 4)) against \(fixed(other.nll, decimals: 4))"
    let evidence = [size, pPhrase(test.pValue), holmPhrase(test.pHolm)].compactMap(\.self).joined(separator: ", ")
    let start =
        "Does a memory without end beat a window? The best infinite response is \(label(infinite.model)), the best "
        + "finite one \(label(finite.model)): "
    guard isSignificant(test) else {
        return start + "their densities do not differ by more than luck allows (\(evidence))."
    }
    let kind = difference < 0 ? "the infinite memory is better" : "the window is better"
    let caution =
        (test.pHolm ?? 0) >= significanceLevel ? "; among as many pairs as were tested that may be luck" : ""
    return start + "\(kind) (\(evidence))\(caution)."
}

private func holmPhrase(_ value: Double?) -> String? {
    value.map { $0 < 0.001 ? "Holm p < 0.001" : "Holm p = \(fixed($0, decimals: 3))" }
}

/// The best network against the best model that is none, like against like: both with Student-t errors where there are such.
private func volatilitySentence(
    _ content: ReportContent, rows: [LeaderboardRow], networks: Set<String>
) -> String? {
    guard let network = rows.first(where: { networks.contains($0.model) }) else { return nil }
    let plain = rows.filter { !networks.contains($0.model) && $0.model != naiveModel }
    let family = content.errorFamilies[network.model]
    let alike = plain.first { family != nil && content.errorFamilies[$0.model] == family }
    guard let rival = alike ?? plain.first else { return nil }
    let pair = PairTests(content.comparisons, horizon: content.run.horizon)
    guard let test = pair.row(network.model, rival.model) else { return nil }
    let difference = test.difference(of: network.model)
    let verb =
        !isSignificant(test)
        ? "does not differ from" : difference < 0 ? "beats" : "is worse than"
    var sentence =
        "\(label(network.model)), the best network, \(verb) \(label(rival.model)), the best model without a network"
    if alike != nil, let family { sentence += " that also has \(familyWords(family)) errors" }
    sentence += " (NLL \(signed(difference, decimals: 4)), \(pPhrase(test.pValue)))"
    if alike == nil, let family, let other = content.errorFamilies[rival.model], family != other {
        sentence +=
            "; its errors are \(familyWords(other)), the network's \(familyWords(family)): part of the difference is the tails, "
            + "not the scale"
    }
    return sentence + "."
}

private func familyWords(_ family: String) -> String {
    switch family {
    case "student-t": "Student-t"
    case "quantiles": "given by quantiles"
    default: family
    }
}

/// Whether anything foretells the sign.
private func directionSentence(_ metrics: MetricIndex) -> String? {
    let accuracy = metrics.wholeSampleRows(ReportMetric.directionalAccuracy)
    let long = metrics.wholeSampleRows(ReportMetric.alwaysLongAccuracy)
    guard let best = accuracy.values.max(by: { ($0.value, $1.model) < ($1.value, $0.model) }),
        let always = long[best.model]
    else { return nil }
    let better = accuracy.values.filter { row in
        (row.lower ?? wilsonInterval(share: row.value, n: row.n)?.lowerBound ?? 0) > (long[row.model]?.value ?? 1)
    }
    let evidence =
        "best: \(label(best.model)) with \(percent(best.value, decimals: 2)) % of the signs right, *always invest* "
        + "\(percent(always.value, decimals: 2)) %"
    guard better.isEmpty else {
        return
            "\(better.count == 1 ? "1 model foretells" : "\(better.count) models foretell") more signs than *always invest* "
            + "does beyond its 95 % interval (\(evidence))."
    }
    return
        "Direction is not there: no model foretells more signs than *always invest* does beyond chance (\(evidence))."
}
