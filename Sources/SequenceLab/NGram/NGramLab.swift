internal import Learning

/// What a finite memory of characters costs: n-gram tables against a recurrent network on the same text.
///
/// A table of n characters has a row for each of the alphabet's n-th power; the network's parameters do not depend on
/// how far it looks back, since its state stands for the latent variables that the past is summed up in.
public struct NGramLab: Sendable {
    /// The largest n.
    public var largestOrder = 6
    /// The recurrent network.
    public var model = CharacterModel()
    /// Its steps of training.
    public var steps = 2_000
    /// The text; nil for the built-in one.
    public var text: SymbolText?

    /// The lab with its defaults.
    public init() {}

    /// Counts and trains.
    ///
    /// - Throws: ``LabError``.
    public func run(_ settings: LabSettings) async throws -> LabReport {
        try model.check()
        guard (1...6).contains(largestOrder) else {
            throw LabError.argument("n goes from 1 to at most 6, not to \(largestOrder)")
        }
        guard steps > 0 else { throw LabError.argument("--steps must be at least 1, not \(steps)") }
        let text = try self.text ?? SymbolText(DialectText.text(characters: 60_000), name: "the built-in text")
        // A prediction at step i is of the symbol at i + 1.
        let heldOut = (text.heldOut.lowerBound + 1)..<(text.heldOut.upperBound + 1)
        guard !heldOut.isEmpty else {
            throw LabError.data("\(text.name) is too short to hold a tenth out; it needs at least ten characters")
        }
        let tables = try await settings.sideBySide(largestOrder) { index in
            let table = NGramModel(
                order: index + 1, alphabetCount: text.alphabet.count, codes: text.codes[..<heldOut.lowerBound])
            return (bits: table.bits(of: heldOut, in: text.codes), counts: table.storedCounts)
        }
        let networks = try await settings.sideBySide(settings.seeds) { start in
            var training = CharacterTraining(
                model: model, text: text, random: settings.random("ngram rnn", start: start))
            try training.run(steps: steps, isCancelled: settings.isCancelled)
            return (bits: training.heldOutBits ?? .nan, parameters: training.network.parameterCount)
        }
        return report(text, tables, networks)
    }

    private func report(
        _ text: SymbolText, _ tables: [(bits: Double, counts: Int)], _ networks: [(bits: Double, parameters: Int)]
    ) -> LabReport {
        let alphabet = text.alphabet.count
        var rows: [[String]] = []
        var records: [LabRecord] = []
        // A count of four bytes behind a key of eight.
        let bytesPerCount = 12
        var parameters = 1.0
        for (index, table) in tables.enumerated() {
            parameters *= Double(alphabet)
            rows.append([
                "\(index + 1)-gram", "\(index)", powerText(parameters, alphabet, index + 1), "\(table.counts)",
                kibibytes(bytesPerCount * table.counts), decimal(table.bits, 3),
            ])
            records.append([
                "model": .text("\(index + 1)-gram"), "order": .count(index + 1), "parameters": .number(parameters),
                "stored": .count(table.counts), "bytes": .count(bytesPerCount * table.counts),
                "held_out_bits_per_character": .number(table.bits),
            ])
        }
        let mean = networks.reduce(0) { $0 + $1.bits } / Double(networks.count)
        let size = networks[0].parameters
        rows.append([
            model.cell.rawValue, "all", "\(size)", "\(size)", kibibytes(4 * size), decimal(mean, 3),
        ])
        records.append([
            "model": .text(model.cell.rawValue), "parameters": .number(Double(size)), "stored": .count(size),
            "bytes": .count(4 * size), "held_out_bits_per_character": .number(mean),
            "seeds": .count(networks.count),
        ])
        let best = tables.indices.min { tables[$0].bits < tables[$1].bits } ?? 0
        return LabReport(
            lab: "ngram",
            parts: [
                .table(
                    title: "\(text.name): \(text.codes.count) characters, \(alphabet) different; a full table has "
                        + "\(alphabet) to the n entries",
                    columns: [
                        "model", "characters seen", "parameters", "stored", "memory KiB", "bits per character",
                    ],
                    leftAligned: 1, rows: rows)
            ],
            conclusion:
                "The best table looks back \(best) characters and takes \(decimal(tables[best].bits, 3)) bits per "
                + "character; the recurrent network takes \(decimal(mean, 3)) with \(size) parameters, which do not "
                + "grow with how far it looks back.",
            records: records)
    }

    private func powerText(_ value: Double, _ base: Int, _ exponent: Int) -> String {
        value < 1e9 ? "\(Int(value))" : "\(base)^\(exponent)"
    }

    private func kibibytes(_ bytes: Int) -> String { decimal(Double(bytes) / 1_024, 1) }
}
