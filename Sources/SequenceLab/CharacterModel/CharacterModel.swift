internal import Learning

/// The recurrent layer of a character model.
public enum Cell: String, Codable, CaseIterable, Sendable {
    /// The simple one, of tanh.
    case rnn
    /// The gated recurrent unit.
    case gru
    /// The long short-term memory.
    case lstm

    func layer(inputSize: Int, units: Int) -> any Layer<Float> {
        switch self {
        case .rnn: Elman(inputSize: inputSize, hiddenSize: units)
        case .gru: GRU(inputSize: inputSize, hiddenSize: units)
        case .lstm: LSTM(inputSize: inputSize, hiddenSize: units, forgetBias: 1)
        }
    }
}

/// The shape of a character model and how it is trained.
public struct CharacterModel: Codable, Hashable, Sendable {
    /// The recurrent layer.
    public var cell = Cell.gru
    /// Its units.
    public var units = 64
    /// Stretches of the text read side by side.
    public var lanes = 16
    /// Steps from update to update, over which the gradient goes back.
    public var chunk = 32
    /// Adam's learning rate.
    public var learningRate = 4e-3

    /// A model with its defaults.
    public init() {}

    /// Reads a symbol at each step and writes a logit for each that may come next.
    func network(alphabetCount: Int) -> Network<Float> {
        Network([
            cell.layer(inputSize: alphabetCount, units: units), Dense(inputSize: units, outputSize: alphabetCount),
        ])
    }

    /// Checks what somebody typed.
    func check() throws(LabError) {
        guard units > 0, lanes > 0, chunk > 0 else {
            throw .argument("units, lanes and steps back must be at least 1")
        }
        guard learningRate > 0, learningRate.isFinite else {
            throw .argument("a learning rate must be above 0, not \(learningRate)")
        }
    }
}
