import Evaluation
import Forecasting
import Foundation
import Market
import Windowing

// How good the networks are: what issue-level bars ask for beside what was measured. See ../../README.md.
//
//   Judge [--from YEAR] [--to YEAR] [--seed N] [--jobs N] [--data FOLDER] [--unseen SYMBOL,…] [--unseen-prices FOLDER] [MODEL …]
//
// With models: a line for each, after garch-t, gjr-t and har-x. Without: the defaults and all bars; it ends with 1 where
// one is missed. `--unseen` names symbols that are forecast and not learned from, `--unseen-prices` where to find more of them.

let options = Options(CommandLine.arguments.dropFirst())
let unseen = options.unseen
let series = try options.series()
let folds = try WalkForward(test: options.testSpan)
    .folds(over: calendar(of: series.filter { !unseen.contains($0.symbol) }.map(\.dates)))
let opponents = ["garch-t", "gjr-t", "har-x"]
let shock =
    options.number("to") >= 2020
    ? SessionDate(iso: "2020-02-19")!...SessionDate(iso: "2020-03-23")!
    : SessionDate(iso: "2008-09-01")!...SessionDate(iso: "2008-11-30")!

func isShock(_ cell: Judgement.Cell) -> Bool { shock.contains(cell.target) }

func judged(_ names: [String], forecastOnly: Set<String>) throws -> [Judgement] {
    try judge(
        names.map { try configuration($0) }, on: series, forecastOnly: forecastOnly, folds: folds,
        seed: options.number("seed"), jobs: options.number("jobs"))
}

func printTable(_ judgements: [Judgement]) {
    print(
        padded("model", 32)
            + "NLL     QLIKE   CRPS    cov90  cov95  cov99  shock: NLL, cov95  NLL, QLIKE less garch-t (t)"
            + "            NLL less gjr-t    NLL less har-x    better, worse, worst year  s")
    for judgement in judgements {
        var line = padded(judgement.model, 32) + shown(judgement.mean(\.nll), 4)
        line += "  " + shown(judgement.mean(\.qlike), 4) + "  " + shown(judgement.mean(\.crps), 4)
        for level in [0.9, 0.95, 0.99] { line += "  " + shown(100 * judgement.coverage(level), 2) }
        line += "  " + shown(judgement.mean(\.nll, where: isShock), 3)
        line += " " + shown(judgement.coverage(0.95, where: isShock), 3)
        for (other, loss) in [(0, \Judgement.Cell.nll), (0, \.qlike), (1, \.nll), (2, \.nll)] {
            let test = judgement.difference(from: judgements[other], loss)
            line += "  " + shown(test.meanDifference, 4, signed: true)
            line += " (" + shown(test.statistic ?? 0, 1, signed: true) + ")"
        }
        let (better, worse) = judgement.series(against: judgements[0])
        let worst = judgement.worstYear(against: judgements[0])
        line += "  \(better) \(worse) \(worst.year) " + shown(worst.difference, 4, signed: true)
        print(line + "  " + shown(judgement.seconds, 0))
    }
}

let networks = ["rnn(hidden=32)", "tdnn(width=60)"]
let names =
    options.models.isEmpty
    ? networks + ["gru", "blend", "recalibrated(of=blend,gain=0.02)", "recalibrated(of=rnn)", "recalibrated(of=tdnn)"] : options.models
let judgements = try judged(opponents + names, forecastOnly: unseen)
printTable(judgements)
guard options.models.isEmpty else { exit(0) }

let byName = Dictionary(judgements.map { ($0.model, $0) }, uniquingKeysWith: { first, _ in first })
var all =
    unseen.isEmpty
    ? bars(
        byName, networks: networks,
        blends: ["gru(hidden=32)", "blend(of=networks)", "recalibrated(of=blend,gain=0.02)"], isShock: isShock)
    : barsOfUnseen(byName, networks: networks)
if unseen.isEmpty {
    // Six of the symbols, every third of the stocks' list, as if they had been listed yesterday.
    let left: Set<String> = ["AMD", "CVX", "JNJ", "MRK", "PFE", "WMT"]
    let unseen = try judged(["garch-t"] + networks, forecastOnly: left)
    all += barsOfUnseen(Dictionary(uniqueKeysWithValues: unseen.map { ($0.model, $0) }), networks: networks)
}
print()
for bar in all { print(bar.line) }
let missed = all.count { !$0.isMet }
print("\n\(all.count - missed) of \(all.count) bars are met")
exit(missed == 0 ? 0 : 1)
