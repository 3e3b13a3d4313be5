#if canImport(FoundationEssentials)
    private import FoundationEssentials
#else
    private import Foundation
#endif
internal import GRDB
internal import Market

extension SessionDate {
    /// A date as the store wrote it; anything else means the file was changed by hand or is damaged.
    init(stored text: String) throws {
        guard let date = SessionDate(iso: text) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "“\(text)” is not a date")
        }
        self = date
    }
}

extension Row {
    /// The date in a column that is never NULL.
    func date(_ column: String) throws -> SessionDate {
        try SessionDate(stored: self[column])
    }

    /// The date in a column that may be NULL.
    func optionalDate(_ column: String) throws -> SessionDate? {
        try (self[column] as String?).map { try SessionDate(stored: $0) }
    }

    /// The interval between two date columns.
    func dates(_ first: String, _ last: String) throws -> ClosedRange<SessionDate> {
        let (lower, upper) = (try date(first), try date(last))
        guard lower <= upper else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "\(first) \(lower) is after \(last) \(upper)")
        }
        return lower...upper
    }
}

extension [UInt8] {
    /// The bytes as SQLite stores them.
    var blob: DatabaseValue { Data(self).databaseValue }
}

extension Row {
    /// The bytes in a column.
    func bytes(_ column: String) -> [UInt8] {
        [UInt8](self[column] as Data)
    }
}
