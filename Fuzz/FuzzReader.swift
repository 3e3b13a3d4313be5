import Ingestion
import Market

/// Reads any bytes as a price file: whatever comes back has to be sound, and something has to come back.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let today = SessionDate(year: 2026, month: 11, day: 23)
    // What may be asked for beside the bytes follows from them, so that a find can be repeated.
    var options = ReadingOptions()
    switch bytes.reduce(0, &+) % 12 {
    case 0: options.format = FormatName.allCases[bytes.count % FormatName.allCases.count]
    case 1: options.dateOrder = .dayFirst
    case 2: options.decimalMark = .comma
    case 3: options.nonPositiveSymbols = ["any"]
    case 4: options.mapping = ColumnMapping(columns: [.date: .number(1), .close: .number(2)], scale: 0.01)
    default: break
    }
    let reader = PriceFileReader(asOf: today, options: options)
    let reading = try? reader.readAll(bytes: bytes, path: "prices/any.csv")
    var slow = reader
    slow.isFast = false
    let rowByRow = try? slow.readAll(bytes: bytes, path: "prices/any.csv")
    precondition(reading == rowByRow, "row by row it is something else")
    guard let reading else { return 0 }
    for file in reading.files {
        precondition(file.lines.isComplete, "\(file.lines) do not add up")
        precondition(file.lines.accepted == file.series.bars.count + file.nonPositiveBars.count)
        precondition(file.nonPositiveBars.isEmpty || !options.nonPositiveSymbols.isEmpty)
        for bar in file.series.bars {
            precondition(bar.close > 0 && bar.close <= 1e9)
            for value in [bar.open, bar.high, bar.low, bar.adjustedClose] {
                precondition(value.map { $0 > 0 && $0 <= 1e9 } ?? true)
            }
            precondition(bar.volume.map { $0 >= 0 && $0 <= 1e15 } ?? true)
            precondition(today.map { bar.date <= $0 } ?? true)
        }
        precondition(file.rejectedRows.allSatisfy { !$0.detail.isEmpty && $0.rawText.utf8.count <= 1500 })
    }
    return 0
}
