import Evaluation
import Foundation
import Market
import Store
import TestSupport
import Testing

@testable import Pipeline

@Suite("Searches, audits, stress and splits of a backtest")
struct SelectionTests {
    private static let search = """
        search:
          model: ewma
          space: {decay: {from: 0.8, to: 0.99}}
          method: {halving: 2}
          trials: 4
          folds: {groups: 3, tested: 1}

        """

    /// The small market's pipeline with more keys.
    private func pipeline(
        _ market: SmallMarket, models: [String] = ["ewma"], _ extra: String = "", to name: String = "extra.yaml"
    ) throws {
        try market.writeBacktest(models: models)
        try market.folder.write(try market.folder.text("small.yaml") + extra, to: name)
    }

    @Test("a search chooses on sessions before the test, adds its choice to the models and counts what it tried")
    func search() async throws {
        let market = try SmallMarket()
        try pipeline(market, Self.search)
        let outcome = try await market.run("extra.yaml")
        let store = try market.store()
        let choices = try store.searchChoices(run: outcome.runID)
        let choice = try #require(choices.first)
        #expect(choices.count == 1 && choice.candidates == 4)
        #expect(choice.method == "halving by 2 on 3 groups, 1 tested")
        let tried = try store.searchTrials(run: outcome.runID)
        #expect(Set(tried.map(\.candidate)) == [0, 1, 2, 3])
        // Rounds: four candidates on one fold, two on all three.
        #expect(tried.count == 4 + 2 * 2)
        #expect(tried.allSatisfy { $0.loss != nil && $0.n > 0 && $0.sessions > 0 })
        #expect(try store.leaderboard(run: outcome.runID).contains { $0.model == choice.model })
        // The chosen one has the lowest mean of those that were judged on all folds.
        let finalists = Dictionary(grouping: tried, by: \.candidate).values.filter { $0.count == 3 }
        let best = finalists.min { mean($0) < mean($1) }
        #expect(best?.first?.settings == choice.settings)
        #expect(try store.searchedCandidates(run: outcome.runID) == 4)
        #expect(
            try market.folder.text("reports/\(outcome.runID)/report.txt").contains(
                "Selection: what was tried before the test"))
    }

    private func mean(_ rows: [SearchTrialRow]) -> Double {
        rows.reduce(0) { $0 + ($1.loss ?? 1e9) } / Double(rows.count)
    }

    @Test(
        "a search that was interrupted and goes on leaves the same store as one that was not",
        arguments: [0, 1, 5, 8])
    func resumed(after count: Int) async throws {
        let market = try SmallMarket()
        try pipeline(market, Self.search)
        let whole = try await market.run("extra.yaml", store: "whole.sqlite", jobs: 1)
        let error = await #expect(throws: (any Error).self) {
            try await market.run("extra.yaml", store: "cut.sqlite", jobs: 1, log: RunLog(cancelAfter: count))
        }
        #expect(error is InterruptedError)
        let resumed = try await market.run("extra.yaml", store: "cut.sqlite", jobs: 2)
        #expect(resumed.runID == whole.runID && !resumed.wasAlreadyDone)
        #expect(firstDifference(try market.dump("whole.sqlite"), try market.dump("cut.sqlite")) == nil)
    }

    @Test("changing everything from the first test session on does not change what a search tried and chose")
    func searchIgnoresTest() async throws {
        let market = try SmallMarket()
        try pipeline(market, Self.search)
        let honest = try await market.run("extra.yaml", store: "honest.sqlite")
        try market.write(
            try market.prices.map { series in
                try PriceSeries(
                    symbol: series.symbol,
                    bars: series.bars.map { bar in
                        var bar = bar
                        if bar.date >= date("2020-01-01") { bar.close *= bar.date.dayNumber % 2 == 0 ? 3 : 0.5 }
                        return bar
                    })
            })
        let other = try await market.run("extra.yaml", store: "other.sqlite")
        #expect(honest.runID != other.runID)
        let (one, two) = (
            try market.store("honest.sqlite").searchTrials(run: honest.runID),
            try market.store("other.sqlite").searchTrials(run: other.runID)
        )
        #expect(one == two)
        #expect(
            try market.store("honest.sqlite").searchChoices(run: honest.runID)
                == market.store("other.sqlite").searchChoices(run: other.runID))
    }

    @Test("an audit keeps what it compared and says so in the report; a run that is done can be audited later")
    func audit() async throws {
        let market = try SmallMarket()
        try pipeline(market, models: ["ewma", "tdnn: {width: 5, epochs: 1}"])
        let first = try await market.run("extra.yaml")
        #expect(try market.store().leakAudit(run: first.runID).isEmpty)
        let again = try await runPipeline(
            file: market.folder.path("extra.yaml"), options: RunOptions(command: "hindcast run", auditsLeaks: true),
            environment: RunLog().environment(jobs: 2))
        #expect(again.wasAlreadyDone && again.runID == first.runID)
        let rows = try market.store().leakAudit(run: first.runID)
        // Three models (the random walk is always there), two folds, four corruptions.
        #expect(rows.count == 3 * 2 * 4 && rows.allSatisfy { $0.compared > 0 })
        #expect(
            try market.folder.text("reports/\(first.runID)/report.txt").contains("No leak was found in 3 models."))
    }

    @Test("stress compares a shock's losses with and without earlier shocks in training")
    func stress() async throws {
        let market = try SmallMarket()
        // An earlier shock, inside the training of every fold.
        try market.folder.write(
            try market.folder.text("shocks.csv") + "tremor,shock,2018-06-04,2018-07-31,made up\n", to: "shocks.csv")
        try pipeline(market, models: ["ewma", "constant"])
        let outcome = try await runPipeline(
            file: market.folder.path("extra.yaml"), options: RunOptions(command: "hindcast run", stresses: true),
            environment: RunLog().environment(jobs: 2))
        let rows = try market.store().stress(run: outcome.runID)
        #expect(Set(rows.map(\.period)) == ["quake"])
        #expect(Set(rows.map(\.model)) == ["random-walk", "ewma", "constant"])
        for row in rows {
            #expect(row.n == 3 * 22 && row.removedSessions > 35 && row.removedSessions < 45)
            // A constant scale must change when two months are taken out of what it was measured on.
            if row.model != "ewma" && row.loss == "nll" { #expect(row.withShocks != row.withoutShocks) }
        }
        // An EWMA has forgotten all of its training by then.
        let ewma = try #require(rows.first { $0.model == "ewma" && $0.loss == "nll" })
        #expect(abs(ewma.withShocks - ewma.withoutShocks) < 1e-6)
        #expect(
            try market.folder.text("reports/\(outcome.runID)/report.txt").contains(
                "Stress: shocks met by models that had seen none"))

        // What is forecast beyond the next session is no part of the comparison.
        let text = try market.folder.text("extra.yaml")
        try market.folder.write(
            text.replacing("evaluation:\n", with: "evaluation:\n  horizons: [5]\n  sessions_ahead: [3]\n"),
            to: "further.yaml")
        let further = try await runPipeline(
            file: market.folder.path("further.yaml"), options: RunOptions(command: "hindcast run", stresses: true),
            environment: RunLog().environment(jobs: 2))
        #expect(try market.store().stress(run: further.runID) == rows)
    }

    @Test("an anchor, an embargo and a fit once are kept by every trial")
    func splits() async throws {
        let market = try SmallMarket()
        try market.writeBacktest(models: ["ewma"])
        let text = try market.folder.text("small.yaml").replacing(
            "  validation: 120 sessions",
            with: "  validation: 120 sessions\n  training: {anchored: 2018-09-03}\n  embargo: 7\n  refit: once")
        try market.folder.write(text, to: "splits.yaml")
        let outcome = try await market.run("splits.yaml")
        let trials = try market.store().trials(run: outcome.runID)
        #expect(trials.map(\.fold) == [0, 0])
        let days = market.prices[0].bars.map(\.date)
        for trial in trials {
            #expect(trial.training.lowerBound == days.first { $0 >= date("2018-09-03") })
            let validation = try #require(trial.validation)
            let gaps = [
                (trial.training.upperBound, validation.lowerBound), (validation.upperBound, trial.test.lowerBound),
            ]
            for (end, start) in gaps { #expect(days.filter { $0 > end && $0 < start }.count == 7) }
        }
    }

    @Test("networks are given the size that comes closest to one number of parameters, equal ones become one")
    func equalParameters() async throws {
        let market = try SmallMarket()
        try pipeline(
            market, models: ["tdnn: {widths: [5, 10, 20], epochs: 1}", "rnn: {hidden: [4, 8], epochs: 1}"],
            "equal_parameters: 1500\n")
        let outcome = try await market.run("extra.yaml")
        let rows = try market.store().widthSweep(run: outcome.runID)
        #expect(rows.map(\.width) == [5, 10, 20, nil])
        for row in rows { #expect(abs(Double(row.parameters) - 1500) < 100, "\(row.model) has \(row.parameters)") }
    }
}
