import Evaluation
import Forecasting
import Market
import TestSupport
import Testing
import Windowing

@Suite("Judging forecasts of sums")
struct HorizonEvaluationTests {
    private let prices: [PriceSeries]
    private let days: [SessionDate]
    private let fold: Fold

    init() throws {
        var prices: [PriceSeries] = []
        for index in 0..<2 {
            prices.append(
                try syntheticPrices(
                    symbol: "S\(index)", from: SessionDate(dayNumber: 17_532), count: 560, seed: UInt64(30 + index))
            )
        }
        self.prices = prices
        days = prices[0].bars.map(\.date)
        fold = Fold(
            index: 0, training: days[1]...days[399], validation: days[400]...days[479], test: days[480]...days[519])
    }

    private var schedule: HorizonSchedule {
        HorizonSchedule(
            targets: [.sum(5), .sum(2), .session(5)], step: 3, test: days[480]...days[529], calendar: days)
    }

    private func panel(_ series: [ReturnSeries]) -> TrainingPanel {
        TrainingPanel(series: series, training: fold.training, validation: fold.validation)
    }

    @Test("a sum begins after its cutoff, ends h sessions later, and is asked for every third session of the fold")
    func alignment() throws {
        let series = prices.map { ReturnSeries($0) }
        let found = try hindcasts(
            of: ScaledHorizons(Fixed()), model: "fixed", on: series, panel: panel(series), fold: fold,
            schedule: schedule)
        let one = found.filter { $0.symbol == "S0" && $0.returnTarget == .sum(5) }
        // Cutoffs 479, 482, … up to 518, whose next session is the fold's last; the target of 518 lies in the next fold.
        #expect(one.map(\.cutoff) == stride(from: 479, through: 518, by: 3).map { days[$0] })
        #expect(one.map(\.target) == stride(from: 484, through: 523, by: 3).map { days[$0] })
        let first = series[0].index(after: days[479])
        let sum = series[0].logReturns[first..<first + 5].reduce(0, +)
        #expect(abs(one[0].actual - sum) < 1e-15)
        #expect(one[0].distribution == .normal(mean: 0, standardDeviation: 0.01 * 5.0.squareRoot()))
        let unit = try #require(one[0].naiveScale)
        let day = try #require(KnownReturns(series[0].logReturns[..<first])?.meanAbsolute)
        #expect(unit > 1.5 * day, "a week's error is measured in a week's unit")
        #expect(found.count == 2 * 3 * one.count)
        let single = found.filter { $0.symbol == "S0" && $0.returnTarget == .session(5) }
        #expect(single.map(\.cutoff) == one.map(\.cutoff) && single.map(\.target) == one.map(\.target))
        #expect(single[0].actual == series[0].logReturns[first + 4])
        #expect(single[0].distribution == .normal(mean: 0, standardDeviation: 0.01))
        let naive = try #require(single[0].naiveScale)
        #expect(abs(naive / day - 1) < 0.01, "a day's error is measured in a day's unit")
    }

    @Test("what would end after the last session has no outcome and is left out")
    func noOutcome() throws {
        let series = prices.map { ReturnSeries($0) }
        let short = HorizonSchedule(
            targets: [.sum(2), .session(5)], step: 1, test: days[480]...days[519], calendar: days)
        let found = try hindcasts(
            of: ScaledHorizons(Fixed()), model: "fixed", on: series, panel: panel(series), fold: fold,
            schedule: short)
        for target in short.targets {
            let targets = found.filter { $0.symbol == "S1" && $0.returnTarget == target }.map(\.target)
            #expect(targets.count == 41 - target.horizon)
            #expect(targets.last == days[519])
        }
    }

    @Test("the audit clears forecasts that know only the past")
    func honest() throws {
        let audit = try auditLeaks(
            of: RandomWalk(), schedule: schedule, on: prices, fold: fold, seed: 1,
            by: { fitted, _ in
                ScaledHorizons(fitted)
            })
        // Three cutoffs, three targets, two series.
        for corruption in Corruption.allCases { #expect(audit.compared[corruption] == 18) }
    }

    @Test(
        "the audit catches a target that was seen, and names it, series and cutoff",
        arguments: [(ReturnTarget.sum(5), "the 5 sessions"), (.session(5), "the session 5 sessions")])
    func planted(target: ReturnTarget, words: String) throws {
        let leak = try #require(throws: Leak.self) {
            try auditLeaks(
                of: RandomWalk(), schedule: schedule, on: prices, fold: fold, seed: 1,
                by: { _, _ in Seer(seen: target) })
        }
        #expect(leak.target == target && leak.corruption == .future && leak.symbol == "S0")
        #expect("\(leak)".contains("for \(words) after \(leak.cutoff)"))
    }

    @Test("the audit catches a fit that knew later sums")
    func plantedFit() throws {
        let leak = try #require(throws: Leak.self) {
            let later = prices.map { ReturnSeries($0) }
            var isFirst = true
            _ = try auditLeaks(
                of: RandomWalk(), schedule: schedule, on: prices, fold: fold, seed: 1,
                by: { fitted, panel in
                    defer { isFirst = false }
                    // Fitted on sums that end after the span: the first fit sees other ones than the second.
                    return Fixed.Sums(scale: isFirst ? abs(later[0].logReturns[500]) + 0.01 : 0.01)
                })
        }
        #expect(leak.corruption == .fit)
    }

    @Test("targets that overlap count as so many fewer: sessions shared, in cutoffs")
    func overlap() {
        #expect(HorizonSchedule.overlap(horizon: 20, step: 1) == 20)
        #expect(HorizonSchedule.overlap(horizon: 20, step: 5) == 4)
        #expect(HorizonSchedule.overlap(horizon: 5, step: 5) == 1)
        #expect(HorizonSchedule.overlap(horizon: 6, step: 5) == 2)
        #expect(HorizonSchedule.overlap(horizon: 5, step: 20) == 1)
    }
}

/// Always the same.
private struct Fixed: FittedPredictor {
    struct Sums: HorizonForecaster {
        var scale: Double
        var method: HorizonMethod { .scaled }
        func forecasts(
            forEach series: [ReturnSeries], cutoffs: [[Int]], targets: [ReturnTarget],
            isCancelled: @Sendable () -> Bool
        ) throws(FittingError) -> [[[PredictiveDistribution?]]] {
            targets.map { _ in cutoffs.map { $0.map { _ in .normal(mean: 0, standardDeviation: scale) } } }
        }
    }

    var response: Response { .finite(width: 0) }
    var cost: ModelCost { ModelCost(parameters: 0, multiplyAddsPerForecast: 0) }
    func forecasts(for series: ReturnSeries, cutoffs: Range<Int>) -> [PredictiveDistribution?] {
        cutoffs.map { _ in .normal(mean: 0, standardDeviation: 0.01) }
    }
    func encoded() throws -> [UInt8] { [] }
}

/// Knows the last session of a target.
private struct Seer: HorizonForecaster {
    var seen: ReturnTarget
    var method: HorizonMethod { .scaled }
    func forecasts(
        forEach series: [ReturnSeries], cutoffs: [[Int]], targets: [ReturnTarget], isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> [[[PredictiveDistribution?]]] {
        targets.map { target in
            zip(series, cutoffs).map { one, cutoffs in
                cutoffs.map { cutoff in
                    let seen = target == seen && cutoff + 5 < one.count ? one.logReturns[cutoff + 5] : 0
                    return .normal(mean: 0.01 * seen, standardDeviation: 0.02)
                }
            }
        }
    }
}
