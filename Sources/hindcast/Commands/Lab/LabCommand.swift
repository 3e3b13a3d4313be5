internal import ArgumentParser

/// `hindcast lab`: what the learning core can do beyond prices.
struct LabCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lab",
        abstract: "Sequence experiments on the same learning core, which knows no market.",
        subcommands: [
            ParityCommand.self, AdditionCommand.self, AddingCommand.self, ShapesCommand.self, CharacterCommand.self,
            NGramCommand.self, ImpulseCommand.self,
        ])
}
