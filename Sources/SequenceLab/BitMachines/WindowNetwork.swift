internal import Learning

/// The multilayer perceptron that learns a bit machine's answers: all symbols at once, a fixed number of them.
struct WindowNetwork: Sendable {
    let machine: BitMachine
    /// Symbols it can read; a shorter sequence is filled up with zeros.
    let slots: Int
    let recipe: Recipe
    let network: Network<Float>

    /// A network of one hidden layer; `scale` widens the start of its weights, without which parity stays at chance:
    /// no part of a string says anything of the whole.
    init(machine: BitMachine, slots: Int, hiddenSize: Int, scale: Double = 1, recipe: Recipe) {
        self.machine = machine
        self.slots = slots
        self.recipe = recipe
        network = Network([
            Dense(
                inputSize: slots * machine.inputSize, outputSize: hiddenSize, activation: .tanh,
                weights: .scaled(.uniform, by: scale)),
            Dense(inputSize: hiddenSize, outputSize: Self.answerBits(machine, slots: slots)),
        ])
    }

    /// The units with which a network for parity has about so many parameters.
    static func parityUnits(slots: Int, parameters: Int) -> Int { (parameters - 1 + (slots + 2) / 2) / (slots + 2) }

    private static func answerBits(_ machine: BitMachine, slots: Int) -> Int {
        machine.answersAtEveryStep ? machine.steps(length: slots) : 1
    }

    /// Trains on minibatches from a pool of sequences.
    func fitted(
        on pool: [[UInt8]], random: RandomSource, settings: LabSettings
    ) throws(LabError) -> [Float]? {
        let loss = BinaryDigitsLoss(digits: network.outputSize)
        return try network.fitted(recipe, loss: loss, random: random, settings: settings) { minibatch, _, random in
            let batch = 32
            minibatch.reshape(
                steps: 1, sequences: batch, context: 0, inputSize: network.inputSize, continuesSequences: false)
            for row in 0..<batch {
                let symbols = pool[random.integer(below: pool.count)]
                write(symbols, to: &minibatch.input, row: row)
                minibatch.setTarget(Float(answer(to: symbols)), step: 0, sequence: row)
            }
        }
    }

    /// How many of some sequences are answered right in every bit.
    func rightAnswers(parameters: [Float], sequences: [[UInt8]]) -> Int {
        if sequences.isEmpty { return 0 }
        var input = [Float](repeating: 0, count: sequences.count * network.inputSize)
        for (row, symbols) in sequences.enumerated() { write(symbols, to: &input, row: row) }
        var state: [Float] = []
        let workspace = Workspace<Float>(recordsTape: false)
        network.forward(
            parameters: parameters, input: input, steps: 1, batch: sequences.count, state: &state,
            workspace: workspace)
        let bits = network.outputSize
        return sequences.indices.count { row in
            let answer = (0..<bits).reduce(0) { $0 | (workspace.output[row * bits + $1] > 0 ? 1 << $1 : 0) }
            return answer == self.answer(to: sequences[row])
        }
    }

    /// The answer's bits as a number, lowest first.
    func answer(to symbols: [UInt8]) -> Int {
        let filled = symbols + Array(repeating: 0, count: machine.steps(length: slots) - symbols.count)
        let bits = machine.bits(of: filled)
        guard machine.answersAtEveryStep else { return bits[bits.count - 1] }
        return bits.enumerated().reduce(0) { $0 | $1.element << $1.offset }
    }

    private func write(_ symbols: [UInt8], to input: inout [Float], row: Int) {
        for slot in 0..<slots {
            let symbol = slot < symbols.count ? Int(symbols[slot]) : 0
            for bit in 0..<machine.inputSize {
                input[row * network.inputSize + slot * machine.inputSize + bit] = (symbol >> bit) & 1 == 1 ? 1 : -1
            }
        }
    }
}
