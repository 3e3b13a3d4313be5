#if canImport(FoundationEssentials)
    private import FoundationEssentials
#else
    private import Foundation
#endif

/// How fitted predictors become bytes and come back: JSON with sorted keys.
///
/// Numbers are written in the shortest form that reads back to the same bits, so a loaded model forecasts the
/// same to the bit, and equal models are equal bytes.
public enum ModelCoding {
    /// The bytes of a fitted predictor.
    public static func encode(_ model: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return Array(try encoder.encode(model))
    }

    /// The bytes of a memory, which may have grown beyond all numbers: a model that went wrong must not stop a night.
    static func encode(state: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return Array(try encoder.encode(state))
    }

    /// The memory behind bytes.
    static func decode<State: Decodable>(state: State.Type, from bytes: [UInt8]) throws -> State {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try decoder.decode(state, from: Data(bytes))
    }

    /// The fitted predictor behind bytes.
    public static func decode<Model: Decodable>(_ type: Model.Type, from bytes: [UInt8]) throws -> Model {
        try JSONDecoder().decode(type, from: Data(bytes))
    }
}

extension FittedPredictor where Self: Encodable {
    /// JSON, see ``ModelCoding``.
    public func encoded() throws -> [UInt8] { try ModelCoding.encode(self) }
}
