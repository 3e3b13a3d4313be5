internal import Learning

/// A text as places in its alphabet; the last tenth is held out of training.
public struct SymbolText: Sendable {
    /// Its distinct symbols, those of the held-out part among them.
    public let alphabet: Alphabet
    /// The symbols' places in the alphabet.
    let codes: [Int32]
    /// What it is called in messages.
    public let name: String

    /// A text from its bytes.
    ///
    /// - Parameters:
    ///   - name: what it is called in messages, such as its path.
    ///   - asBytes: models it byte by byte, whatever its encoding; otherwise it is UTF-8 and a symbol a character.
    /// - Throws: ``LabError/data(_:)`` for a text that nothing can be learnt from.
    public init(_ bytes: [UInt8], name: String, asBytes: Bool = false) throws(LabError) {
        guard !bytes.isEmpty else {
            throw .data("\(name) is empty; a text needs at least two different characters")
        }
        var symbols: [UInt32]
        if asBytes {
            symbols = bytes.map { UInt32($0) }
        } else {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw .data("\(name) is not UTF-8; convert it, or model it byte by byte with --bytes")
            }
            symbols = text.unicodeScalars.map(\.value)
        }
        guard symbols.count > 1 else {
            throw .data("\(name) has a single character; a text needs at least two different ones")
        }
        alphabet = Alphabet(of: symbols, isBytes: asBytes)
        guard alphabet.count > 1 else {
            throw .data("\(name) has one distinct character only, so that there is nothing to predict")
        }
        codes = alphabet.codes(of: symbols)
        self.name = name
    }

    /// Steps trained on: each reads a symbol and predicts the next.
    var training: Range<Int> { 0..<(codes.count - 1 - heldOutCount) }

    /// Steps of the held-out tenth; empty for a text of fewer than ten symbols.
    var heldOut: Range<Int> { training.upperBound..<(codes.count - 1) }

    /// Tells texts from each other.
    var hash: UInt64 { stableHash(codes.map { "\($0)" }.joined(separator: " ")) }

    private var heldOutCount: Int { codes.count / 10 }
}
