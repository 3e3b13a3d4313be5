import Evaluation
import Foundation
import Store
import TestSupport
import Testing

@testable import Pipeline

@Suite("The memory of stored models")
struct MemoryTests {
    private func measure(
        _ market: SmallMarket, model: String? = nil, data: String? = nil, pipeline: String? = nil,
        asJSON: Bool = false,
        store: String = "store.sqlite"
    ) async throws -> String {
        try await measureMemory(
            MemoryRequest(
                store: market.folder.path(store), model: model, run: nil, data: data.map { market.folder.path($0) },
                pipeline: pipeline.map { market.folder.path($0) }, asJSON: asJSON, command: "hindcast memory"),
            environment: RunLog().environment(jobs: 2))
    }

    @Test("a backtest keeps the models of its last fold and measures them: view, report and command agree")
    func afterBacktest() async throws {
        let market = try SmallMarket()
        try market.writeBacktest()
        let outcome = try await market.run()
        let store = try market.store()
        let models = try store.models(run: outcome.runID)
        // Two seeds of two networks, and two models without.
        #expect(models.count == 6 && models.allSatisfy { $0.model.name.hasSuffix("fold 2") })
        let profile = try store.memoryProfile()
        #expect(Set(profile.map(\.modelID)).count == 4)
        for row in profile where row.width != nil && row.lag >= row.width! { #expect(row.influence == 0) }
        let ewma = profile.filter { $0.model.hasPrefix("ewma") }
        #expect(ewma.count > 300)
        #expect(abs(ewma[10].influence / ewma[0].influence - pow(0.94, 10)) < 1e-9)

        let memories = try store.memories(run: outcome.runID)
        #expect(
            memories.map(\.model) == ["random-walk", "ewma", "tdnn(width=5,epochs=1)", "rnn(hidden=4,epochs=1)"])
        #expect(memories[1].weight == ModelMemory.Weight(name: "lambda", value: 0.94))
        #expect(memories[3].spectrum?.size == 4 && memories[3].washout.count == 4)
        let report = try market.folder.text("reports/\(outcome.runID)/report.txt")
        #expect(report.contains("Memory: how long an event matters"))
        let dump = try market.dump()
        let text = try await measure(market)
        #expect(report.contains(text))
        // Measuring again measures the same.
        #expect(firstDifference(dump, try market.dump()) == nil)
    }

    @Test("one model can be named, by family or in full, and told as JSON")
    func oneModel() async throws {
        let market = try SmallMarket()
        try market.writeBacktest()
        _ = try await market.run()
        let json = try JSONSerialization.jsonObject(
            with: Data(try await measure(market, model: "tdnn", asJSON: true).utf8))
        let objects = try #require(json as? [[String: Any]])
        #expect(objects.count == 1 && objects[0]["model"] as? String == "tdnn(width=5,epochs=1)")
        let stimuli = try #require(objects[0]["stimuli"] as? [String: [String: Any]])
        #expect(stimuli["unit"]?["reach"] as? Int == 4)
        let text = try await measure(market, model: "rnn(hidden=4,epochs=1)")
        #expect(text.contains("rnn(hidden=4,epochs=1)") && !text.contains("ewma"))
    }

    @Test("a pipeline that was not run is run first, and other prices can be measured on")
    func pipelineFirst() async throws {
        let market = try SmallMarket()
        try market.writeBacktest(models: ["ewma"])
        let text = try await measure(market, pipeline: "small.yaml", store: "new.sqlite")
        #expect(text.contains("ewma"))
        #expect(try await measure(market, data: "prices", store: "new.sqlite").contains("lambda 0.940"))
    }

    @Test("a model that is not there, and a store without models, are told as such")
    func nothing() async throws {
        let market = try SmallMarket()
        let missing = await failure { _ = try await measure(market) }
        #expect(missing?.exitCode == 66)
        try market.writeBacktest(models: ["ewma"])
        _ = try await market.run()
        let unknown = await failure { _ = try await measure(market, model: "lstm") }
        #expect(unknown?.exitCode == 66)
        #expect(unknown?.sentence.contains("kept no model called lstm; there are ewma, random-walk") == true)
    }
}
