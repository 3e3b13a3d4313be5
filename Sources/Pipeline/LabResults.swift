internal import Ingestion
internal import Reporting
public import SequenceLab
internal import Store
#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A lab's report as text: its tables, then the sentence.
public func renderLab(_ report: LabReport) -> String {
    var text = ""
    for part in report.parts {
        switch part {
        case .table(let title, let columns, let leftAligned, let rows):
            text += title + "\n\n" + renderTable(columns, leftAligned: leftAligned, rows: rows) + "\n"
        case .text(let lines):
            text += lines + "\n"
        }
    }
    return text + report.conclusion + "\n"
}

/// A lab's records as a JSON list of objects.
public func labJSON(_ report: LabReport) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(report.records), as: UTF8.self) + "\n"
}

/// Keeps a lab's result in a store, which is made where there is none.
public func storeLab(
    _ report: LabReport, seed: UInt64, command: String, now: String, store path: String
) throws {
    let records = report.records.map { record in
        record.fields.mapValues { value -> LabRunRecord.Value in
            switch value {
            case .text(let text): .text(text)
            case .count(let count): .number(Double(count))
            case .number(let number): .number(number)
            }
        }
    }
    let lock = try RunLock(store: path, startedAt: now)
    let store = try Store.open(path: path)
    try store.record(
        LabRunRecord(
            lab: report.lab, command: command, version: hindcastVersion, seed: seed,
            conclusion: report.conclusion, records: records),
        at: now)
    lock.release()
}

/// The text of a file for the character labs.
///
/// - Throws: `IngestionError` where there is no such file, `LabError` where nothing can be learnt from it.
public func readText(path: String, asBytes: Bool) throws -> SymbolText {
    try SymbolText(Array(try contents(of: path)), name: path, asBytes: asBytes)
}

/// A saved character model.
public func characterCheckpoint(path: String) throws -> CharacterCheckpoint {
    try CharacterCheckpoint(try contents(of: path), name: path)
}

/// Saves a character model, whole or not at all.
public func save(_ checkpoint: CharacterCheckpoint, to path: String) throws {
    try writeFile(Array(try checkpoint.encoded()), to: path)
}

private func contents(of path: String) throws -> Data {
    guard FileManager.default.fileExists(atPath: path) else { throw IngestionError.notFound(path: path) }
    guard let data = FileManager.default.contents(atPath: path) else {
        throw IngestionError.unreadable(path: path, reason: "it is a folder or may not be read")
    }
    return data
}
