public import Market

/// What came out of one series of one price file, its bars as columns: see ``IngestedFile``.
public struct IngestedColumns: Sendable {
    /// The file.
    public var source: SourceFile
    /// The name of the series.
    public var symbol: String
    /// The bars, sorted by date.
    public var columns: PriceColumns
    /// Bars with a price of zero or below, by date, of a series that is declared to have them.
    public var nonPositiveBars: [Bar]
    /// The rows that are not bars, by line.
    public var rejectedRows: [RejectedRow]
    /// Sentences about what was mended or looks odd.
    public var warnings: [String]
    /// Where the file's lines went.
    public var lines: LineCounts
    /// Splits and dividends that the file states.
    public var actions: [CorporateAction]
    /// The layout it was read by.
    public var format: FormatName?
    /// Whether rows that are appended to the file may be read alone.
    public var canBeContinued: Bool
}

extension IngestedFile {
    /// A result whose bars were read as columns.
    init(_ read: IngestedColumns) {
        do throws(PriceSeriesError) {
            self.init(
                source: read.source, series: try PriceSeries(symbol: read.symbol, bars: read.columns.bars),
                rejectedRows: read.rejectedRows, warnings: read.warnings, lines: read.lines, actions: read.actions,
                format: read.format)
        } catch {
            preconditionFailure("rows were accepted that are no series: \(error)")
        }
        nonPositiveBars = read.nonPositiveBars
        canBeContinued = read.canBeContinued
    }
}
