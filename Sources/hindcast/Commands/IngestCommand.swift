internal import ArgumentParser
internal import Ingestion
internal import Pipeline
#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// `hindcast ingest`: price files into the store.
struct IngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest", abstract: "Take price files or folders of them into the store.",
        discussion: """
            How a file is to be read is found out from its content: Yahoo, Stooq, Alpha Vantage, Investing.com, \
            Nasdaq, CryptoDataDownload, MOEX, FRED, ECB, LEAN and others, also packed with gzip or zip. A file that \
            cannot be read ends the command with 65; the others are taken in all the same.
            """)

    @Argument(help: "Files or folders; a file is one symbol, named after it, unless it names several itself.")
    var paths: [String]

    @Option(help: "The symbol of a single file, where its name does not say it.")
    var symbol: String?

    @Option(help: "The layout of the files, instead of the one that is detected.")
    var format: FormatArgument?

    @Option(help: "dmy or mdy: the order of day and month, where no date of a file tells it.")
    var dateOrder: DateOrderArgument?

    @Option(help: "point or comma: the mark before fractions, where no price of a file tells it.")
    var decimal: DecimalArgument?

    @Option(
        name: .customLong("non-positive"),
        help:
            "A series whose prices may be zero or below, as oil settled in April 2020; may be given several times.")
    var nonPositive: [String] = []

    @Flag(help: "Take splits out of the closes that the prices were not corrected for.")
    var applySplits = false

    @Flag(help: "Show what is detected in the files and why, and their first rows; take nothing in.")
    var explain = false

    @Option(help: "A pipeline file whose sections ingest and check are to be used.")
    var pipeline: String?

    @Option(help: "Files read side by side. Default: the number of processors.")
    var jobs: Int?

    @OptionGroup var progress: ProgressOptions

    @OptionGroup var store: StoreOptions

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1, not \(jobs)") }
    }

    func run() async throws {
        var request = IngestRequest(
            paths: paths, symbol: symbol, store: store.db,
            jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount)
        request.format = format?.name
        request.dateOrder = dateOrder?.order
        request.decimalMark = decimal?.mark
        request.nonPositiveSymbols = Set(nonPositive)
        request.appliesSplits = applySplits
        request.pipeline = pipeline
        keepFreedMemory()
        let asked = request
        let display = progress.environment().display
        let result =
            explain
            ? try explainFiles(request, now: now())
            : try await finishing(display) {
                try await Pipeline.ingest(asked, now: now()) { display.show($0) }
            }
        for warning in result.warnings { writeAll("hindcast: warning: \(warning)\n", to: 2) }
        // The last refusal is told by the end of the process, with its code.
        for refusal in result.refusals.dropLast() { writeAll("hindcast: \(refusal)\n", to: 2) }
        print(result.summary, terminator: "")
        if let refusal = result.refusals.last { throw refusal }
    }
}

/// A vendor's layout on the command line.
struct FormatArgument: ExpressibleByArgument {
    let name: FormatName

    init?(argument: String) {
        guard let name = FormatName(rawValue: argument) else { return nil }
        self.name = name
    }

    static var allValueStrings: [String] { FormatName.allCases.map(\.rawValue) }
}

/// The order of day and month on the command line.
enum DateOrderArgument: String, CaseIterable, ExpressibleByArgument {
    case dmy
    case mdy

    var order: DateOrder { self == .dmy ? .dayFirst : .monthFirst }
}

/// The mark before fractions on the command line.
enum DecimalArgument: String, CaseIterable, ExpressibleByArgument {
    case point
    case comma

    var mark: DecimalMark { self == .point ? .point : .comma }
}
