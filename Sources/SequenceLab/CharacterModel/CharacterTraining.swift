internal import Learning

/// The training of one character model on one text: it can stop between any two steps, be saved and go on.
struct CharacterTraining: Sendable {
    let model: CharacterModel
    let text: SymbolText
    let network: Network<Float>
    private let trainer: Trainer<Float>
    private let batches: CharacterBatches
    private(set) var state: TrainerState<Float>

    /// A training from its beginning.
    init(model: CharacterModel, text: SymbolText, random: RandomSource) {
        let network = model.network(alphabetCount: text.alphabet.count)
        var weights = random.split("weights")
        let state = TrainerState(
            parameters: network.initialParameters(using: &weights), optimiser: Adam(),
            random: random.split("training"))
        self.init(model: model, text: text, state: state)
    }

    /// A training that goes on.
    init(model: CharacterModel, text: SymbolText, state: TrainerState<Float>) {
        self.model = model
        self.text = text
        self.state = state
        network = model.network(alphabetCount: text.alphabet.count)
        // How long it lasts is the caller's to say; a constant rate depends on nothing that a resumed run lacks.
        trainer = Trainer(
            network: network, loss: CategoricalCrossEntropyLoss(classes: text.alphabet.count),
            configuration: TrainerConfiguration(
                epochs: .max, optimiser: .adam(Adam()), schedule: .constant(rate: model.learningRate),
                largestGradientNorm: 1, sequencesPerShard: nil))
        batches = CharacterBatches(text, range: text.training, lanes: model.lanes, chunk: model.chunk)
    }

    /// Trains some steps on.
    ///
    /// - Throws: ``LabError``, as for a loss that left the finite numbers.
    mutating func run(steps: Int, isCancelled: () -> Bool) throws(LabError) {
        let end = state.step + steps
        var asked = state.step
        do {
            _ = try trainer.train(&state, on: batches, validatingOn: nil) {
                defer { asked += 1 }
                return asked >= end || isCancelled()
            }
        } catch .cancelled {
            if state.step < end { throw .cancelled }
        } catch {
            throw .data("training on \(text.name) diverged; try a smaller --learning-rate")
        }
    }

    /// Bits per character on the held-out tenth; nil where the text is too short to have one.
    var heldOutBits: Double? {
        guard !text.heldOut.isEmpty else { return nil }
        return meanBits(CharacterBatches(text, range: text.heldOut, lanes: 8, chunk: 64))
    }

    /// Bits per character on the text trained on.
    var trainingBits: Double { meanBits(batches) ?? .nan }

    private func meanBits(_ batches: CharacterBatches) -> Double? {
        (try? trainer.meanLoss(of: state.parameters, on: batches)).map { bits($0) }
    }
}
