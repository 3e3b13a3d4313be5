internal import ArgumentParser
internal import SequenceLab

/// `hindcast lab adding`.
struct AddingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adding",
        abstract: "Two marked numbers among many, and their sum at the end: which memories bridge the gap?")

    @Option(help: "Lengths T, separated by commas. Default: 100,200,400.")
    var lengths: NumberList?

    @Option(help: "Steps of training; relu, lstm and windows take twice as many.")
    var steps: Int?

    @OptionGroup var options: LabOptions

    func run() async throws {
        var lab = AddingLab()
        lab.lengths = lengths?.numbers ?? lab.lengths
        lab.steps = steps ?? lab.steps
        let ready = lab
        try await options.run(seeds: 1) { try await ready.run($0) }
    }
}
