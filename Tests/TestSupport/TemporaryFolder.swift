public import Foundation
public import Market

/// A folder for one test, removed with it.
public final class TemporaryFolder: Sendable {
    /// Where it lies.
    public let url: URL

    /// Makes a new folder.
    public init() throws {
        // Links are resolved, so that a path of ours reads as a program of ours prints it.
        url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appending(path: "hindcast-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    /// The path of something in it.
    public func path(_ name: String) -> String { url.appending(path: name).path }

    /// Whether something of that name is in it.
    public func contains(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    /// The text of a file in it.
    public func text(_ name: String) throws -> String {
        try String(contentsOf: url.appending(path: name), encoding: .utf8)
    }

    /// Writes a file, with the folders above it.
    ///
    /// - Returns: its path.
    @discardableResult
    public func write(_ text: String, to name: String) throws -> String {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return file.path
    }
}

/// A price file of a series: `Date,Close`, every digit of every close.
public func priceFile(_ series: PriceSeries) -> String {
    guard series.bars.contains(where: { $0.high != nil }) else {
        return "Date,Close\n" + series.bars.map { "\($0.date),\($0.close)\n" }.joined()
    }
    let rows = series.bars.map { bar in
        let prices = [bar.open, bar.high, bar.low, bar.close].map { price in price.map { "\($0)" } ?? "" }
        return "\(bar.date),\(prices.joined(separator: ","))\n"
    }
    return "Date,Open,High,Low,Close\n" + rows.joined()
}
