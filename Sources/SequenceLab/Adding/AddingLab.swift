internal import Learning

/// The adding problem at growing lengths, to see which memories bridge a hundred steps and more.
public struct AddingLab: Sendable {
    /// The lengths T.
    public var lengths = [100, 200, 400]
    /// Steps of training; twice as many for what learns slowly and runs fast.
    public var steps = 1_200
    /// Test sequences.
    public var tests = 1_000

    /// The lab with its defaults.
    public init() {}

    private static let lags = [0, 1, 10, 25, 50, 100]

    private struct Outcome: Sendable {
        var model: AddingModel
        var length: Int
        var parameters: Int
        var error: Double
    }

    /// Trains and tests all of it.
    ///
    /// - Throws: ``LabError``.
    public func run(_ settings: LabSettings) async throws -> LabReport {
        try checkLengths(lengths)
        for length in lengths where length < 2 {
            throw LabError.argument("the adding problem marks two numbers, so that a length must be at least 2")
        }
        guard steps > 0 else { throw LabError.argument("--steps must be at least 1, not \(steps)") }
        let models = AddingModel.allCases
        // Long ones first, so that the last to end is a short one.
        let order = lengths.indices.sorted { lengths[$0] > lengths[$1] }
        let outcomes = try await settings.sideBySide(lengths.count * models.count * settings.seeds) { index in
            let length = lengths[order[index / (models.count * settings.seeds)]]
            let model = models[index / settings.seeds % models.count]
            return try outcome(model, length: length, start: index % settings.seeds, settings)
        }
        let norms = try await settings.sideBySide(models.count) { index in
            models[index].isRecurrent ? gradientNorms(models[index], settings) : []
        }
        return report(outcomes, norms, settings)
    }

    private func outcome(
        _ model: AddingModel, length: Int, start: Int, _ settings: LabSettings
    ) throws -> Outcome {
        let task = AddingTask(length: length)
        let network = model.network(length: length)
        let random = settings.random("adding \(model.rawValue) \(length)", start: start)
        let parameters = try network.fitted(
            model.recipe(steps: steps), loss: MeanSquaredError(), random: random, settings: settings,
            start: { model.start(of: network, length: length, using: &$0) }
        ) { batch, _, random in
            task.draw(&batch, sequences: 32, context: network.context, random: &random)
        }
        guard let parameters else {
            return Outcome(model: model, length: length, parameters: network.parameterCount, error: .infinity)
        }
        var test = settings.random("adding test \(length)")
        var batch = Batch<Float>()
        task.draw(&batch, sequences: tests, context: network.context, random: &test)
        let pass = MinibatchPass(network: network, loss: MeanSquaredError())
        let (sum, weight) = pass.run(batch, parameters: parameters, computesGradient: false)
        settings.progress("\(model.label), T = \(length): mean squared error \(decimal(sum / weight, 4))")
        return Outcome(model: model, length: length, parameters: network.parameterCount, error: sum / weight)
    }

    /// How strongly the state of some steps ago moves the loss, before any training.
    private func gradientNorms(_ model: AddingModel, _ settings: LabSettings) -> [Double] {
        let length = Self.lags[Self.lags.count - 1] + 1
        let network = model.network(length: length)
        let random = settings.random("adding gradient \(model.rawValue)")
        var (weights, drawing) = (random.split("weights"), random.split("batch"))
        var batch = Batch<Float>()
        AddingTask(length: length).draw(&batch, sequences: 16, context: network.context, random: &drawing)
        return network.gradientNormsByLag(
            parameters: model.start(of: network, length: length, using: &weights), input: batch.input,
            steps: length, batch: 16,
            loss: MeanSquaredError(), targets: batch.targets, lags: length - 1)
    }

    private func report(_ outcomes: [Outcome], _ norms: [[Double]], _ settings: LabSettings) -> LabReport {
        let models = AddingModel.allCases
        var rows = [["always 1", "0"] + lengths.map { _ in decimal(AddingTask.trivialError, 4) }]
        var records: [LabRecord] = []
        var solved: [[Int]] = []
        for (index, model) in models.enumerated() {
            let own = lengths.map { length in outcomes.filter { $0.model == model && $0.length == length } }
            rows.append(
                [model.label, "\(own[0][0].parameters)"]
                    + own.map { decimal($0.reduce(0) { $0 + $1.error } / Double($0.count), 4) })
            // A tenth of the trivial error is far below what can be guessed without having seen both numbers.
            solved.append(
                zip(lengths, own).filter { $1.allSatisfy { $0.error < AddingTask.trivialError / 10 } }.map(\.0))
            for (length, outcomes) in zip(lengths, own) {
                let error = outcomes.reduce(0) { $0 + $1.error } / Double(outcomes.count)
                records.append([
                    "model": .text(model.label), "length": .count(length), "seeds": .count(settings.seeds),
                    "parameters": .count(outcomes[0].parameters),
                    "mean_squared_error": .number(min(error, 1e300)),
                    "trivial_error": .number(AddingTask.trivialError),
                    "training_steps": .count(model.recipe(steps: steps).steps),
                ])
            }
            for lag in Self.lags where model.isRecurrent {
                records.append([
                    "model": .text(model.label), "lag": .count(lag), "gradient_norm": .number(norms[index][lag]),
                ])
            }
        }
        let solvers = zip(models, solved).filter { $1.count == lengths.count }.map(\.0.label)
        return LabReport(
            lab: "adding",
            parts: [
                .table(
                    title:
                        "mean squared error on \(tests) sequences after \(steps) steps of 32 sequences (relu, lstm, tdnn: \(2 * steps))",
                    columns: ["model", "parameters"] + lengths.map { "T = \($0)" }, leftAligned: 1, rows: rows),
                .table(
                    title: "norm of the last loss's gradient by the state of so many steps ago, before training",
                    columns: ["model"] + Self.lags.map { "lag \($0)" }, leftAligned: 1,
                    rows: zip(models, norms).filter { $0.0.isRecurrent }.map { model, norms in
                        [model.label] + Self.lags.map { scientific(norms[$0]) }
                    }),
            ],
            conclusion: solvers.isEmpty
                ? "No model solves all lengths in so few steps."
                : "Solved at every length: \(solvers.joined(separator: ", ")); a gradient that has vanished on the way "
                    + "back teaches nothing, and a window knows nothing of what lies before it.",
            records: records)
    }
}
