import Evaluation
import Testing

@testable import Store

@Suite("Memories, searches, stress and audits in the store")
struct SelectionTests {
    let store: Store

    init() throws {
        store = try Folder().store()
        _ = try store.ingest(file(try prices("AAA", [1, 2, 3])), at: noon)
        _ = try store.beginRun(run("r1"))
    }

    @Test("a measured memory comes back as it went in, and a new measurement takes its place")
    func memory() throws {
        try store.save(
            trial: trial(0, "gru", width: nil), forecasts: [],
            models: [ModelRecord(name: "gru seed 1", cutoff: day("2019-12-31"), encoded: [1])])
        let id = try #require(try store.models().first?.id)
        #expect(try store.memories(run: "r1").isEmpty)
        var other = sampleMemory
        other.weight = nil
        other.washout = []
        try store.replaceMemory(other, ofModel: id)
        try store.replaceMemory(sampleMemory, ofModel: id)
        #expect(try store.memories(run: "r1") == [sampleMemory])
        // The view shows the unit's influence: mean and variance together.
        #expect(try store.memoryProfile().map(\.influence) == [1, 0.5, 0.2])
    }

    @Test("what was tried and chosen comes back in order; what is there already stays")
    func search() throws {
        for row in sampleSearch.reversed() { try store.save(row, run: "r1") }
        var again = sampleSearch[0]
        again.loss = 7
        try store.save(again, run: "r1")
        #expect(try store.searchTrials(run: "r1") == sampleSearch)
        #expect(try store.searchedCandidates(run: "r1") == 0)
        try store.save(sampleChoice, run: "r1")
        #expect(try store.searchChoices(run: "r1") == [sampleChoice])
        #expect(try store.searchedCandidates(run: "r1") == 2)
        again.candidate = 2
        again.loss = .infinity
        #expect(throws: StoreError.self) { try store.save(again, run: "r1") }
    }

    @Test("stress and audit come back, a new one in place of the old, and go with their run")
    func stressAndAudit() throws {
        try store.replaceStress(sampleStress, run: "r1")
        try store.replaceStress(sampleStress, run: "r1")
        #expect(try store.stress(run: "r1") == sampleStress)
        try store.replaceLeakAudit(sampleAudit, run: "r1")
        #expect(try store.leakAudit(run: "r1") == sampleAudit)
        try store.deleteRun("r1")
        #expect(try store.stress(run: "r1").isEmpty && store.leakAudit(run: "r1").isEmpty)
    }
}
