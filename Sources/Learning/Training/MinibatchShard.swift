/// The part of a minibatch that one thread works on: some neighbouring sequences, and the memory of their passes.
final class MinibatchShard<Scalar: NetworkScalar>: @unchecked Sendable {
    /// Of the shard's own mean loss, by the parameters.
    var gradient: [Scalar]
    /// The mean loss of the shard's rows, and the sum of their weights.
    private(set) var loss = 0.0
    private(set) var weight = 0.0

    private let network: Network<Scalar>
    private let path: KernelPath
    private var workspaces: [Workspace<Scalar>] = []
    private var targets: [Scalar] = []
    private var weights: [Scalar] = []
    private var outputGradient: [Scalar] = []

    init(network: Network<Scalar>, path: KernelPath) {
        self.network = network
        self.path = path
        gradient = Array(repeating: 0, count: network.parameterCount)
    }

    /// Runs the sequences of a batch, forward and, where a gradient is wanted, back.
    ///
    /// - Parameter state: of these sequences, at the batch's first step; afterwards where the next batch begins.
    func run(
        _ batch: Batch<Scalar>, sequences: Range<Int>, startsSequences: Bool, loss: any Loss, parameters: [Scalar],
        state: UnsafeMutableBufferPointer<Scalar>, random: RandomSource?, computesGradient: Bool
    ) {
        let pieces = pieces(of: batch)
        let outputs = forward(
            batch, pieces: pieces, sequences: sequences, parameters: parameters, state: state, random: random)
        copy(batch.targets, of: batch, sequences: sequences, to: &targets)
        copy(batch.weights, of: batch, sequences: sequences, to: &weights)
        outputGradient.resize(to: outputs.count)
        (self.loss, weight) = loss.evaluate(
            outputs: outputs, targets: targets, weights: weights, gradient: &outputGradient)
        guard computesGradient, weight > 0 else { return }
        backward(
            pieces: pieces, sequences: sequences.count, parameters: parameters,
            startsSequences: startsSequences)
    }

    /// The steps in one piece, or in two where the next batch begins in between and needs the state from there.
    private func pieces(of batch: Batch<Scalar>) -> [Range<Int>] {
        let border = batch.stepsToNext ?? batch.steps
        precondition((0...batch.steps).contains(border), "the next batch begins within this one or right behind it")
        let pieces =
            border == 0 || border == batch.steps ? [0..<batch.steps] : [0..<border, border..<batch.steps]
        while workspaces.count < pieces.count { workspaces.append(Workspace(path: path)) }
        return pieces
    }

    private func forward(
        _ batch: Batch<Scalar>, pieces: [Range<Int>], sequences: Range<Int>, parameters: [Scalar],
        state: UnsafeMutableBufferPointer<Scalar>, random: RandomSource?
    ) -> [Scalar] {
        let inputStep = batch.sequences * network.inputSize
        precondition(
            batch.input.count == (batch.steps + network.context) * inputStep,
            "the input is not [steps + context][sequences][input]")
        var current = Array(state)
        for (index, piece) in pieces.enumerated() {
            current.withUnsafeMutableBufferPointer { current in
                batch.input.withUnsafeBufferPointer { input in
                    network.forward(
                        parameters: parameters,
                        input: input.baseAddress! + piece.lowerBound * inputStep
                            + sequences.lowerBound * network.inputSize,
                        inputStep: inputStep, steps: piece.count, batch: sequences.count, state: current,
                        workspace: workspaces[index], random: index == 0 ? random : random?.split("later piece"))
                }
            }
            if piece.upperBound == batch.stepsToNext ?? batch.steps { _ = state.update(fromContentsOf: current) }
        }
        return pieces.count == 1 ? workspaces[0].output : workspaces[0].output + workspaces[1].output
    }

    private func backward(pieces: [Range<Int>], sequences: Int, parameters: [Scalar], startsSequences: Bool) {
        // The network adds to what it is given, so that pieces can be summed; a batch starts from zero.
        gradient.withUnsafeMutableBytes { _ = $0.initializeMemory(as: UInt8.self, repeating: 0) }
        let width = sequences * network.outputSize
        var fromLater: [Scalar]?
        for (index, piece) in pieces.enumerated().reversed() {
            let part =
                pieces.count == 1
                ? outputGradient : Array(outputGradient[piece.lowerBound * width..<piece.upperBound * width])
            network.backward(
                parameters: parameters, outputGradient: part, finalStateGradient: fromLater,
                workspace: workspaces[index], gradient: &gradient)
            if index > 0 { fromLater = workspaces[index].initialStateGradient }
        }
        if startsSequences { network.addInitialStateGradient(of: workspaces[0], to: &gradient) }
    }

    /// The columns of a `[steps][sequences]` array that are this shard's.
    @specialized(where Scalar == Float)
    private func copy(
        _ rows: [Scalar], of batch: Batch<Scalar>, sequences: Range<Int>, to part: inout [Scalar]
    ) {
        precondition(rows.count == batch.steps * batch.sequences, "there is one row a step and sequence")
        part.resize(to: batch.steps * sequences.count)
        rows.withUnsafeBufferPointer { rows in
            part.withUnsafeMutableBufferPointer { part in
                guard let from = rows.baseAddress, let to = part.baseAddress else { return }
                for step in 0..<batch.steps {
                    (to + step * sequences.count).update(
                        from: from + step * batch.sequences + sequences.lowerBound, count: sequences.count)
                }
            }
        }
    }
}
