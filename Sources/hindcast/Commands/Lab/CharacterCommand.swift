internal import ArgumentParser
internal import Pipeline
internal import SequenceLab

/// `hindcast lab charlm`.
struct CharacterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "charlm", abstract: "A character-level language model on any text.",
        discussion: """
            Prints bits per character on the last tenth of the text, which is held out of training, and a sample. \
            Example: hindcast lab charlm --text prose.txt --cells lstm --steps 3000 --save prose.model
            """)

    @OptionGroup var text: TextOptions

    @Option(help: "Cells, separated by commas: rnn, gru, lstm. Default: all, or that of --resume.")
    var cells: String?

    @Option(help: "Units of the recurrent layer.")
    var units: Int?

    @Option(help: "Stretches of the text read side by side.")
    var lanes: Int?

    @Option(help: "Steps that the gradient goes back.")
    var stepsBack: Int?

    @Option(help: "Adam's learning rate.")
    var learningRate: Double?

    @Option(help: "Steps of training, or further steps with --resume.")
    var steps: Int?

    @Option(help: "How many characters to draw at the end.")
    var sample: Int?

    @Option(help: "Below 1 draws likelier characters, above 1 rarer ones; 0 always the likeliest.")
    var temperature: Double?

    @Option(help: "Write the model and the state of its training to this file; one cell, the first seed.")
    var save: String?

    @Option(help: "Go on with the training that --save put into this file, on the same text.")
    var resume: String?

    @OptionGroup var options: LabOptions

    func run() async throws {
        var lab = CharacterLab()
        if let resume {
            let checkpoint = try characterCheckpoint(path: resume)
            lab.checkpoint = checkpoint
            lab.cells = [checkpoint.model.cell]
            guard units == nil, lanes == nil, stepsBack == nil, learningRate == nil else {
                throw UsageError("a checkpoint's shape and learning rate stay; leave them out beside --resume")
            }
        }
        if let cells {
            lab.cells = try cells.split(separator: ",").map { name in
                guard let cell = Cell(rawValue: String(name)) else {
                    throw UsageError("no cell \(name); there are rnn, gru and lstm")
                }
                return cell
            }
        }
        if save != nil, lab.cells.count != 1 {
            throw UsageError("--save keeps one model; name its cell with --cells rnn, gru or lstm")
        }
        lab.model.units = units ?? lab.model.units
        lab.model.lanes = lanes ?? lab.model.lanes
        lab.model.chunk = stepsBack ?? lab.model.chunk
        lab.model.learningRate = learningRate ?? lab.model.learningRate
        lab.steps = steps ?? lab.steps
        lab.sampleCount = sample ?? lab.sampleCount
        lab.temperature = temperature ?? lab.temperature
        lab.text = try text.read()
        let ready = lab
        try await options.run(seeds: 1) { settings in
            let (report, checkpoint) = try await ready.run(settings)
            if let save, let checkpoint { try Pipeline.save(checkpoint, to: save) }
            return report
        }
    }
}

/// The text that a lab is to model.
struct TextOptions: ParsableArguments {
    @Option(help: "A text: prose, LaTeX, C source. Default: a built-in one.")
    var text: String?

    @Flag(help: "Model the text byte by byte, whatever its encoding.")
    var bytes = false

    func read() throws -> SymbolText? { try text.map { try readText(path: $0, asBytes: bytes) } }
}
