internal import ArgumentParser
internal import SequenceLab

/// `hindcast lab parity`.
struct ParityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parity", abstract: "Is the number of ones even or odd? A recurrent network against a window.")

    @Option(help: "Lengths to test at, separated by commas. Default: 10,100,1000,10000.")
    var lengths: NumberList?

    @Option(help: "Different strings of ten bits to train the recurrent network on.")
    var trainingStrings: Int?

    @OptionGroup var options: LabOptions

    func run() async throws {
        var lab = ParityLab()
        if let lengths { lab.lengths = lengths.numbers }
        if let trainingStrings { lab.trainingStrings = trainingStrings }
        try await options.run(seeds: 10) { try await lab.run($0) }
    }
}
