internal import Learning

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A character model in the midst of training, as a file holds it: with it training goes on as if never stopped.
public struct CharacterCheckpoint: Sendable {
    /// Its symbols.
    public let alphabet: Alphabet
    /// Its shape.
    public let model: CharacterModel
    let state: TrainerState<Float>
    /// Tells the text it is trained on from others.
    let textHash: UInt64

    init(_ training: CharacterTraining) {
        alphabet = training.text.alphabet
        model = training.model
        state = training.state
        textHash = training.text.hash
    }

    private struct File: Codable {
        var format: String
        var alphabet: Alphabet
        var model: CharacterModel
        var state: TrainerState<Float>
        var textHash: UInt64
    }

    private static let format = "hindcast character model 1"

    /// The checkpoint's bytes; every number keeps its bits.
    public func encoded() throws -> Data {
        let encoder = PropertyListEncoder()
        encoder.outputFormat = .binary
        return try encoder.encode(
            File(format: Self.format, alphabet: alphabet, model: model, state: state, textHash: textHash))
    }

    /// A checkpoint from its bytes.
    ///
    /// - Throws: ``LabError/data(_:)`` for what is none.
    public init(_ data: Data, name: String) throws(LabError) {
        guard let file = try? PropertyListDecoder().decode(File.self, from: data), file.format == Self.format,
            file.model.network(alphabetCount: max(file.alphabet.count, 1)).parameterCount
                == file.state.parameters.count
        else { throw .data("\(name) is not a checkpoint of a character model; name the file that --save wrote") }
        alphabet = file.alphabet
        model = file.model
        state = file.state
        textHash = file.textHash
    }

    /// Checks that training can go on with a text.
    ///
    /// - Throws: ``LabError/data(_:)`` for another alphabet or another text.
    func check(_ text: SymbolText) throws(LabError) {
        guard text.alphabet == alphabet else {
            throw .data(
                "the checkpoint has another alphabet than \(text.name); go on with the text it was trained on")
        }
        guard text.hash == textHash else {
            throw .data(
                "the checkpoint was trained on another text than \(text.name); go on with that, or begin anew")
        }
    }
}
