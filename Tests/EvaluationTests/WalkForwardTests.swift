import Evaluation
import Market
import TestSupport
import Testing

@Suite struct WalkForwardTests {
    private let calendar = weekdays(from: SessionDate(year: 2010, month: 1, day: 1)!, count: 261 * 8)

    private func date(_ text: String) -> SessionDate { SessionDate(iso: text)! }

    @Test("yearly refits: one fold a year, the year before as validation, everything before as training")
    func yearly() throws {
        let folds = try WalkForward(test: date("2015-01-01")...date("2016-12-31")).folds(over: calendar)
        #expect(folds.count == 2)
        #expect(folds[0].training == date("2010-01-01")...date("2013-12-31"))
        #expect(folds[0].validation == date("2014-01-01")...date("2014-12-31"))
        #expect(folds[0].test == date("2015-01-01")...date("2015-12-31"))
        #expect(folds[1].validation.upperBound == date("2015-12-31"))
        #expect(folds[1].training.lowerBound == date("2010-01-01"))
    }

    @Test(
        "spans follow each other in time and test spans cover the test once",
        arguments: [WalkForward.Refit.yearly, .monthly, .every(sessions: 50), .never],
        [WalkForward.TrainingWindow.expanding, .rolling(sessions: 300), .rollingYears(2)])
    func order(refit: WalkForward.Refit, window: WalkForward.TrainingWindow) throws {
        let test = date("2014-03-03")...date("2016-06-30")
        let plan = WalkForward(
            test: test, trainingWindow: window, refit: refit, validation: .sessions(100), horizon: 1)
        let folds = try plan.folds(over: calendar)
        var tested: [SessionDate] = []
        for fold in folds {
            #expect(fold.training.upperBound < fold.validation.lowerBound)
            #expect(fold.validation.upperBound < fold.test.lowerBound)
            #expect(calendar.filter { fold.validation.contains($0) }.count == 100)
            if case .rolling(let sessions) = window {
                #expect(calendar.filter { fold.training.contains($0) }.count == sessions)
            }
            tested += calendar.filter { fold.test.contains($0) }
        }
        #expect(tested == calendar.filter { test.contains($0) })
    }

    @Test("an anchored window starts at its date, and an embargo widens the gaps between spans")
    func anchored() throws {
        let plan = WalkForward(
            test: date("2015-01-01")...date("2016-12-31"), trainingWindow: .anchored(date("2012-01-02")),
            validation: .sessions(100), horizon: 2, embargo: 3)
        let folds = try plan.folds(over: calendar)
        #expect(folds.map(\.training.lowerBound) == [date("2012-01-02"), date("2012-01-02")])
        let between = calendar.filter {
            $0 > folds[0].training.upperBound && $0 < folds[0].validation.lowerBound
        }
        #expect(between.count == 4)
        #expect(throws: WalkForwardError.self) {
            try WalkForward(
                test: date("2015-01-01")...date("2015-12-31"), trainingWindow: .anchored(date("2014-12-30"))
            ).folds(over: calendar)
        }
    }

    @Test("a horizon of h drops h − 1 sessions between spans, where targets would overlap")
    func purge() throws {
        let plan = WalkForward(
            test: date("2015-01-01")...date("2015-12-31"), validation: .sessions(100), horizon: 5)
        let fold = try plan.folds(over: calendar)[0]
        let between = calendar.filter { $0 > fold.training.upperBound && $0 < fold.validation.lowerBound }
        #expect(between.count == 4)
        #expect(calendar.filter { $0 > fold.validation.upperBound && $0 < fold.test.lowerBound }.count == 4)
    }

    @Test("a test span without sessions, or without a past, is a sentence")
    func errors() {
        #expect {
            try WalkForward(test: date("2030-01-01")...date("2031-01-01")).folds(over: calendar)
        } throws: { "\($0)".contains("the prices run from 2010-01-01 to ") }
        #expect {
            try WalkForward(test: date("2010-03-01")...date("2011-01-01")).folds(over: calendar)
        } throws: { "\($0)".contains("only 41 sessions lie before the test span that starts on 2010-03-01") }
    }
}
