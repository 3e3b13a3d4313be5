internal import ArgumentParser
internal import SequenceLab

/// `hindcast lab shapes`.
struct ShapesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shapes",
        abstract: "One tiny task for each shape of sequence to sequence, and its unrolled graph.")

    @OptionGroup var options: LabOptions

    func run() async throws {
        let lab = ShapesLab()
        try await options.run(seeds: 1) { try await lab.run($0) }
    }
}
