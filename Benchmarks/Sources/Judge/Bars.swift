import Evaluation

/// A number that has to be reached, and what was measured.
struct Bar {
    let name: String
    let measured: Double
    let wanted: Double
    /// Whether the number must not lie below what is wanted; else it must not lie above.
    var isFloor = false
    var digits = 4

    var isMet: Bool { isFloor ? measured >= wanted : measured <= wanted }

    var line: String {
        let relation = isFloor ? "≥" : "≤"
        let numbers = "\(shown(measured, digits)) \(relation) \(shown(wanted, digits))"
        return (isMet ? "met     " : "MISSED  ") + padded(name, 72) + numbers
    }
}

/// What is asked of the defaults on the test years, one seed.
func bars(_ judged: [String: Judgement], networks: [String], blends: [String], isShock: (Judgement.Cell) -> Bool)
    -> [Bar]
{
    guard let garch = judged["garch-t"], let gjr = judged["gjr-t"], let har = judged["har-x"] else { return [] }
    var bars = [
        Bar(
            name: "garch-t: distance of its NLL from 1.7837", measured: abs(garch.mean(\.nll) - 1.7837),
            wanted: 0.003)
    ]
    func add(_ name: String, _ measured: Double, atMost wanted: Double, digits: Int = 4) {
        bars.append(Bar(name: name, measured: measured, wanted: wanted, digits: digits))
    }
    func add(_ name: String, _ measured: Double, atLeast wanted: Double, digits: Int = 4) {
        bars.append(Bar(name: name, measured: measured, wanted: wanted, isFloor: true, digits: digits))
    }
    for name in networks {
        guard let network = judged[name] else { continue }
        for (other, words, loss, least, leastT) in [
            (garch, "NLL less garch-t's", \Judgement.Cell.nll, -0.016, -5.0),
            (garch, "QLIKE less garch-t's", \.qlike, -0.030, -3), (gjr, "NLL less gjr-t's", \.nll, -0.012, -4),
            (har, "NLL less har-x's", \.nll, -0.005, -2.5),
        ] {
            let test = network.difference(from: other, loss)
            add("\(name): \(words)", test.meanDifference, atMost: least)
            add("\(name): t of that", test.statistic ?? 0, atMost: leastT, digits: 2)
        }
        let (better, worse) = network.series(against: garch)
        add("\(name): series on which its NLL is below garch-t's", Double(better), atLeast: 18, digits: 0)
        add("\(name): series on which it is significantly above", Double(worse), atMost: 1, digits: 0)
        let worst = network.worstYear(against: garch)
        add("\(name): NLL less garch-t's in the worst year, \(worst.year)", worst.difference, atMost: 0.003)
        for (level, width) in [(0.9, 0.010), (0.95, 0.008), (0.99, 0.004)] {
            let coverage = network.coverage(level)
            add(
                "\(name): the \(Int(level * 100)) % interval covers \(shown(coverage, 4)); distance",
                abs(coverage - level),
                atMost: width)
        }
        add(
            "\(name): shock, coverage of the 95 % interval", network.coverage(0.95, where: isShock), atLeast: 0.79,
            digits: 3)
        add("\(name): shock, NLL", network.mean(\.nll, where: isShock), atMost: 3.34, digits: 3)
        if let corrected = judged["recalibrated(of=\(name.prefix { $0 != "(" }))"] {
            let name = corrected.model
            add(
                "\(name): shock, coverage of the 95 % interval", corrected.coverage(0.95, where: isShock),
                atLeast: 0.88, digits: 3)
            add("\(name): shock, NLL", corrected.mean(\.nll, where: isShock), atMost: 3.20, digits: 3)
            add(
                "\(name): NLL less the plain network's", corrected.mean(\.nll) - network.mean(\.nll), atMost: 0.0005
            )
            add(
                "\(name): CRPS less the plain network's", corrected.mean(\.crps) - network.mean(\.crps),
                atMost: 0.0005)
        }
    }
    let best = (networks + blends).compactMap { judged[$0] }.min { $0.mean(\.nll) < $1.mean(\.nll) }
    if let best { add("the best, \(best.model): NLL", best.mean(\.nll), atMost: 1.7600) }
    return bars
}

/// What is asked of networks on symbols they never learned from, against a GARCH-t fitted on each of them.
func barsOfUnseen(_ judged: [String: Judgement], networks: [String]) -> [Bar] {
    networks.compactMap { judged[$0] }.flatMap { network -> [Bar] in
        guard let garch = judged["garch-t"] else { return [] }
        let test = network.difference(from: garch, \.nll)
        return [
            Bar(
                name: "\(network.model), unseen symbols: NLL less garch-t's", measured: test.meanDifference,
                wanted: -0.008),
            Bar(
                name: "\(network.model), unseen symbols: t of that", measured: test.statistic ?? 0, wanted: -2.5,
                digits: 2),
        ]
    }
}
