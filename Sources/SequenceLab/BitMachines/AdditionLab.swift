internal import Learning

/// The sum of two numbers, lowest bit first: a recurrent network against a window.
///
/// The network learns the carry from a few pairs of at most twelve bits and adds numbers of any length. The window
/// learns a table of sums, needs a hundred times as many pairs, and is lost at one bit more.
public struct AdditionLab: Sendable {
    /// Where the recurrent network is tested.
    public var lengths = [12, 100, 1_000, 10_000]
    /// Test pairs of each length, chains of carries from end to end among them.
    public var pairs = 1_000
    /// Different pairs of twelve bits that the recurrent network is trained on, with their beginnings.
    public var trainingPairs = 32
    /// Steps of training.
    public var trainingSteps = 2_000
    /// Bits of the numbers that the window is trained on.
    public var windowBits = 8
    /// Different pairs that the window is trained on, one network for each number.
    public var windowTrainingPairs = [32, 256, 1_024, 4_096, 16_384]
    /// Steps of training of the window.
    public var windowTrainingSteps = 12_000
    /// Units of the window.
    public var windowUnits = 64

    /// The lab with its defaults.
    public init() {}

    private var trainingLength: Int { 12 }

    /// Trains and tests all of it.
    ///
    /// - Throws: ``LabError``.
    public func run(_ settings: LabSettings) async throws -> LabReport {
        try checkLengths(lengths)
        let recurrent = BitMachineNetwork(
            machine: .addition, trainingLength: trainingLength, trainingSequences: trainingPairs,
            recipe: Recipe(steps: trainingSteps, learningRate: 1e-2, learntLoss: 0.1))
        try recurrent.checkTrainingSet(option: "--training-pairs")
        let trials = try await recurrent.trials(
            label: "addition rnn", lengths: lengths, strings: pairs, settings: settings)
        // One slot to spare, so that longer numbers can be handed in at all.
        let window = WindowNetwork(
            machine: .addition, slots: windowBits + 1, hiddenSize: windowUnits,
            recipe: Recipe(steps: windowTrainingSteps, learningRate: 5e-3))
        return report(recurrent, trials, window, try await windowTrials(window, settings), settings)
    }

    private func windowTrials(_ window: WindowNetwork, _ settings: LabSettings) async throws -> [[WindowTrial]] {
        let sizes = windowTrainingPairs
        let results = try await settings.sideBySide(sizes.count * settings.seeds) { index in
            let random = settings.random("addition window", start: index)
            var drawing = random.split("pairs")
            var seen: Set<[UInt8]> = []
            func unseen(_ count: Int, bits: Int, _ isWanted: ([UInt8]) -> Bool = { _ in true }) -> [[UInt8]] {
                var found: [[UInt8]] = []
                while found.count < count {
                    let pair = (0..<bits).map { _ in UInt8(drawing.integer(below: 4)) }
                    if isWanted(pair), seen.insert(pair).inserted { found.append(pair) }
                }
                return found
            }
            let tests = unseen(pairs, bits: windowBits)
            // Longer by one bit means that this bit is set in at least one of the numbers.
            let longer = unseen(pairs, bits: windowBits + 1) { $0[windowBits] != 0 }
            let pool = unseen(sizes[index / settings.seeds], bits: windowBits)
            guard let parameters = try window.fitted(on: pool, random: random, settings: settings) else {
                return WindowTrial(right: 0, rightLonger: 0)
            }
            return WindowTrial(
                right: window.rightAnswers(parameters: parameters, sequences: tests),
                rightLonger: window.rightAnswers(parameters: parameters, sequences: longer))
        }
        return sizes.indices.map { Array(results[($0 * settings.seeds)..<(($0 + 1) * settings.seeds)]) }
    }

    private func report(
        _ recurrent: BitMachineNetwork, _ trials: [RecurrentTrial], _ window: WindowNetwork,
        _ curve: [[WindowTrial]], _ settings: LabSettings
    ) -> LabReport {
        let exact = lengths.indices.map { trials.exactCount(at: $0) }
        var records = zip(lengths, exact).map { length, exact in
            bitRecord("rnn", length, settings.seeds, exact, trainingPairs)
        }
        for (size, trials) in zip(windowTrainingPairs, curve) {
            var record = bitRecord("mlp", windowBits, settings.seeds, trials.count { $0.right == pairs }, size)
            record.fields["right"] = .number(mean(trials.map(\.right)) / Double(pairs))
            records.append(record)
            record = bitRecord(
                "mlp", windowBits + 1, settings.seeds, trials.count { $0.rightLonger == pairs }, size)
            record.fields["right"] = .number(mean(trials.map(\.rightLonger)) / Double(pairs))
            records.append(record)
        }
        let needed = zip(windowTrainingPairs, curve).first { $1.allSatisfy { $0.right == pairs } }?.0
        let longer = curve.joined().map(\.rightLonger).max() ?? 0
        return LabReport(
            lab: "addition",
            parts: [
                .table(
                    title: "rnn: \(recurrent.network.parameterCount) parameters, trained on \(trainingPairs) pairs "
                        + "of \(trainingLength) bits and their beginnings",
                    columns: ["bits", "pairs", "seeds", "exact seeds", "wrong in the worst seed"], leftAligned: 0,
                    rows: lengths.indices.map {
                        [
                            "\(lengths[$0])", "\(pairs)", "\(settings.seeds)", "\(exact[$0])",
                            "\(trials.mostWrong(at: $0, of: pairs))",
                        ]
                    }),
                .table(
                    title:
                        "mlp over \(windowBits) bits, one slot to spare: \(window.network.parameterCount) parameters, "
                        + "tested on \(pairs) unseen pairs",
                    columns: [
                        "training pairs", "seeds", "exact seeds", "right at \(windowBits) bits, mean %",
                        "right at \(windowBits + 1) bits, mean %",
                    ],
                    leftAligned: 0,
                    rows: zip(windowTrainingPairs, curve).map { size, trials in
                        [
                            "\(size)", "\(settings.seeds)", "\(trials.count { $0.right == pairs })",
                            decimal(100 * mean(trials.map(\.right)) / Double(pairs), 1),
                            decimal(100 * mean(trials.map(\.rightLonger)) / Double(pairs), 1),
                        ]
                    }),
            ],
            conclusion:
                "From \(trainingPairs) training pairs of \(trainingLength) bits the recurrent network adds numbers "
                + "of \(lengths.last ?? 0) bits exactly for \(exact.last ?? 0) of \(settings.seeds) seeds; the window "
                + (needed.map { "needs \($0) pairs for its \(windowBits) bits" }
                    ?? "is not exact at its \(windowBits) bits for every seed from any of these training sets")
                + " and is right on at most \(decimal(100 * Double(longer) / Double(pairs), 1)) % at "
                + "\(windowBits + 1) bits.",
            records: records)
    }

    private func mean(_ counts: [Int]) -> Double { Double(counts.reduce(0, +)) / Double(max(counts.count, 1)) }
}

/// How many pairs a window added right after one training.
private struct WindowTrial: Sendable {
    var right: Int
    /// Of those of one bit more.
    var rightLonger: Int
}
