import Foundation
import GRDB
import Testing

@testable import Store

@Suite("Results of the sequence lab")
struct LabTests {
    private func run(_ records: [[String: LabRunRecord.Value]]) -> LabRunRecord {
        LabRunRecord(
            lab: "parity", command: "hindcast lab parity", version: "1", seed: .max, conclusion: "It is exact.",
            records: records)
    }

    @Test("The fields of records are rows, and the same command again replaces them")
    func replaced() throws {
        let store = try Folder().store()
        try store.record(run([["model": .text("rnn"), "length": .number(10)], [:]]), at: "2026-11-23T10:00:00Z")
        try store.record(run([["model": .text("mlp"), "right": .number(0.5)]]), at: "2026-11-23T11:00:00Z")
        #expect(try store.count("SELECT count(*) FROM lab_run") == 1)
        #expect(try store.count("SELECT count(*) FROM lab_value") == 2)
        #expect(try store.count("SELECT count(*) FROM lab_value WHERE name = 'model' AND text = 'mlp'") == 1)
        #expect(try store.count("SELECT count(*) FROM lab_value WHERE name = 'right' AND number = 0.5") == 1)
        #expect(try store.dump(excludingTimes: true).filter { $0.hasPrefix("lab_") }.count == 3)
    }

    @Test("A number that is not finite is refused with its name, and nothing of the run is kept")
    func notFinite() throws {
        let store = try Folder().store()
        #expect(throws: StoreError.notFinite(name: "error", of: "lab parity")) {
            try store.record(run([["length": .number(1)], ["error": .number(.nan)]]), at: "now")
        }
        #expect(try store.count("SELECT count(*) FROM lab_run") == 0)
    }
}
