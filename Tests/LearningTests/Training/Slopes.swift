import Learning

/// `(f(x + e) − f(x − e)) / 2e` along each coordinate; wrong by about e² and by rounding / e.
func centralDifferences(at point: [Double], of function: ([Double]) -> Double) -> [Double] {
    let e = 1e-5
    return point.indices.map { index in
        var (above, below) = (point, point)
        above[index] += e
        below[index] -= e
        return (function(above) - function(below)) / (2 * e)
    }
}

/// Seeded numbers of −1..<1.
func someNumbers<Scalar: NetworkScalar>(_ count: Int, seed: UInt64) -> [Scalar] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in Scalar(2 * random.uniform() - 1) }
}

/// A batch of seeded inputs and targets, the rows' weights 0, 1 and 2 in turn.
func someBatch<Scalar: NetworkScalar>(
    for network: Network<Scalar>, steps: Int, sequences: Int, seed: UInt64
) -> Batch<Scalar> {
    var batch = Batch<Scalar>()
    batch.reshape(
        steps: steps, sequences: sequences, context: network.context, inputSize: network.inputSize,
        continuesSequences: false)
    batch.input = someNumbers(batch.input.count, seed: seed)
    batch.targets = someNumbers(batch.targets.count, seed: seed + 1)
    batch.weights = batch.weights.indices.map { Scalar($0 % 3) }
    return batch
}

/// Recurrent networks of one output, of every kind of layer with a state.
struct RecurrentCase: Sendable, CustomStringConvertible {
    var description: String
    var kinds: [NetworkCase.Kind]

    static let all = [
        RecurrentCase(description: "Elman", kinds: [.elman(2, 3), .dense(3, 1, .identity)]),
        RecurrentCase(description: "GRU", kinds: [.gru(2, 3), .dense(3, 1, .identity)]),
        RecurrentCase(description: "LSTM", kinds: [.lstm(2, 3), .dense(3, 1, .identity)]),
        RecurrentCase(
            description: "a stack of all",
            kinds: [.lstm(2, 3), .elman(3, 2), .residual(.gru(2, 2)), .dense(2, 2), .dense(2, 1, .identity)]),
    ]

    func network<Scalar: NetworkScalar>(
        _: Scalar.Type, startingState: InitialState = .zero
    ) -> Network<Scalar> {
        Network(kinds.map { $0.layer(Scalar.self) }, startingState: startingState)
    }
}
