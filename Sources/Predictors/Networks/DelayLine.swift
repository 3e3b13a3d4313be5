/// How a window of N sessions is read: the last days one by one, then means over stretches that grow with their age.
///
/// A crash of last Tuesday wants its day, one of last spring its quarter. Eight single days and then two stretches an octave: a
/// window of a year has 18 taps where one of a quarter has 14, so a longer history costs hardly more. The stretches stand
/// in one line with the daily, weekly and monthly means of HAR (Corsi 2009) and with dilated convolutions (van den Oord et al.
/// 2016, "WaveNet").
struct DelayLine: Hashable, Sendable {
    /// N.
    let width: Int
    /// The lags of each tap, the newest first: 0, 1, …, 7, 8…11, 12…15, 16…23, 24…31, 32…47, …; together each lag once.
    let taps: [Range<Int>]
    /// Taps that are a single day.
    let singleDays: Int

    init(width: Int) {
        self.width = width
        singleDays = min(width, 8)
        var taps = (0..<singleDays).map { $0..<$0 + 1 }
        while let first = taps.last?.upperBound, first < width {
            // Half of the largest power of two up to its first lag.
            var length = 1
            while 4 * length <= first { length *= 2 }
            taps.append(first..<min(first + length, width))
        }
        self.taps = taps
    }

    /// The sums of a stream's values in each tap, `[session][tap]`, and over the whole window with fading weights.
    func sums(_ values: [Double]) -> [Double] {
        var byLength: [Int: [Double]] = [:]
        var result = [Double](repeating: 0, count: values.count * taps.count)
        for (index, tap) in taps.enumerated() {
            let sums = byLength[tap.count] ?? windowSums(values, length: tap.count)
            byLength[tap.count] = sums
            result.withUnsafeMutableBufferPointer { result in
                for session in stride(from: tap.lowerBound, to: values.count, by: 1) {
                    result[session * taps.count + index] = sums[session - tap.lowerBound]
                }
            }
        }
        return result
    }
}

/// Sums over windows, `Σ_{k < length} decay^k x_{t−k}` for every t, by doubling: log₂ of the length additions a session.
///
/// A running sum would carry the rounding of older sessions along; here the value at t is made of the window's own values
/// by the same additions whatever lies before. Where a window is not full, what is missing counts as zero.
func windowSums(_ values: [Double], length: Int, decay: Double = 1) -> [Double] {
    var sums = [Double](repeating: 0, count: values.count)
    // The sums over the last `size` sessions, and decay^size.
    var (powers, factor, size) = (values, decay, 1)
    var (covered, weight) = (0, 1.0)
    while covered < length {
        if length & size != 0 {
            for t in stride(from: covered, to: values.count, by: 1) { sums[t] += weight * powers[t - covered] }
            covered += size
            weight *= factor
        }
        guard covered < length else { break }
        for t in stride(from: values.count - 1, through: size, by: -1) { powers[t] += factor * powers[t - size] }
        size *= 2
        factor *= factor
    }
    return sums
}
