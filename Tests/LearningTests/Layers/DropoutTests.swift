import Learning
import Testing

/// Dropout's factors.
struct DropoutTests {
    private let network = Network<Float>([Dropout(size: 50, probability: 0.2)])

    @Test("A feature is dropped as often as asked for, and the others are scaled up")
    func factors() {
        let output = outputs(random: RandomSource(seed: 5))
        // 1 / (1 - 0.2) = 1.25
        #expect(output.allSatisfy { $0 == 0 || $0 == 1.25 })
        let dropped = Double(output.count { $0 == 0 }) / Double(output.count)
        // Of 10,000 draws the share is within 0.004 of 0.2 in two of three cases.
        #expect(output.count == 10_000 && abs(dropped - 0.2) < 0.02)
    }

    @Test("The same source drops the same, another others, and none drops nothing")
    func seeds() {
        #expect(outputs(random: RandomSource(seed: 5)) == outputs(random: RandomSource(seed: 5)))
        #expect(outputs(random: RandomSource(seed: 5)) != outputs(random: RandomSource(seed: 6)))
        #expect(outputs(random: nil).allSatisfy { $0 == 1 })
        #expect(outputs(random: nil, recordsTape: false).allSatisfy { $0 == 1 })
    }

    @Test("Two layers of dropout drop different features")
    func layers() {
        let twice = Network<Float>([Dropout(size: 50, probability: 0.2), Dropout(size: 50, probability: 0.2)])
        let output = outputs(of: twice, random: RandomSource(seed: 5))
        // 0.8 · 0.8 = 0.64 pass both.
        let passed = Double(output.count { $0 != 0 }) / Double(output.count)
        #expect(abs(passed - 0.64) < 0.03)
    }

    private func outputs(
        of network: Network<Float>? = nil, random: RandomSource?, recordsTape: Bool = true
    ) -> [Float] {
        let workspace = Workspace<Float>(recordsTape: recordsTape)
        var state: [Float] = []
        (network ?? self.network).forward(
            parameters: [], input: Array(repeating: 1, count: 10_000), steps: 20, batch: 10, state: &state,
            workspace: workspace, random: random)
        return workspace.output
    }
}
