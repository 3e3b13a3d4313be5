internal import ArgumentParser
internal import Pipeline

/// `hindcast export`: a network for other programs.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a network as ONNX or safetensors.",
        discussion: """
            The network is a .safetensors file's or, with --db, a fitted model's of a store. An ONNX file streams: its \
            state is an input and an output. With --window N it has N steps of input instead and no state. \
            docs/model-files.md lists the arrays of both formats.

            Example: hindcast export --db hindcast.sqlite --model rnn --onnx rnn.onnx
            """)

    @Option(help: "The .safetensors file or, with --db, the model's name, with settings where there are several.")
    var model: String

    @Option(help: "The SQLite store that holds the model.")
    var db: String?

    @Option(name: .customLong("run"), help: "The run that fitted the model. Default: the one that knows most.")
    var runID: String?

    @Option(help: "A file to write, .onnx or .safetensors; may be given for both.")
    var output: [String] = []

    @Option(help: "The same as --output, for a file that ends in .onnx.")
    var onnx: String?

    @Option(help: "The same as --output, for a file that ends in .safetensors.")
    var safetensors: String?

    @Option(help: "Steps of input of an ONNX file that has no state. Default: any number, with state.")
    var window: Int?

    @Option(help: "tanh or relu, for a torch.nn.RNN whose file does not say. Default: tanh.")
    var nonlinearity: String?

    func run() throws {
        let request = ExportRequest(
            model: model, store: db, run: runID, outputs: output + [onnx, safetensors].compactMap { $0 },
            window: window, nonlinearity: nonlinearity)
        print(try exportModel(request), terminator: "")
    }
}
