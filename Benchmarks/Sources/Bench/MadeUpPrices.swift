import Learning
import Market

/// Price files as Yahoo exports them, the same in every run: 20 symbols with 8,300 returns each.
///
/// The returns are autoregressive, so that a network has something to learn.
enum MadeUpPrices {
    static let symbols = 20
    static let returns = 8300

    /// Writes the files into a folder and returns their paths.
    static func write(to folder: String) -> [String] {
        (0..<symbols).map { symbol in
            let path = "\(folder)/S\(symbol / 10)\(symbol % 10).csv"
            let file = OutputFile(path: path)
            write(symbol, to: file)
            return path
        }
    }

    private static func write(_ symbol: Int, to file: borrowing OutputFile) {
        var random = RandomSource(seed: 5).split(UInt64(symbol))
        var date = SessionDate(dayNumber: 7306)  // 1990-01-02, a Tuesday.
        var close = 100.0
        var last = 0.0
        file.write("Date,Open,High,Low,Close,Adj Close,Volume\n")
        for session in 0...returns {
            let open = close
            if session > 0 {
                last = 0.4 * last + 0.01 * random.normal()
                close *= 1 + max(-0.5, last)
            }
            let high = max(open, close) * 1.002
            let low = min(open, close) * 0.998
            let fields = [open, high, low, close, close].map(sixDecimals)
            file.write("\(date),\(fields.joined(separator: ",")),\(1_000_000 + random.integer(below: 9_000_000))\n")
            // Day 0 was a Thursday; Saturdays and Sundays are left out.
            repeat { date = date.advanced(byDays: 1) } while [2, 3].contains(date.dayNumber % 7)
        }
    }

    private static func sixDecimals(_ price: Double) -> String {
        let millionths = Int((price * 1e6).rounded())
        let fraction = "\(millionths % 1_000_000)"
        return "\(millionths / 1_000_000).\(String(repeating: "0", count: 6 - fraction.utf8.count))\(fraction)"
    }
}
