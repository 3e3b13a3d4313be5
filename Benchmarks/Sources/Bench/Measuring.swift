import CPeak
import Learning

/// How fast a work ran, and how fast the processor was at that moment.
struct Measurement {
    /// Of one run of the work, the median of at least five timings.
    var seconds: Double
    /// Floating-point operations a second that one core can do at most, the median of loops run between the timings.
    var peak: Double
}

/// Times a work, in turns with the loop that measures the peak, so that both see the same clock rate and neighbours.
///
/// It takes half a second or seven timings, whichever is longer; on a busy machine, where that would take long, five.
func measure(
    threads: Int = 1, path: String, budget: Double = 0.5, patience: Double = 1, _ work: () -> Void
) -> Measurement {
    let clock = Clock(threads: threads)
    func time(_ repeats: Int) -> Double {
        let start = clock.now
        for _ in 0..<repeats { work() }
        return clock.now - start
    }
    work()
    var repeats = 1
    while time(repeats) < 0.02 && repeats < 1 << 20 { repeats *= 2 }
    var seconds: [Double] = []
    var peaks: [Double] = []
    let start = clock.now
    let deadline = Clock.wall.now + patience
    while seconds.count < 5
        || Clock.wall.now < deadline && (seconds.count < 7 || clock.now - start < budget)
    {
        peaks.append(peakRate(path))
        seconds.append(time(repeats) / Double(repeats))
    }
    return Measurement(seconds: median(seconds), peak: median(peaks))
}

/// Floating-point operations a second of this core at this moment, by a loop of register-only fused multiply-adds.
func peakRate(_ path: String, rounds: Int = 100_000) -> Double {
    let start = Clock.cpu.now
    let operations = hindcast_peak_round(path, rounds)
    return operations / (Clock.cpu.now - start)
}

/// The middle one, or the later of the two in the middle.
func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
