internal import Learning

/// One impulse, then zeros: what a window and a recurrent network remember of it, and for how long.
///
/// Both are trained on the same process of infinite response. The window's answer is exactly zero once the impulse has
/// left it; the recurrent network's fades and is never quite gone. The second table asks what the first outputs are
/// worth when the past is not known: from the state zero, from the learned one, and after some steps of warm-up.
public struct ImpulseLab: Sendable {
    /// The window's width.
    public var width = 20
    /// Units of the recurrent network.
    public var units = 8
    /// Steps of training.
    public var steps = 2_000

    /// The lab with its defaults.
    public init() {}

    private static let warmUp = 50
    private static let firstSteps = [0, 1, 2, 5, 10, 20, 40]

    private var lags: [Int] { Array(Set([0, 1, 2, 5, 10, width - 1, width, 40, 80, 160])).sorted() }

    private struct Outcome: Sendable {
        var windowResponse: [Double]
        var recurrentResponse: [Double]
        var radius: Double
        /// Mean squared errors of the first steps from the three states.
        var errors: [[Double]]
    }

    /// Trains both and measures them.
    ///
    /// - Throws: ``LabError``.
    public func run(_ settings: LabSettings) async throws -> LabReport {
        guard width > 0 else { throw LabError.argument("--width must be at least 1, not \(width)") }
        guard units > 0 else { throw LabError.argument("--units must be at least 1, not \(units)") }
        guard steps > 0 else { throw LabError.argument("--steps must be at least 1, not \(steps)") }
        let outcomes = try await settings.sideBySide(settings.seeds) { try outcome(start: $0, settings) }
        return report(outcomes)
    }

    private func window<Scalar: NetworkScalar>(_: Scalar.Type) -> Network<Scalar> {
        Network([
            CausalConvolution(inputSize: 1, outputSize: units, kernel: width, activation: .tanh),
            Dense(inputSize: units, outputSize: 1),
        ])
    }

    private func recurrent<Scalar: NetworkScalar>(_: Scalar.Type) -> Network<Scalar> {
        Network(
            [Elman(inputSize: 1, hiddenSize: units), Dense(inputSize: units, outputSize: 1)],
            startingState: .learned)
    }

    private func outcome(start: Int, _ settings: LabSettings) throws -> Outcome {
        let random = settings.random("impulse", start: start)
        let windowWeights = try fitted(window(Float.self), random.split("tdnn"), settings)
        let weights = try fitted(recurrent(Float.self), random.split("rnn"), settings)
        // In Double, so that what has faded is told from what is rounded away.
        let exact = weights.map { Double($0) }
        let network = recurrent(Double.self)
        let range = network.parameterShapes[1].range
        return Outcome(
            windowResponse: response(window(Double.self), windowWeights.map { Double($0) }),
            recurrentResponse: response(network, exact),
            radius: spectralRadius(Array(exact[range]), size: units),
            errors: errors(weights, random: random.split("test")))
    }

    private func fitted(
        _ network: Network<Float>, _ random: RandomSource, _ settings: LabSettings
    ) throws(LabError) -> [Float] {
        let weights = try network.fitted(
            Recipe(steps: steps, learningRate: 1e-2), loss: MeanSquaredError(), random: random, settings: settings
        ) { batch, _, random in
            LeakyProcess.draw(&batch, steps: 60, sequences: 32, context: network.context, random: &random)
        }
        guard let weights else { throw .data("training diverged; try another --seed") }
        return weights
    }

    /// The outputs after an impulse less those without one.
    private func response(_ network: Network<Double>, _ weights: [Double]) -> [Double] {
        let before = 200
        let steps = (lags.last ?? 0) + 1
        func outputs(impulse: Double) -> [Double] {
            var input = [Double](repeating: 0, count: network.context + before + steps)
            input[network.context + before] = impulse
            var state = network.initialState(parameters: weights, batch: 1)
            let workspace = Workspace<Double>(recordsTape: false)
            network.forward(
                parameters: weights, input: input, steps: before + steps, batch: 1, state: &state,
                workspace: workspace)
            return Array(workspace.output.suffix(steps))
        }
        return zip(outputs(impulse: 1), outputs(impulse: 0)).map { $0 - $1 }
    }

    /// The errors of the first steps of sequences cut from the midst, by the state they start from.
    private func errors(_ weights: [Float], random: RandomSource) -> [[Double]] {
        let network = recurrent(Float.self)
        let sequences = 1_000
        let last = Self.firstSteps[Self.firstSteps.count - 1]
        var batch = Batch<Float>()
        var random = random
        LeakyProcess.draw(
            &batch, steps: Self.warmUp + last + 1, sequences: sequences, context: 0, random: &random)
        let workspace = Workspace<Float>(recordsTape: false)
        func errors(from state: [Float]) -> [Double] {
            var state = state
            network.forward(
                parameters: weights, input: Array(batch.input[(Self.warmUp * sequences)...]), steps: last + 1,
                batch: sequences, state: &state, workspace: workspace)
            return Self.firstSteps.map { step in
                (0..<sequences).reduce(0.0) { sum, sequence in
                    let target = batch.targets[(Self.warmUp + step) * sequences + sequence]
                    let error = Double(workspace.output[step * sequences + sequence] - target)
                    return sum + error * error
                } / Double(sequences)
            }
        }
        let learned = network.initialState(parameters: weights, batch: sequences)
        var warm = learned
        network.forward(
            parameters: weights, input: Array(batch.input[..<(Self.warmUp * sequences)]), steps: Self.warmUp,
            batch: sequences, state: &warm, workspace: workspace)
        return [learned.map { _ in 0 }, learned, warm].map { errors(from: $0) }
    }

    private func report(_ outcomes: [Outcome]) -> LabReport {
        let first = outcomes[0]
        let truth = lags.map { power(LeakyProcess.kept, $0) * LeakyProcess.gain }
        let states = ["zero", "learned", "warmUp(\(Self.warmUp))"]
        var records: [LabRecord] = []
        for (seed, outcome) in outcomes.enumerated() {
            for lag in lags {
                records.append([
                    "model": .text("tdnn(width=\(width))"), "seed": .count(seed + 1), "lag": .count(lag),
                    "response": .number(outcome.windowResponse[lag]),
                ])
                records.append([
                    "model": "rnn", "seed": .count(seed + 1), "lag": .count(lag),
                    "response": .number(outcome.recurrentResponse[lag]),
                ])
            }
            var summary: LabRecord = [
                "model": "rnn", "seed": .count(seed + 1), "spectral_radius": .number(outcome.radius),
            ]
            if let halfLife = halfLife(outcome.recurrentResponse) {
                summary.fields["half_life"] = .number(halfLife)
            }
            records.append(summary)
            for (state, errors) in zip(states, outcome.errors) {
                for (step, error) in zip(Self.firstSteps, errors) {
                    records.append([
                        "model": "rnn", "seed": .count(seed + 1), "initial_state": .text(state),
                        "step": .count(step),
                        "mean_squared_error": .number(error),
                    ])
                }
            }
        }
        let isExactlyZero = outcomes.allSatisfy { $0.windowResponse.dropFirst(width).allSatisfy { $0 == 0 } }
        let halfLives = outcomes.map { outcome in
            halfLife(outcome.recurrentResponse).map { decimal($0, 1) } ?? "beyond \(lags.last ?? 0)"
        }
        return LabReport(
            lab: "impulse",
            parts: [
                .table(
                    title: "output after a unit impulse, less the output without it",
                    columns: ["lag", "process", "tdnn(width=\(width))", "rnn"], leftAligned: 0,
                    rows: zip(lags, truth).map { lag, truth in
                        [
                            "\(lag)", scientific(truth), zeroOr(first.windowResponse[lag]),
                            zeroOr(first.recurrentResponse[lag]),
                        ]
                    }),
                .table(
                    title: "how fast the recurrent network forgets",
                    columns: ["seed", "half-life in steps", "spectral radius of W_hh"], leftAligned: 0,
                    rows: outcomes.indices.map {
                        ["\($0 + 1)", halfLives[$0], decimal(outcomes[$0].radius, 4)]
                    }),
                .table(
                    title: "mean squared error of the rnn's outputs so many steps after it began in the midst",
                    columns: ["initial state"] + Self.firstSteps.map { "\($0)" }, leftAligned: 1,
                    rows: zip(states, first.errors).map { state, errors in [state] + errors.map { scientific($0) } }
                ),
            ],
            conclusion: "After \(width) steps the window has forgotten the impulse "
                + (isExactlyZero ? "exactly" : "NOT exactly, which is a defect")
                + "; of the recurrent network's answer half is left after \(halfLives[0]) steps (of the process's "
                + "after 6.6) and some after \(lags.last ?? 0) still.",
            records: records)
    }

    /// Steps until half of the first answer is left, between two steps by a straight line; nil if that is never.
    private func halfLife(_ response: [Double]) -> Double? {
        let half = response[0].magnitude / 2
        guard let step = response.firstIndex(where: { $0.magnitude <= half }), step > 0 else { return nil }
        let (before, after) = (response[step - 1].magnitude, response[step].magnitude)
        return Double(step - 1) + (before - half) / (before - after)
    }

    private func power(_ base: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { value, _ in value * base }
    }

    private func zeroOr(_ value: Double) -> String { value == 0 ? "0" : scientific(value) }
}
