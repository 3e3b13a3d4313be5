internal import Learning

/// What `hindcast apply` is asked for.
public struct ApplyRequest: Sendable {
    /// The checkpoint.
    public var model: String
    /// The CSV of inputs.
    public var input: String
    /// The CSV of the state before the first step; nil for zero.
    public var state: String?
    /// The CSV of an LSTM's cells, where they are not in the other.
    public var cellState: String?
    /// Where the state after the last step goes; nil for nowhere.
    public var savedState: String?
    /// What Elman layers do to their sums, where the model does not say.
    public var nonlinearity: String?

    /// A request from its parts.
    public init(
        model: String, input: String, state: String? = nil, cellState: String? = nil, savedState: String? = nil,
        nonlinearity: String? = nil
    ) {
        self.model = model
        self.input = input
        self.state = state
        self.cellState = cellState
        self.savedState = savedState
        self.nonlinearity = nonlinearity
    }
}

/// The outputs of a checkpoint for a file of inputs, a line a step.
///
/// It computes in the precision of the file: in double where an array is, else in single.
public func applyModel(_ request: ApplyRequest) throws -> String {
    if request.cellState != nil, request.state == nil {
        throw UsageError("--cell-state needs --state: an LSTM's state is its outputs and its cells")
    }
    let file = try readSafetensors(request.model)
    return file.hasDoubles
        ? try apply(file, request, digits: 17, as: Double.self)
        : try apply(file, request, digits: 9, as: Float.self)
}

private func apply<Scalar: NetworkScalar>(
    _ file: Safetensors, _ request: ApplyRequest, digits: Int, as: Scalar.Type
) throws -> String {
    let model = try checkpoint(
        file, nonlinearity: request.nonlinearity, path: request.model, as: Scalar.self)
    let network = model.network
    let table = try NumberTable(path: request.input)
    let sequences = try InputSequence.all(in: table, features: network.inputSize, context: network.context)
    var states = NetworkStates(model, sequences: sequences.map(\.number))
    if let path = request.state { try states.read(path, cells: request.cellState) }

    let isNumbered = table.isNumbered
    var text = ""
    if isNumbered { text = "seq,t" + (0..<network.outputSize).map { ",y\($0)" }.joined() + "\n" }
    let workspace = Workspace<Scalar>(recordsTape: false)
    for (index, sequence) in sequences.enumerated() {
        network.forward(
            parameters: model.parameters,
            input: sequence.rows.flatMap { row in
                table.rows[row].numbers.suffix(network.inputSize).map { Scalar($0) }
            },
            steps: sequence.rows.count - network.context, batch: 1, state: &states.values[index],
            workspace: workspace)
        for (step, row) in sequence.rows.dropFirst(network.context).enumerated() {
            let outputs = workspace.output[(step * network.outputSize)...].prefix(network.outputSize)
            guard outputs.allSatisfy(\.isFinite) else {
                throw table.refusal(of: table.rows[row], "the network's outputs are no finite numbers any more")
            }
            if isNumbered { text += "\(sequence.number),\(Int(table.rows[row].numbers[1]))," }
            text += outputs.map { significant(Double($0), digits: digits) }.joined(separator: ",") + "\n"
        }
    }
    if let path = request.savedState {
        guard network.stateSize > 0 else {
            throw UsageError(
                "--save-state: the network of \(request.model) has no recurrent layer, and so no state")
        }
        try writeFile(states.text, to: path)
    }
    return text
}

extension NumberTable {
    /// Whether its first two columns say the sequence and the step.
    fileprivate var isNumbered: Bool { header.map { $0.starts(with: ["seq", "t"]) } ?? false }
}

/// Which rows of a table are one sequence, oldest first.
private struct InputSequence {
    var number: Int
    var rows: [Int]

    /// The sequences of a table, by number; all of it as one where its header does not name `seq` and `t`.
    static func all(in table: NumberTable, features: Int, context: Int) throws(ModelFileError) -> [InputSequence] {
        let numbered = table.isNumbered ? 2 : 0
        for row in table.rows where row.numbers.count != features + numbered {
            throw table.refusal(
                of: row,
                "has \(row.numbers.count - numbered) inputs, but the network has \(features)"
                    + (numbered > 0 ? " beside seq and t" : ""))
        }
        var sequences = [InputSequence(number: 0, rows: Array(table.rows.indices))]
        if numbered > 0 {
            var steps: [Int: [(step: Int, row: Int)]] = [:]
            for (index, row) in table.rows.enumerated() {
                let number = try table.index(row, 0, "the sequence")
                steps[number, default: []].append((try table.index(row, 1, "the step"), index))
            }
            sequences = []
            for (number, found) in steps.sorted(by: { $0.key < $1.key }) {
                let inOrder = found.sorted { ($0.step, $0.row) < ($1.step, $1.row) }
                for (earlier, later) in zip(inOrder, inOrder.dropFirst()) where later.step != earlier.step + 1 {
                    throw table.refusal(
                        of: table.rows[later.row],
                        "step \(later.step) of sequence \(number) does not follow on step \(earlier.step)")
                }
                sequences.append(InputSequence(number: number, rows: inOrder.map(\.row)))
            }
        }
        for sequence in sequences where sequence.rows.count <= context {
            throw ModelFileError(
                .refused,
                "\(table.path): sequence \(sequence.number) has \(sequence.rows.count) steps, but the network needs "
                    + "\(context + 1) for its first output")
        }
        return sequences
    }
}
