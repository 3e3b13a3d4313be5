/// The distinct symbols of a text, in order of their numbers: Unicode scalars, or bytes.
public struct Alphabet: Codable, Hashable, Sendable {
    /// Each symbol's number: of the Unicode scalar, or the byte.
    public let symbols: [UInt32]
    /// Whether a symbol is a byte.
    public let isBytes: Bool

    init(of text: [UInt32], isBytes: Bool) {
        symbols = Set(text).sorted()
        self.isBytes = isBytes
    }

    /// How many symbols there are.
    public var count: Int { symbols.count }

    /// The place of each symbol of a text that has no others.
    func codes(of text: [UInt32]) -> [Int32] {
        var places: [UInt32: Int32] = [:]
        for (place, symbol) in symbols.enumerated() { places[symbol] = Int32(place) }
        return text.compactMap { places[$0] }
    }

    /// Symbols by their places, as text; bytes that are no UTF-8 become replacement characters.
    func text(of codes: [Int32]) -> String {
        if isBytes { return String(decoding: codes.map { UInt8(symbols[Int($0)]) }, as: UTF8.self) }
        var text = String.UnicodeScalarView()
        for code in codes { if let scalar = Unicode.Scalar(symbols[Int(code)]) { text.append(scalar) } }
        return String(text)
    }
}
