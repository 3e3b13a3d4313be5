internal import Learning

/// A character-level language model: at each step it reads a character and predicts the next.
///
/// The many-to-many shape in step, the state carried along the text, the gradient cut every few steps. Mikolov et al.
/// (2010), *Recurrent neural network based language model*.
public struct CharacterLab: Sendable {
    /// The cells to compare.
    public var cells = Cell.allCases
    /// The model's shape; its cell is each of ``cells`` in turn.
    public var model = CharacterModel()
    /// The text; nil for the built-in one.
    public var text: SymbolText?
    /// Steps of the optimiser.
    public var steps = 1_200
    /// Characters to draw at the end.
    public var sampleCount = 200
    /// Divides the logits when drawing.
    public var temperature = 0.7
    /// Where training goes on.
    public var checkpoint: CharacterCheckpoint?

    /// The lab with its defaults.
    public init() {}

    /// What one training came to.
    private struct Outcome: Sendable {
        var curve: [(step: Int, bits: Double?)]
        var trainingBits: Double
        var parameters: Int
        var sample: String
        var checkpoint: CharacterCheckpoint
    }

    private static let demonstration = "machine"

    /// Trains all of it.
    ///
    /// - Returns: the report, and of the first seed of the last cell the checkpoint.
    /// - Throws: ``LabError``.
    public func run(_ settings: LabSettings) async throws -> (report: LabReport, checkpoint: CharacterCheckpoint?) {
        try model.check()
        guard steps > 0 else { throw LabError.argument("--steps must be at least 1, not \(steps)") }
        guard sampleCount >= 0 else {
            throw LabError.argument("--sample must not be negative, but is \(sampleCount)")
        }
        guard temperature >= 0, temperature.isFinite else {
            throw LabError.argument("--temperature must not be negative, but is \(temperature)")
        }
        guard !cells.isEmpty else { throw LabError.argument("--cells names no cell") }
        if let checkpoint, settings.seeds != 1 || cells != [checkpoint.model.cell] {
            throw LabError.argument(
                "a checkpoint is one \(checkpoint.model.cell.rawValue); go on with one seed of it")
        }
        let text = try self.text ?? SymbolText(DialectText.text(characters: 60_000), name: "the built-in text")
        try checkpoint?.check(text)
        let words = try await demonstrations(settings)
        let count = cells.count * settings.seeds
        let outcomes = try await settings.sideBySide(count) { index in
            try outcome(cells[index / settings.seeds], start: index % settings.seeds, text, settings)
        }
        return (report(text, words, outcomes, settings), outcomes[count - settings.seeds].checkpoint)
    }

    /// What the cells answer to all but the last letter of the demonstration, trained on that one word.
    func demonstrations(_ settings: LabSettings) async throws -> [(cell: Cell, answers: [String])] {
        let word = try SymbolText(Array(Self.demonstration.utf8), name: "the word")
        let answers = try await settings.sideBySide(cells.count * settings.seeds) { index in
            var small = CharacterModel()
            small.cell = cells[index / settings.seeds]
            (small.units, small.lanes, small.chunk, small.learningRate) = (16, 1, 6, 1e-2)
            var training = CharacterTraining(
                model: small, text: word,
                random: settings.random("machine \(small.cell)", start: index % settings.seeds))
            try training.run(steps: 200, isCancelled: settings.isCancelled)
            return training.likeliestSuccessors(of: Array(word.codes.dropLast()))
        }
        return cells.indices.map {
            (cells[$0], Array(answers[($0 * settings.seeds)..<(($0 + 1) * settings.seeds)]))
        }
    }

    private func outcome(
        _ cell: Cell, start: Int, _ text: SymbolText, _ settings: LabSettings
    ) throws -> Outcome {
        var model = checkpoint?.model ?? self.model
        model.cell = cell
        let random = settings.random("charlm \(cell)", start: start)
        var training =
            checkpoint.map { CharacterTraining(model: model, text: text, state: $0.state) }
            ?? CharacterTraining(model: model, text: text, random: random)
        var curve: [(step: Int, bits: Double?)] = []
        let parts = min(6, steps)
        for part in 0..<parts {
            try training.run(
                steps: steps * (part + 1) / parts - steps * part / parts, isCancelled: settings.isCancelled)
            let bits = training.heldOutBits
            curve.append((training.state.step, bits))
            settings.progress(
                "\(cell.rawValue) seed \(start + 1): step \(training.state.step), held-out bits per character "
                    + (bits.map { decimal($0, 3) } ?? "–"))
        }
        return Outcome(
            curve: curve, trainingBits: training.trainingBits, parameters: training.network.parameterCount,
            sample: training.sample(count: sampleCount, temperature: temperature, random: random.split("sample")),
            checkpoint: CharacterCheckpoint(training))
    }

    private func report(
        _ text: SymbolText, _ words: [(cell: Cell, answers: [String])], _ outcomes: [Outcome],
        _ settings: LabSettings
    ) -> LabReport {
        let word = Self.demonstration
        let expected = String(word.dropFirst())
        var records: [LabRecord] = words.map { cell, answers in
            [
                "model": .text(cell.rawValue), "text": .text(word), "answer": .text(answers[0]),
                "seeds": .count(answers.count), "exact_seeds": .count(answers.count { $0 == expected }),
            ]
        }
        var rows: [[String]] = []
        for (index, outcome) in outcomes.enumerated() {
            let cell = cells[index / settings.seeds]
            rows.append(
                [cell.rawValue, "\(index % settings.seeds + 1)", "\(outcome.parameters)"]
                    + outcome.curve.map { $0.bits.map { decimal($0, 3) } ?? "–" }
                    + [decimal(outcome.trainingBits, 3)])
            var record: LabRecord = [
                "model": .text(cell.rawValue), "text": .text(text.name), "seed": .count(index % settings.seeds + 1),
                "parameters": .count(outcome.parameters), "alphabet": .count(text.alphabet.count),
                "characters": .count(text.codes.count), "steps": .count(outcome.curve.last?.step ?? 0),
                "training_bits_per_character": .number(outcome.trainingBits),
            ]
            if let bits = outcome.curve.last?.bits ?? nil {
                record.fields["held_out_bits_per_character"] = .number(bits)
            }
            records.append(record)
        }
        let best = outcomes.indices.min { last(outcomes[$0]) < last(outcomes[$1]) } ?? 0
        let steps = outcomes[0].curve.map { "step \($0.step)" }
        let areExact = words.allSatisfy { $0.answers.allSatisfy { $0 == expected } }
        return LabReport(
            lab: "charlm",
            parts: [
                .table(
                    title: "the word “\(word)”, read but for its last letter",
                    columns: ["cell", "read", "predicted", "seeds", "exact seeds"], leftAligned: 3,
                    rows: words.map { cell, answers in
                        [
                            cell.rawValue, String(word.dropLast()), answers[0], "\(answers.count)",
                            "\(answers.count { $0 == expected })",
                        ]
                    }),
                .table(
                    title:
                        "\(text.name): \(text.codes.count) characters, \(text.alphabet.count) different; bits per "
                        + "character on the held-out tenth, and at last on the rest",
                    columns: ["cell", "seed", "parameters"] + steps + ["trained on"], leftAligned: 1, rows: rows),
                .text(
                    "\(sampleCount) characters of \(cells[best / settings.seeds].rawValue) at temperature "
                        + "\(decimal(temperature, 2)):\n\n\(outcomes[best].sample)\n"),
            ],
            conclusion:
                "All cells \(areExact ? "predict" : "should predict") “\(expected)” from “\(word.dropLast())”"
                + (areExact ? "" : ", but not all do") + "; on \(text.name) "
                + "\(cells[best / settings.seeds].rawValue) comes to \(decimal(last(outcomes[best]), 3)) bits per "
                + "character, where equally likely characters would take "
                + "\(decimal(binaryLogarithm(Double(text.alphabet.count)), 3)).",
            records: records)
    }

    /// The held-out bits at the end, or those of training where nothing is held out.
    private func last(_ outcome: Outcome) -> Double {
        (outcome.curve.last?.bits ?? nil) ?? outcome.trainingBits
    }
}
