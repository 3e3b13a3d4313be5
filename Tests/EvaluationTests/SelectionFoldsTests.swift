import Evaluation
import Forecasting
import Market
import TestSupport
import Testing
import Windowing

@Suite("Folds for choosing, and trainings with gaps")
struct SelectionFoldsTests {
    private let days = (0..<600).map { SessionDate(dayNumber: 17_000 + Int32($0)) }
    private let plan = WalkForward(
        test: SessionDate(dayNumber: 17_600)...SessionDate(dayNumber: 17_700), validation: .sessions(60), embargo: 3
    )

    private func places(_ span: ClosedRange<SessionDate>) -> ClosedRange<Int> {
        Int(span.lowerBound.dayNumber - 17_000)...Int(span.upperBound.dayNumber - 17_000)
    }

    @Test("combinatorial folds keep training, validation and tests apart by purge and embargo")
    func combinatorial() {
        let folds = SelectionFolds.combinatorial(groups: 5, tested: 2).folds(over: days, plan: plan)
        #expect(folds.count == 10)
        for fold in folds {
            let tests = Set(fold.tests.flatMap { Array(places($0)) })
            let removed = Set(fold.removed.flatMap { Array(places($0)) })
            let training = Set(places(fold.training)).subtracting(removed)
            let validation = Set(places(fold.validation!)).subtracting(removed)
            #expect(tests.isSubset(of: removed))
            #expect(validation.count == 60 && training.count > 100)
            #expect(training.max()! < validation.min()!)
            // Three sessions of embargo after each test, and between training and validation where they touch.
            for test in tests {
                #expect(
                    training.union(validation).isDisjoint(
                        with: [test + 1, test + 2, test + 3].filter { !tests.contains($0) }))
            }
            #expect((training.max()! + 1..<validation.min()!).count >= 3)
            // Nothing that belongs to the embargo before the real test.
            #expect(tests.union(training).union(validation).max()! < 597)
        }
        // Each session is tested in two fifths of the folds.
        let often = folds.filter { fold in fold.tests.contains { places($0).contains(300) } }.count
        #expect(often == 4)
    }

    @Test("a walk-forward for choosing ends before the test, the newest fold first")
    func walkForward() {
        let folds = SelectionFolds.walkForward(.sessions(200)).folds(over: days, plan: plan)
        #expect(folds.count >= 1)
        #expect(places(folds[0].tests[0]).upperBound == 596)
        for fold in folds {
            #expect(fold.removed.isEmpty && fold.training.upperBound < fold.validation!.lowerBound)
            #expect(fold.validation!.upperBound < fold.tests[0].lowerBound)
        }
        #expect(folds.map(\.tests[0].lowerBound) == folds.map(\.tests[0].lowerBound).sorted(by: >))
        #expect(SelectionFolds.walkForward(.years(5)).folds(over: days, plan: plan).isEmpty)
    }

    @Test("what is taken out of training is not handed to a predictor, and its forecasts still see the whole past")
    func splicing() throws {
        let series = (0..<2).map {
            syntheticReturns(symbol: "S\($0)", from: days[0], count: 400, seed: UInt64($0 + 1))
        }
        let dates = series[0].dates
        let spy = SpyPredictor()
        let removed = [dates[100]...dates[149], dates[300]...dates[349]]
        let fold = SplicedFold(
            training: dates[0]...dates[249], validation: dates[250]...dates[299], removed: removed,
            tests: [dates[120]...dates[129], dates[300]...dates[309]])
        let hindcasts = try runTrial(of: spy, on: series, fold: fold, seed: 1)
        let panel = try #require(spy.wasHanded.panels.first)
        for one in panel.series {
            #expect(one.dates == Array(dates[0..<100] + dates[150..<300]))
            #expect(one.panel.map { Array($0.dates) } == one.dates)
        }
        #expect(hindcasts.count == 40)
        #expect(spy.wasHanded.asked.allSatisfy { $0.series.dates[0] == dates[0] })
        #expect(spy.wasHanded.asked.map(\.series.count).sorted() == [130, 130, 310, 310])
    }

    @Test("successive halving spends its budget on what looked good, and always ends on all folds")
    func halving() {
        #expect(
            SearchSchedule(halving: 27, folds: 9, rate: 3).rungs.map { [$0.candidates, $0.folds] } == [
                [27, 1], [9, 3], [3, 9],
            ])
        #expect(
            SearchSchedule(halving: 5, folds: 3, rate: 2).rungs.map { [$0.candidates, $0.folds] } == [
                [5, 1], [3, 3],
            ])
        #expect(SearchSchedule(halving: 4, folds: 1, rate: 3).rungs.map { [$0.candidates, $0.folds] } == [[4, 1]])
        #expect(SearchSchedule(random: 7, folds: 4).rungs.map { [$0.candidates, $0.folds] } == [[7, 4]])
        let losses: [Double?] = [3, nil, 1, 1, 2]
        #expect(SearchSchedule.best(3, of: [0, 1, 2, 3, 4]) { losses[$0] } == [2, 3, 4])
        #expect(SearchSchedule.best(1, of: [0, 1, 2, 3, 4]) { losses[$0] } == [2])
        #expect(SearchSchedule.best(1, of: [1]) { losses[$0] } == [1])
    }
}
