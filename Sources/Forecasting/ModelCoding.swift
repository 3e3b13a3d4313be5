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

    /// The fitted predictor behind bytes.
    public static func decode<Model: Decodable>(_ type: Model.Type, from bytes: [UInt8]) throws -> Model {
        try JSONDecoder().decode(type, from: Data(bytes))
    }
}

extension FittedPredictor where Self: Encodable {
    /// JSON, see ``ModelCoding``.
    public func encoded() throws -> [UInt8] { try ModelCoding.encode(self) }
}
