internal import Learning

/// Is the number of ones even or odd? A recurrent network against a window of equal size.
///
/// The network learns the two states and how each bit moves between them, from strings of at most ten bits, and is
/// then right at any length. The window has to see nearly every string of its one length.
public struct ParityLab: Sendable {
    /// Where the recurrent network is tested.
    public var lengths = [10, 100, 1_000, 10_000]
    /// Test strings of each length.
    public var strings = 1_000
    /// Different strings of ten bits that the recurrent network is trained on, with their beginnings.
    public var trainingStrings = 128
    /// Steps of training.
    public var trainingSteps = 2_000
    /// Steps of training of the window.
    public var windowTrainingSteps = 20_000
    /// Different strings of ten bits that the window is trained on, one network for each number.
    public var windowTrainingStrings = [64, 256, 512, 960, 1_024]

    /// The lab with its defaults.
    public init() {}

    private var trainingLength: Int { 10 }

    /// Trains and tests all of it.
    ///
    /// - Throws: ``LabError``.
    public func run(_ settings: LabSettings) async throws -> LabReport {
        try checkLengths(lengths)
        let recurrent = BitMachineNetwork(
            machine: .parity, trainingLength: trainingLength, trainingSequences: trainingStrings,
            recipe: Recipe(steps: trainingSteps, learningRate: 1e-2, learntLoss: 0.1))
        try recurrent.checkTrainingSet(option: "--training-strings")
        let trials = try await recurrent.trials(
            label: "parity rnn", lengths: lengths, strings: strings, settings: settings)
        let window = WindowNetwork(
            machine: .parity, slots: trainingLength,
            hiddenSize: WindowNetwork.parityUnits(
                slots: trainingLength, parameters: recurrent.network.parameterCount),
            scale: 6, recipe: Recipe(steps: windowTrainingSteps, learningRate: 5e-3))
        let right = try await windowTrials(window, settings)
        return report(recurrent, trials, window, right, settings)
    }

    /// The right answers among all strings of ten bits, by training set and start.
    private func windowTrials(_ window: WindowNetwork, _ settings: LabSettings) async throws -> [[WindowTrial]] {
        let all = (0..<(1 << trainingLength)).map { number in
            (0..<trainingLength).map { UInt8((number >> $0) & 1) }
        }
        let sizes = windowTrainingStrings
        let results = try await settings.sideBySide(sizes.count * settings.seeds) { index in
            let random = settings.random("parity window", start: index)
            var shuffled = all
            var order = random.split("pool")
            order.shuffle(&shuffled)
            let pool = Array(shuffled.prefix(sizes[index / settings.seeds]))
            guard let parameters = try window.fitted(on: pool, random: random, settings: settings) else {
                return WindowTrial(seen: 0, unseen: 0)
            }
            return WindowTrial(
                seen: window.rightAnswers(parameters: parameters, sequences: pool),
                unseen: window.rightAnswers(parameters: parameters, sequences: Array(shuffled[pool.count...])))
        }
        return sizes.indices.map { Array(results[($0 * settings.seeds)..<(($0 + 1) * settings.seeds)]) }
    }

    private func report(
        _ recurrent: BitMachineNetwork, _ trials: [RecurrentTrial], _ window: WindowNetwork,
        _ right: [[WindowTrial]],
        _ settings: LabSettings
    ) -> LabReport {
        let all = 1 << trainingLength
        let exact = lengths.indices.map { trials.exactCount(at: $0) }
        let largest = windowTrainingStrings.last ?? 0
        var records = zip(lengths, exact).map { length, exact in
            bitRecord("rnn", length, settings.seeds, exact, trainingStrings)
        }
        for (size, trials) in zip(windowTrainingStrings, right) {
            records.append(bitRecord("mlp", trainingLength, settings.seeds, trials.count { $0.right == all }, size))
        }
        for length in lengths where length != trainingLength {
            records.append(bitRecord("mlp", length, settings.seeds, 0, largest))
        }
        let needed = zip(windowTrainingStrings, right).first { $1.allSatisfy { $0.right == all } }?.0
        let everywhere = exact.allSatisfy { $0 == settings.seeds }
        return LabReport(
            lab: "parity",
            parts: [
                .table(
                    title:
                        "rnn: \(recurrent.network.parameterCount) parameters, trained on \(trainingStrings) strings "
                        + "of \(trainingLength) bits and their beginnings",
                    columns: ["length", "strings", "seeds", "exact seeds", "wrong in the worst seed"],
                    leftAligned: 0,
                    rows: lengths.indices.map {
                        [
                            "\(lengths[$0])", "\(strings)", "\(settings.seeds)", "\(exact[$0])",
                            "\(trials.mostWrong(at: $0, of: strings))",
                        ]
                    }),
                .table(
                    title: "mlp over a window of \(trainingLength): \(window.network.parameterCount) parameters, "
                        + "tested on all \(all) strings of that length; any other length is impossible",
                    columns: [
                        "training strings", "seeds", "exact seeds", "right, mean %", "right, unseen strings %",
                    ],
                    leftAligned: 0,
                    rows: zip(windowTrainingStrings, right).map { size, trials in
                        let unseen = (all - size) * trials.count
                        let rightUnseen = trials.reduce(0) { $0 + $1.unseen }
                        return [
                            "\(size)", "\(settings.seeds)", "\(trials.count { $0.right == all })",
                            decimal(
                                100 * Double(trials.reduce(0) { $0 + $1.right }) / Double(all * trials.count), 1),
                            unseen > 0 ? decimal(100 * Double(rightUnseen) / Double(unseen), 1) : "–",
                        ]
                    }),
            ],
            conclusion: (everywhere
                ? "Trained on strings of at most \(trainingLength) bits, the recurrent network is exact at every length "
                    + "for \(settings.seeds) of \(settings.seeds) seeds"
                : "The recurrent network is exact at \(lengths.last ?? 0) bits for \(exact.last ?? 0) of "
                    + "\(settings.seeds) seeds")
                + "; the window "
                + (needed.map { "needs \($0) of the \(all) strings there are for its one length" }
                    ?? "is exact at its one length for \(right.last?.count { $0.right == all } ?? 0) of "
                    + "\(settings.seeds) seeds even from \(largest) of the \(all) strings there are")
                + ", and no other length fits it.",
            records: records)
    }
}

/// How many strings a window answered right after one training.
private struct WindowTrial: Sendable {
    /// Of those it was trained on.
    var seen: Int
    /// Of the others.
    var unseen: Int

    var right: Int { seen + unseen }
}
