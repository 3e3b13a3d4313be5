internal import ArgumentParser
internal import SequenceLab

/// `hindcast lab impulse`.
struct ImpulseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "impulse", abstract: "One impulse, then zeros: what a window and a recurrent network remember."
    )

    @Option(help: "The window's width.")
    var width: Int?

    @OptionGroup var options: LabOptions

    func run() async throws {
        var lab = ImpulseLab()
        lab.width = width ?? lab.width
        let ready = lab
        try await options.run(seeds: 3) { try await ready.run($0) }
    }
}
