internal import ArgumentParser
internal import SequenceLab

/// `hindcast lab ngram`.
struct NGramCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ngram", abstract: "Tables of n characters against a recurrent network on the same text.")

    @OptionGroup var text: TextOptions

    @Option(help: "The largest n, at most 6.")
    var order: Int?

    @Option(help: "Steps of training of the recurrent network.")
    var steps: Int?

    @OptionGroup var options: LabOptions

    func run() async throws {
        var lab = NGramLab()
        lab.largestOrder = order ?? lab.largestOrder
        lab.steps = steps ?? lab.steps
        lab.text = try text.read()
        let ready = lab
        try await options.run(seeds: 1) { try await ready.run($0) }
    }
}
