internal import Learning

/// One tiny task for each shape of sequence to sequence, all through the same unrolled graph.
///
/// The network never changes; a shape only says at which steps something is read and at which the loss counts.
public struct ShapesLab: Sendable {
    /// Units of the recurrent layer.
    public var units = 24
    /// Steps of training.
    public var steps = 1_000
    /// Test sequences.
    public var tests = 1_000

    /// The lab with its defaults.
    public init() {}

    /// Trains and tests each shape.
    ///
    /// - Throws: ``LabError``.
    public func run(_ settings: LabSettings) async throws -> LabReport {
        guard units > 0 else { throw LabError.argument("--units must be at least 1, not \(units)") }
        guard steps > 0 else { throw LabError.argument("--steps must be at least 1, not \(steps)") }
        let shapes = SequenceShape.allCases
        let right = try await settings.sideBySide(shapes.count * settings.seeds) { index in
            try rightSequences(shapes[index / settings.seeds], start: index % settings.seeds, settings)
        }
        let network = self.network
        var rows: [[String]] = []
        var records: [LabRecord] = []
        var worst = 1.0
        for (index, shape) in shapes.enumerated() {
            let own = right[(index * settings.seeds)..<((index + 1) * settings.seeds)]
            let accuracy = Double(own.reduce(0, +)) / Double(tests * own.count)
            worst = min(worst, accuracy)
            rows.append([
                shape.rawValue, shape.task, "\(settings.seeds)", decimal(100 * accuracy, 1),
            ])
            records.append([
                "shape": .text(shape.rawValue), "task": .text(shape.task), "seeds": .count(settings.seeds),
                "accuracy": .number(accuracy), "parameters": .count(network.parameterCount),
            ])
        }
        return LabReport(
            lab: "shapes",
            parts: [
                .text(
                    "W_x, W_h and W_y are the same weights at every step (\(network.parameterCount) parameters: a gru of "
                        + "\(units) units and its output); “–” is a step that reads nothing.\n"),
                .text(
                    shapes.map { "\($0.rawValue): \($0.task)\n\n\($0.unrolled)" }
                        .joined(separator: "\n")),
                .table(
                    title: "whole sequences right among \(tests) test sequences",
                    columns: ["shape", "task", "seeds", "right %"], leftAligned: 2, rows: rows),
            ],
            conclusion: "One graph with three sets of shared weights does all five shapes, each at least "
                + "\(decimal(100 * worst, 1)) % right; a shape only says which steps read and which write.",
            records: records)
    }

    private var network: Network<Float> {
        Network([
            GRU(inputSize: SequenceShape.inputSize, hiddenSize: units),
            Dense(inputSize: units, outputSize: SequenceShape.symbols),
        ])
    }

    /// Test sequences that were right at every step that writes.
    func rightSequences(_ shape: SequenceShape, start: Int, _ settings: LabSettings) throws -> Int {
        let random = settings.random("shapes \(shape.rawValue)", start: start)
        let network = self.network
        let weights = try network.fitted(
            Recipe(steps: steps, learningRate: 1e-2),
            loss: CategoricalCrossEntropyLoss(classes: SequenceShape.symbols), random: random, settings: settings
        ) { batch, _, random in
            shape.draw(&batch, sequences: 32, random: &random)
        }
        guard let weights else { return 0 }
        var batch = Batch<Float>()
        var drawing = random.split("test")
        shape.draw(&batch, sequences: tests, random: &drawing)
        let workspace = Workspace<Float>(recordsTape: false)
        var state = network.initialState(parameters: weights, batch: tests)
        network.forward(
            parameters: weights, input: batch.input, steps: shape.steps, batch: tests, state: &state,
            workspace: workspace)
        return (0..<tests).count { sequence in
            (0..<shape.steps).filter(shape.writes).allSatisfy { step in
                let row = step * tests + sequence
                let logits = workspace.output[(row * SequenceShape.symbols)..<((row + 1) * SequenceShape.symbols)]
                let likeliest = logits.indices.max { logits[$0] < logits[$1] } ?? 0
                return likeliest - row * SequenceShape.symbols == Int(batch.targets[row])
            }
        }
    }
}
