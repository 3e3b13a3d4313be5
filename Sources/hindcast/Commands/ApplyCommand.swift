internal import ArgumentParser
internal import Pipeline

/// `hindcast apply`: the outputs of a checkpoint, step by step.
struct ApplyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Run a checkpoint, ours or PyTorch's, on a file of inputs.",
        discussion: """
            Reads a .safetensors file of torch.nn.RNN, GRU or LSTM under at most one linear head, or one that \
            `hindcast export` wrote, and prints a row of outputs for each row of inputs. docs/model-files.md \
            says which names the tensors have and how a state is written.

            Example: hindcast apply --model gru.safetensors --input day.csv --save-state s.csv
            """)

    @Option(help: "The .safetensors file.")
    var model: String

    @Option(help: "A CSV of inputs, a row a step, or with a header seq,t,… several sequences.")
    var input: String

    @Option(help: "A CSV of the state before the first step. Default: zero.")
    var state: String?

    @Option(help: "A CSV of an LSTM's cells before the first step, where they are not in the state's file.")
    var cellState: String?

    @Option(help: "The file to write the state after the last step to.")
    var saveState: String?

    @Option(help: "tanh or relu, for a torch.nn.RNN whose file does not say. Default: tanh.")
    var nonlinearity: String?

    func run() throws {
        let request = ApplyRequest(
            model: model, input: input, state: state, cellState: cellState, savedState: saveState,
            nonlinearity: nonlinearity)
        print(try applyModel(request), terminator: "")
    }
}
