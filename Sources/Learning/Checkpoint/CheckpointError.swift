/// Why the arrays of a file are not a network that can be run here.
public enum CheckpointError: Error, Hashable, CustomStringConvertible {
    /// No array has a name that a network begins with.
    case noNetwork(names: [String])
    /// More than one network could be meant.
    case severalNetworks(names: [String])
    /// An array that the network needs is not there.
    case missing(tensor: String)
    /// An array that has no part in the network.
    case unknown(tensor: String)
    /// An array's extents do not fit the others'.
    case wrongShape(tensor: String, found: [Int], expected: [Int])
    /// An array is not of the kind its name says.
    case wrongRank(tensor: String, found: [Int], expected: String)
    /// The recurrent weights are of no known kind of layer.
    case unknownKind(tensor: String, shape: [Int])
    /// The metadata name an activation that recurrent layers do not have here.
    case unknownActivation(String)
    /// The caller and the file name different activations, or the layers have none to choose.
    case contradiction(asked: String, found: String)
    /// The file's own description of the layers cannot be.
    case badDescription(reason: String)
    /// The layers call for more numbers than the file has.
    case tooLarge

    /// The sentence for the operator.
    public var description: String {
        switch self {
        case .noNetwork(let names):
            "there is no tensor weight_ih_l0, with which a recurrent network begins, but "
                + (names.isEmpty ? "no tensors at all" : Self.shortened(names))
        case .severalNetworks(let names):
            "there is more than one network: \(Self.shortened(names)); save one alone"
        case .missing(let tensor):
            "there is no tensor “\(tensor)”, which the network needs; save the whole module"
        case .unknown(let tensor):
            "the tensor “\(tensor)” has no part in recurrent layers under one linear head, the only networks of other "
                + "programs that are read (no bidirectional and no projected layers)"
        case .wrongShape(let tensor, let found, let expected):
            "the tensor “\(tensor)” is of shape \(found), but the others call for \(expected)"
        case .wrongRank(let tensor, let found, let expected):
            "the tensor “\(tensor)” is of shape \(found), which is not \(expected)"
        case .unknownKind(let tensor, let shape):
            "the tensor “\(tensor)” is of shape \(shape); its rows should be 1 (RNN), 3 (GRU) or 4 (LSTM) times its "
                + "columns"
        case .unknownActivation(let name):
            "its nonlinearity is “\(name)”, but recurrent layers are of tanh or relu"
        case .contradiction(let asked, let found):
            "the nonlinearity was given as \(asked), but the network is \(found); leave it out"
        case .badDescription(let reason):
            "the metadata's description of the layers \(reason); export the file again"
        case .tooLarge:
            "the metadata's description of the layers calls for more numbers than the file has; export the file again"
        }
    }

    private static func shortened(_ names: [String]) -> String {
        names.prefix(5).map { "“\($0)”" }.joined(separator: ", ") + (names.count > 5 ? ", …" : "")
    }
}
