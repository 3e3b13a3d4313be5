import Learning
import Market

/// The price files of the work `ingest`: 500 series of 7,560 sessions, 3.8 million rows and about 230 MB, the same in
/// every run.
enum IngestFiles {
    static let files = 500
    static let rows = 7560

    /// Writes the files into a folder and returns their paths.
    static func write(to folder: String) -> [String] {
        (0..<files).map { file in
            let path = "\(folder)/S\(file / 100)\(file / 10 % 10)\(file % 10).csv"
            let output = OutputFile(path: path)
            output.write(text(file))
            return path
        }
    }

    /// One row more, of the session after the last, in which the price did not move.
    static func append(to paths: [String], session: Int) {
        for path in paths {
            let date = SessionDate(dayNumber: 20_500 + Int32(session))
            let fields = lastLine(ofFile: path).split(separator: ",")
            guard fields.count == 6 else { fail("\(path) does not end with a row of the benchmark") }
            let close = fields[4]
            OutputFile(path: path, isAppending: true).write(
                "\(date),\(close),\(close),\(close),\(close),\(1_000_000 + session)\n")
        }
    }

    private static func text(_ file: Int) -> [UInt8] {
        var random = RandomSource(seed: 11).split(UInt64(file))
        var date = SessionDate(dayNumber: 9497)  // 1996-01-02, a Tuesday.
        var close = 100.0
        var text = Array("Date,Open,High,Low,Close,Volume\n".utf8)
        text.reserveCapacity(rows * 64)
        for _ in 0..<rows {
            let open = close * (1 + 0.005 * random.normal())
            close = max(1, close * (1.0002 + 0.015 * random.normal()))
            let high = max(open, close) * (1 + 0.004 * random.normal().magnitude)
            let low = min(open, close) * (1 - 0.004 * min(100, random.normal().magnitude))
            text += Array(date.description.utf8)
            for price in [open, high, low, close] {
                text.append(0x2C)
                append(Int((price * 1e6).rounded()), decimals: 6, to: &text)
            }
            text.append(0x2C)
            append(1_000_000 + random.integer(below: 98_000_000), decimals: 0, to: &text)
            text.append(0x0A)
            // Day 0 was a Thursday; Saturdays and Sundays are left out.
            repeat { date = date.advanced(byDays: 1) } while [2, 3].contains(date.dayNumber % 7)
        }
        return text
    }

    private static func append(_ number: Int, decimals: Int, to text: inout [UInt8]) {
        var digits: [UInt8] = []
        var rest = number
        while rest > 0 || digits.count <= decimals {
            digits.append(0x30 + UInt8(rest % 10))
            rest /= 10
        }
        for (place, digit) in digits.enumerated().reversed() {
            text.append(digit)
            if place == decimals, decimals > 0 { text.append(0x2E) }
        }
    }
}
