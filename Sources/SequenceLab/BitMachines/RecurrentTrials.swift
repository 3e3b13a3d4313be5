internal import Learning

/// What the recurrent network of one start got wrong at each length.
struct RecurrentTrial: Sendable {
    /// Wrong answers of each length; nil where training left the finite numbers.
    var wrong: [Int]?
}

extension BitMachineNetwork {
    /// Trains from several starts and tests each at all lengths.
    func trials(
        label: String, lengths: [Int], strings: Int, settings: LabSettings
    ) async throws -> [RecurrentTrial] {
        try await settings.sideBySide(settings.seeds) { start in
            let random = settings.random(label, start: start)
            guard let parameters = try fitted(random: random, settings: settings) else {
                return RecurrentTrial(wrong: nil)
            }
            let test = BitMachineTest(machine: machine, network: network, sequences: strings)
            let wrong = try lengths.map { length in
                if settings.isCancelled() { throw LabError.cancelled }
                return test.wrongSequences(
                    parameters: parameters, length: length, random: random.split("test").split(UInt64(length)))
            }
            return RecurrentTrial(wrong: wrong)
        }
    }
}

extension [RecurrentTrial] {
    /// The trials without a wrong answer at a length.
    func exactCount(at index: Int) -> Int { count { $0.wrong?[index] == 0 } }

    /// The most wrong answers of a trial at a length.
    func mostWrong(at index: Int, of strings: Int) -> Int { map { $0.wrong?[index] ?? strings }.max() ?? 0 }
}

/// The record that parity and addition share.
func bitRecord(_ model: String, _ length: Int, _ seeds: Int, _ exactSeeds: Int, _ examples: Int) -> LabRecord {
    [
        "model": .text(model), "length": .count(length), "seeds": .count(seeds), "exact_seeds": .count(exactSeeds),
        "training_examples": .count(examples),
    ]
}
