import Evaluation
import Forecasting
import Foundation
import Market

// How good the networks are: every bar with what was measured. See ../README.md.
//
//   Judge [--from YEAR] [--to YEAR] [--seed N] [--jobs N] [--data FOLDER] [MODEL …]
//
// With models: a line for each, against garch-t, gjr-t and har-x. Without: the defaults and all bars.

let options = Options(CommandLine.arguments.dropFirst())
let names = options.models
func shown(_ value: Double, _ digits: Int, signed: Bool = false) -> String {
    String(format: "%\(signed ? "+" : "").\(digits)f", value)
}
func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}

let data = options["data"]
let series = try readSeries(prices: data + "/prices", firstDates: data + "/first-dates.csv", symbols: nil)
let folds = try WalkForward(test: options.testSpan)
    .folds(over: calendar(of: series.map(\.dates)))
let opponents = ["garch-t", "gjr-t", "har-x"]
let shock: (from: SessionDate, to: SessionDate) =
    options.number("to") >= 2020
    ? (SessionDate(iso: "2020-02-19")!, SessionDate(iso: "2020-03-23")!)
    : (SessionDate(iso: "2008-09-01")!, SessionDate(iso: "2008-11-30")!)
func isShock(_ cell: Judgement.Cell) -> Bool { shock.from <= cell.target && cell.target <= shock.to }

let all = opponents + names
let judgements = try judge(
    all.map { try configuration($0) }, on: series, folds: folds, seed: options.number("seed"),
    jobs: options.number("jobs"))
print(
    padded("model", 44)
        + "NLL     QLIKE   CRPS    cov90  cov95  cov99  shock cov95  dNLL (t) garch-t     dQLIKE (t)      "
        + "gjr-t            har-x            better worse  worst year   s")
for judgement in judgements {
    var line =
        padded(judgement.model, 44) + shown(judgement.mean(\.nll), 4) + "  " + shown(judgement.mean(\.qlike), 4)
    line += "  " + shown(judgement.mean(\.crps), 4)
    for level in [0.9, 0.95, 0.99] { line += "  " + shown(100 * judgement.coverage(level), 2) }
    line += "  " + shown(judgement.mean(\.nll, where: isShock), 3) + " "
    line += shown(judgement.coverage(0.95, where: isShock), 3)
    for (other, loss) in [(0, \Judgement.Cell.nll), (0, \.qlike), (1, \.nll), (2, \.nll)] {
        let test = judgement.difference(from: judgements[other], loss)
        line += "  " + shown(test.meanDifference, 4, signed: true) + " ("
        line += shown(test.statistic ?? 0, 1, signed: true) + ")"
    }
    let (better, worse) = judgement.series(against: judgements[0])
    let worst = judgement.worstYear(against: judgements[0])
    line += "  \(better) \(worse)  \(worst.year) " + shown(worst.difference, 4, signed: true)
    print(line + "  " + shown(judgement.seconds, 0))
}
