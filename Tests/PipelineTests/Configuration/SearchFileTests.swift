import Evaluation
import Forecasting
import Foundation
import Market
import Predictors
import Testing

@testable import Pipeline

@Suite("Searches and splits in a pipeline file")
struct SearchFileTests {
    private func read(_ extra: String) throws -> PipelineConfiguration {
        try PipelineFile.parse(smallFile + extra, path: "night.yaml", families: sampleFamilies).configuration
    }

    private func refusal(_ extra: String) -> String? {
        do {
            _ = try read(extra)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test("a search gets defaults, and every key is read")
    func keys() throws {
        let short = try #require(try read("search: {model: rnn, space: {hidden: [8, 32]}}\n").searches.first)
        #expect(short.method == .random && short.candidates == 20 && short.seed == 1)
        #expect(short.folds == .last(.years(3)))
        #expect(short.space == [.init(name: "hidden", values: .list([.integer(8), .integer(32)]))])
        let full = try read(
            """
            search:
              - model: ewma
                space: {decay: {from: 0.8, to: 0.99, scale: log}}
                method: halving
                folds: 500 sessions
              - model: tdnn
                space: {widths: [5, 10], epochs: {from: 2, to: 9}, loss: normal}
                method: {halving: 4}
                trials: 7
                folds: {groups: 6, tested: 2}
                seed: 3

            """
        ).searches
        #expect(full[0].space == [.init(name: "decay", values: .numbers(0.8...0.99, isLogarithmic: true))])
        #expect(full[0].method == .halving(rate: 3) && full[0].folds == .last(.sessions(500)))
        #expect(
            full[1].space == [
                .init(name: "width", values: .list([.integer(5), .integer(10)])),
                .init(name: "epochs", values: .integers(2...9, isLogarithmic: false)),
                .init(name: "loss", values: .list([.choice("normal")])),
            ])
        #expect(full[1].method == .halving(rate: 4) && full[1].folds == .combinatorial(groups: 6, tested: 2))
        #expect(full[1].candidates == 7 && full[1].seed == 3)
    }

    @Test(
        "what makes no search is refused with its place",
        arguments: [
            ("search: {space: {hidden: 8}}\n", "search.model is missing"),
            ("search: {model: rnnn, space: {hidden: 8}}\n", "did you mean “rnn”?"),
            ("search: {model: drift, space: {hidden: 8}}\n", "which has no settings to search"),
            ("search: {model: rnn}\n", "search.space is missing"),
            ("search: {model: rnn, space: {hiden: 8}}\n", "did you mean “hidden”?"),
            ("search: {model: rnn, space: {hidden: {from: 9, to: 3}}}\n", "must not be below from, 9"),
            ("search: {model: tdnn, space: {loss: {from: normal, to: normal}}}\n", "write a list of values"),
            ("search: {model: rnn, space: {hidden: 8}, method: {halving: 1}}\n", "a whole number from 2 to 10"),
            ("search: {model: rnn, space: {hidden: 8}, folds: {groups: 3, tested: 3}}\n", "less than the 3 groups"),
            ("search: {model: rnn, space: {hidden: 8}, trials: 0}\n", "a whole number from 1 to 10000"),
            ("equal_parameters: 3\n", "a number of parameters from 10 to 10000000"),
        ])
    func refused(extra: String, sentence: String) {
        #expect(refusal(extra)?.contains(sentence) == true, "\(refusal(extra) ?? "accepted")")
        #expect(refusal(extra)?.contains("night.yaml, line 8, column ") == true)
    }

    @Test("a nightly pipeline searches nothing")
    func nightly() {
        let text =
            "name: n\nkind: nightly\ndata: {prices: p}\nmodels: [drift]\nsearch: {model: rnn, space: {hidden: 8}}\n"
        #expect(throws: PipelineFileError.self) {
            try PipelineFile.parse(text, path: "n.yaml", families: sampleFamilies)
        }
    }

    @Test("what a trade costs is read, and the usual cost leaves no trace")
    func costs() throws {
        let plain = try read("")
        #expect(plain.costBasisPoints == 5)
        let dear = try PipelineFile.parse(smallFile + "  cost_bp: 12.5\n", path: "p", families: sampleFamilies)
        #expect(dear.configuration.costBasisPoints == 12.5)
        #expect(dear.configuration.normalised.contains("cost_bp: 12.5\n"))
        let usual = try PipelineFile.parse(smallFile + "  cost_bp: 5\n", path: "p", families: sampleFamilies)
        let silent = try PipelineFile.parse(smallFile, path: "p", families: sampleFamilies)
        #expect(usual.configuration.normalised == silent.configuration.normalised)
        for wrong in ["-1", "1001", "cheap"] {
            #expect(throws: PipelineFileError.self) {
                try PipelineFile.parse(smallFile + "  cost_bp: \(wrong)\n", path: "p", families: sampleFamilies)
            }
        }
    }

    @Test("an anchor and an embargo are read and stand in the normalised text; without them it is as before")
    func splits() throws {
        let plain = try read("").normalised
        #expect(!plain.contains("embargo") && !plain.contains("search") && !plain.contains("equal"))
        let text = smallFile + "  training: {anchored: 2001-02-05}\n  embargo: 5\n  refit: once\n"
        let configuration = try PipelineFile.parse(text, path: "p", families: sampleFamilies).configuration
        #expect(configuration.training == .anchored(SessionDate(iso: "2001-02-05")!) && configuration.embargo == 5)
        guard case .backtest(let test, let refit) = configuration.kind else { throw CancellationError() }
        #expect(refit == .never)
        let plan = configuration.walkForward(test: test, refit: refit)
        #expect(plan.embargo == 5 && plan.trainingWindow == .anchored(SessionDate(iso: "2001-02-05")!))
        #expect(configuration.normalised.contains("embargo: 5\n"))
        #expect(configuration.normalised.contains("training: anchored 2001-02-05\n"))
        let late = smallFile + "  training: {anchored: 2015-01-01}\n"
        #expect(throws: PipelineFileError.self) {
            try PipelineFile.parse(late, path: "p", families: sampleFamilies)
        }
    }

    @Test("the same words say splits on the command line")
    func words() throws {
        #expect(try PipelineConfiguration.TrainingWindow(words: "rolling 10 years") == .rolling(.years(10)))
        #expect(try PipelineConfiguration.TrainingWindow(words: "rolling 1 session") == .rolling(.sessions(1)))
        #expect(
            try PipelineConfiguration.TrainingWindow(words: "anchored 2000-01-03")
                == .anchored(SessionDate(iso: "2000-01-03")!))
        #expect(try PipelineConfiguration.RefitSchedule(words: "once") == .never)
        #expect(try PipelineConfiguration.RefitSchedule(words: "60") == .every(sessions: 60))
        for wrong in ["rolling", "rolling ten years", "anchored", "anchored 2000-02-30", "sliding"] {
            #expect(throws: UsageError.self) { try PipelineConfiguration.TrainingWindow(words: wrong) }
        }
    }

    @Test("candidates are drawn by the seed alone, none twice, the defaults first")
    func candidates() throws {
        var search = try #require(
            try read(
                "search: {model: rnn, space: {hidden: {from: 1, to: 500, scale: log}, epochs: [2, 3]}, trials: 40}\n"
            )
            .searches.first)
        let drawn = search.drawnCandidates
        #expect(drawn.count == 40 && Set(drawn.map(\.canonicalText)).count == 40)
        #expect(drawn[0] == (try search.family.model()))
        #expect(drawn == search.drawnCandidates)
        // On a logarithmic scale about as many lie below the geometric mean of the ends as above.
        let below = drawn.dropFirst().filter { $0.integer("hidden") < 22 }.count
        #expect((10...30).contains(below))
        search.seed = 2
        #expect(drawn != search.drawnCandidates)
        // A small space is exhausted: six points, and the defaults beside them.
        let small = try read("search: {model: rnn, space: {hidden: [2, 4, 6], epochs: [2, 3]}, trials: 40}\n")
            .searches[0]
        #expect(small.drawnCandidates.count == 7)
    }

    @Test(
        "a network is given the size that comes closest to a number of parameters",
        arguments: ["tdnn", "mlp", "rnn", "gru"])
    func sizes(name: String) throws {
        let family = try #require(Registry.model(name)?.family)
        for target in [300, 2000, 20_000] {
            let model = try family.model().sized(toParameters: target)
            let sized = try #require(Registry.predictor(model) as? any SizedPredictor)
            let setting = type(of: sized).sizeSetting
            let size = model.integer(setting)
            func distance(_ size: Int) throws -> Int {
                let other = try family.model(model.settings.merging([setting: .integer(size)]) { $1 })
                return abs((Registry.predictor(other) as! any SizedPredictor).parameterCount - target)
            }
            #expect(try distance(size) <= distance(size + 1))
            if size > 1 { #expect(try distance(size) <= distance(size - 1)) }
        }
        let plain = try #require(Registry.model("ewma")).family.model()
        #expect(plain.sized(toParameters: 500) == plain)
    }
}
