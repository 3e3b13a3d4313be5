internal import ArgumentParser
internal import SequenceLab

/// `hindcast lab addition`.
struct AdditionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "addition",
        abstract: "The sum of two numbers, bit by bit: a recurrent network against a window.")

    @Option(help: "Lengths to test at, separated by commas. Default: 12,100,1000,10000.")
    var lengths: NumberList?

    @Option(help: "Different pairs of twelve bits to train the recurrent network on.")
    var trainingPairs: Int?

    @OptionGroup var options: LabOptions

    func run() async throws {
        var lab = AdditionLab()
        if let lengths { lab.lengths = lengths.numbers }
        if let trainingPairs { lab.trainingPairs = trainingPairs }
        try await options.run(seeds: 10) { try await lab.run($0) }
    }
}
