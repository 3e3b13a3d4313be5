import Foundation
import Testing

@testable import SequenceLab

@Suite("Labs")
struct LabTests {
    private func tinyParity() -> ParityLab {
        var lab = ParityLab()
        lab.lengths = [3, 70]
        lab.strings = 5
        lab.trainingStrings = 8
        lab.trainingSteps = 5
        lab.windowTrainingSteps = 3
        lab.windowTrainingStrings = [8, 16]
        return lab
    }

    @Test("Results do not depend on the number of threads")
    func jobs() async throws {
        let one = try await tinyParity().run(LabSettings(seeds: 2, jobs: 1))
        let three = try await tinyParity().run(LabSettings(seeds: 2, jobs: 3))
        #expect(one == three)
    }

    @Test("Another seed trains other networks, the same seed the same")
    func seeds() async throws {
        let lab = tinyParity()
        let first = try await lab.run(LabSettings(seed: 1, seeds: 1)).parts
        #expect(try await lab.run(LabSettings(seed: 1, seeds: 1)).parts == first)
        #expect(try await lab.run(LabSettings(seed: 2, seeds: 1)).parts != first)
    }

    @Test("Parity's records have the fields that programs read")
    func records() async throws {
        let report = try await tinyParity().run(LabSettings(seeds: 2))
        let data = try JSONEncoder().encode(report.records)
        let objects = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        let networks = objects.filter { $0["model"] as? String == "rnn" }
        #expect(networks.map { $0["length"] as? Int } == [3, 70])
        for object in networks {
            #expect(object["seeds"] as? Int == 2)
            #expect(object["training_examples"] as? Int == 8)
            #expect((0...2).contains(try #require(object["exact_seeds"] as? Int)))
        }
        // At its own length by training set, and at the others, where it cannot be exact.
        let windows = objects.filter { $0["model"] as? String == "mlp" }
        #expect(windows.map { $0["length"] as? Int } == [10, 10, 3, 70])
        #expect(windows.map { $0["training_examples"] as? Int } == [8, 16, 16, 16])
        #expect(windows.suffix(2).allSatisfy { $0["exact_seeds"] as? Int == 0 })
    }

    @Test("A length below one is refused before any work", arguments: [0, -3])
    func badLength(_ length: Int) async throws {
        var parity = ParityLab()
        parity.lengths = [10, length]
        var addition = AdditionLab()
        addition.lengths = [length]
        var adding = AddingLab()
        adding.lengths = [length]
        let settings = try LabSettings(seeds: 1)
        let error = LabError.argument("a length must be at least 1, not \(length); correct --lengths")
        await #expect(throws: error) { try await parity.run(settings) }
        await #expect(throws: error) { try await addition.run(settings) }
        await #expect(throws: error) { try await adding.run(settings) }
    }

    @Test("More training sequences than there are, or none, are refused", arguments: [0, 1_025])
    func badTrainingSet(_ count: Int) async {
        var lab = tinyParity()
        lab.trainingStrings = count
        await #expect(throws: LabError.argument("--training-strings must be from 1 to 1024, not \(count)")) {
            try await lab.run(LabSettings(seeds: 1))
        }
    }

    @Test("Counts below one are refused", arguments: [0, -1])
    func badCounts(_ count: Int) {
        #expect(throws: LabError.argument("--seeds must be at least 1, not \(count)")) {
            try LabSettings(seeds: count)
        }
        #expect(throws: LabError.argument("--jobs must be at least 1, not \(count)")) {
            try LabSettings(seeds: 1, jobs: count)
        }
    }

    @Test("Work side by side keeps its order and hands on an error")
    func sideBySide() async throws {
        let settings = try LabSettings(seeds: 1, jobs: 3)
        #expect(try await settings.sideBySide(20) { $0 * $0 } == (0..<20).map { $0 * $0 })
        await #expect(throws: LabError.cancelled) {
            try await settings.sideBySide(20) { if $0 == 7 { throw LabError.cancelled } }
        }
    }

    @Test("Whoever asks to stop gets no result")
    func cancelled() async throws {
        let settings = try LabSettings(seeds: 1, isCancelled: { true })
        await #expect(throws: LabError.cancelled) { try await tinyParity().run(settings) }
        await #expect(throws: LabError.cancelled) { try await CharacterLab().run(settings) }
    }

    @Test(
        "Numbers have a fixed count of decimals, or one digit and an exponent",
        arguments: [
            (0.0, "0.00", "0.0"), (1.5, "1.50", "1.5e+00"), (-0.004, "0.00", "-4.0e-03"),
            (12_345, "12345.00", "1.2e+04"),
            (9.96, "9.96", "1.0e+01"), (-.infinity, "-inf", "-inf"),
        ] as [(Double, String, String)])
    func numbers(value: Double, fixed: String, short: String) {
        #expect(decimal(value, 2) == fixed)
        #expect(scientific(value) == short)
    }
}
