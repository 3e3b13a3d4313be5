import Ingestion
import Market

/// Reads any bytes as a price file: whatever comes back has to be sound, and something has to come back.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let today = SessionDate(year: 2026, month: 11, day: 23)
    guard let reading = try? PriceFileReader(asOf: today).readAll(bytes: bytes, path: "prices/any.csv") else { return 0 }
    for file in reading.files {
        precondition(file.lines.isComplete, "\(file.lines) do not add up")
        precondition(file.lines.accepted == file.series.bars.count)
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
