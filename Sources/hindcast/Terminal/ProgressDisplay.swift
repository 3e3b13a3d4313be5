#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif
internal import Pipeline
internal import Synchronization

/// Shows progress on stderr: a bar that redraws itself on a terminal, a line every tenth part elsewhere.
final class ProgressDisplay: Sendable {
    private struct State {
        var barIsShown = false
        var lastTenth = 0
        /// What was done when it was first told, and when that was: the rate counts from there.
        var first: (work: Work, at: Double)?
    }

    private let state = Mutex(State())
    private let isTerminal: Bool
    private let isQuiet: Bool
    private let seconds: @Sendable () -> Double

    init(isQuiet: Bool, seconds: @escaping @Sendable () -> Double) {
        isTerminal = hindcast.isTerminal(STDERR_FILENO)
        self.isQuiet = isQuiet
        self.seconds = seconds
    }

    func show(_ event: ProgressEvent) {
        state.withLock { state in
            switch event {
            case .notice(let sentence):
                if !isQuiet { writeLine(sentence, &state) }
            case .warning(let sentence):
                writeLine("warning: \(sentence)", &state)
            case .stage(let name, let seconds):
                if !isQuiet { writeLine("\(name): \((seconds * 1000).rounded() / 1000) s", &state) }
            case .trials(let done, let count, let share, let last):
                show(Work(done: done, count: count, unit: "trial", share: share, last: last), &state)
            case .files(let done, let count):
                // Some seconds at most: worth watching, not worth a line in a log.
                guard isTerminal else { return }
                let share = Double(done) / Double(max(count, 1))
                show(Work(done: done, count: count, unit: "file", share: share, last: nil), &state)
            }
        }
    }

    private func show(_ work: Work, _ state: inout State) {
        guard !isQuiet else { return }
        // Files and trials may follow one another; each has a rate of its own.
        if let first = state.first, first.work.unit != work.unit { (state.first, state.lastTenth) = (nil, 0) }
        let first = state.first ?? (work, seconds())
        state.first = first
        let summary = work.summary(since: first.work, seconds: seconds() - first.at)
        if isTerminal {
            drawBar(work, summary, &state)
        } else if Int(work.share * 10) > state.lastTenth || work.done == work.count {
            state.lastTenth = Int(work.share * 10)
            let last = work.last.map { "; last: \($0)" } ?? ""
            writeLine("\(Int((work.share * 100).rounded())) %: \(summary)\(last)", &state)
        }
    }

    /// Ends the bar's line, so that what follows starts on its own.
    func finish() {
        state.withLock { clearBar(&$0) }
    }

    private func drawBar(_ work: Work, _ summary: String, _ state: inout State) {
        let width = terminalColumns(STDERR_FILENO)
        let length = min(24, max(0, width - summary.count - 2))
        let filled = min(length, Int((work.share * Double(length)).rounded()))
        let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: length - filled)
        let room = width - length - summary.count - 4
        let text = "\(bar) \(summary)" + (room > 12 ? "  \((work.last ?? "").prefix(room))" : "")
        // A line as wide as the window would wrap, and what wrapped is not taken off again.
        write("\r\u{1B}[2K\(text.prefix(max(width - 1, 1)))")
        state.barIsShown = true
    }

    private func clearBar(_ state: inout State) {
        if state.barIsShown { write("\r\u{1B}[2K") }
        state.barIsShown = false
    }

    private func writeLine(_ line: String, _ state: inout State) {
        clearBar(&state)
        write(line + "\n")
    }

    private func write(_ text: String) { writeAll(text, to: STDERR_FILENO) }
}

/// Work done out of all work.
private struct Work {
    var done: Int
    var count: Int
    /// What is counted, in the singular.
    var unit: String
    /// The share of the work that is done, which the count need not tell.
    var share: Double
    /// What was finished last.
    var last: String?

    /// How far it is, how fast it goes and how long it will take, as far as that can be told.
    func summary(since first: Work, seconds: Double) -> String {
        let text = "\(done) of \(count) \(unit)s"
        let gained = share - first.share
        guard seconds > 0, gained > 0, done > first.done else { return text }
        let left = (1 - share) * seconds / gained
        let rate = Double(done - first.done) / seconds
        // Three digits are enough to see whether it goes faster or slower.
        let decimals = rate >= 100 ? 0 : rate >= 10 ? 1 : 2
        var digits = "\(Int((rate * [1, 10, 100][decimals]).rounded()))"
        digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let speed = digits.dropLast(decimals) + (decimals > 0 ? "." : "") + digits.suffix(decimals)
        return "\(text), \(speed) a second, about \(Int(left.rounded(.up))) s left"
    }
}

/// Whether a file descriptor leads to a terminal.
func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

/// The columns of the terminal behind a file descriptor; 80 where it does not say.
func terminalColumns(_ descriptor: Int32) -> Int {
    var size = winsize()
    return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
}

/// Writes a sentence that somebody should look into.
func warn(_ sentence: String) { writeAll("warning: \(sentence)\n", to: STDERR_FILENO) }

/// Writes text to a file descriptor, all of it or until the reader is gone.
func writeAll(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
        let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return }
        bytes = bytes.dropFirst(count)
    }
}
