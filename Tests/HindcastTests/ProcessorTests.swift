import Store
import TestSupport
import Testing

@Suite("A run on any processor")
struct ProcessorTests {
    /// What a processor of 2005 would be told to do: no fused multiply-add anywhere, also not in the C library, which would
    /// otherwise pick its own code by the processor.
    private static let oldProcessor = [
        "HINDCAST_CPU": "baseline", "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX512F",
    ]

    private func dump(environment: [String: String]) async throws -> [String] {
        let market = try SmallMarket()
        // One of each kind of arithmetic: likelihoods, regressions, recursions, networks, corrections of scale.
        try market.writeBacktest(models: [
            "gjr-t", "har", "theta", "logistic", "rnn: {hidden: 4, epochs: 1}", "mlp: {width: 5, epochs: 1}",
            "recalibrated: {of: ewma}",
        ])
        let command = try RunningCommand(
            ["run", "small.yaml", "--quiet"], in: market.folder, environment: environment)
        #expect(try await command.result().exitCode == 0)
        return try Store.openReadOnly(path: market.folder.path("store.sqlite")).dump(excludingTimes: true)
    }

    @Test("leaves the same bits in the store, whatever the processor can do")
    func sameBits() async throws {
        let new = try await dump(environment: [:])
        let old = try await dump(environment: Self.oldProcessor)
        #expect(new.count > 10_000 && new.count == old.count)
        let difference = zip(new, old).first { $0 != $1 }
        #expect(difference == nil)
    }
}
