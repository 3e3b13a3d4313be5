internal import Learning

/// The recurrent network that learns a bit machine, and the one recipe that both labs use.
///
/// Gaussian noise on the states while training makes the machine's states attractors: a network without it that is
/// right at 100 steps may drift and be wrong at 10,000.
struct BitMachineNetwork: Sendable {
    let machine: BitMachine
    /// The longest sequence trained on.
    let trainingLength: Int
    /// Different sequences in the training set.
    let trainingSequences: Int
    /// The recipe; the gradient is clipped at norm 1.
    let recipe: Recipe
    /// Sequences of a minibatch.
    let batch = 32
    let network: Network<Float>

    init(
        machine: BitMachine, trainingLength: Int, trainingSequences: Int, units: Int = 16, stateNoise: Double = 0.2,
        recipe: Recipe = Recipe(steps: 2_000, learningRate: 1e-2, learntLoss: 0.1)
    ) {
        self.machine = machine
        self.trainingLength = trainingLength
        self.trainingSequences = trainingSequences
        self.recipe = recipe
        // Input weights ~ N(0, 1): a normal start has variance 1/units.
        let unitScale = Double(units).squareRoot()
        network = Network([
            Elman(
                inputSize: machine.inputSize, hiddenSize: units, inputWeights: .scaled(.normal, by: unitScale),
                recurrentWeights: .normal, bias: .zeros, stateNoise: stateNoise),
            Dense(inputSize: units, outputSize: 1),
        ])
    }

    /// Checks a size of the training set that somebody typed.
    ///
    /// - Throws: ``LabError/argument(_:)`` where there are not so many different sequences.
    func checkTrainingSet(option: String) throws(LabError) {
        let most = 1 << (trainingLength * machine.inputSize)
        guard (1...most).contains(trainingSequences) else {
            throw .argument("\(option) must be from 1 to \(most), not \(trainingSequences)")
        }
    }

    /// Trains; the loss counts at every step, and the length grows over two thirds of training.
    ///
    /// The training loss alone decides whether a start has learnt its sequences; see ``Recipe/learntLoss``.
    func fitted(random: RandomSource, settings: LabSettings) throws(LabError) -> [Float]? {
        let pool = trainingSet(random: random.split("pool"))
        return try network.fitted(
            recipe, loss: BinaryCrossEntropyLoss(), random: random, settings: settings
        ) { [machine, batch, recipe, trainingLength] minibatch, step, random in
            let length = min(2 + 3 * step * trainingLength / (2 * recipe.steps), trainingLength)
            let steps = machine.steps(length: length)
            minibatch.reshape(
                steps: steps, sequences: batch, context: 0, inputSize: machine.inputSize, continuesSequences: false)
            for sequence in 0..<batch {
                let symbols = pool[random.integer(below: pool.count)].prefix(length)
                var state = 0
                for step in 0..<steps {
                    let symbol = step < length ? Int(symbols[step]) : 0
                    for bit in 0..<machine.inputSize {
                        minibatch.input[(step * batch + sequence) * machine.inputSize + bit] =
                            (symbol >> bit) & 1 == 1 ? 1 : -1
                    }
                    let target = machine.step(&state, reading: symbol)
                    minibatch.setTarget(Float(target), step: step, sequence: sequence)
                }
            }
        }
    }

    /// Different random sequences of the longest length; shorter ones are their beginnings.
    func trainingSet(random: RandomSource) -> [[UInt8]] {
        var random = random
        var seen: Set<[UInt8]> = []
        var pool: [[UInt8]] = []
        while pool.count < trainingSequences {
            let symbols = (0..<trainingLength).map { _ in UInt8(random.integer(below: machine.symbolCount)) }
            if seen.insert(symbols).inserted { pool.append(symbols) }
        }
        return pool
    }
}
