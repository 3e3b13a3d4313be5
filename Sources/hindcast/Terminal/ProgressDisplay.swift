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
        var startedAt: Double?
    }

    private let state = Mutex(State())
    private let isTerminal: Bool
    private let isQuiet: Bool
    private let seconds: @Sendable () -> Double

    init(isQuiet: Bool, seconds: @escaping @Sendable () -> Double) {
        isTerminal = isatty(STDERR_FILENO) == 1
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
                guard !isQuiet else { return }
                let start = state.startedAt ?? seconds()
                state.startedAt = start
                let elapsed = seconds() - start
                let left = share > 0 ? elapsed / share - elapsed : 0
                let summary = "\(done) of \(count) trials, about \(Int(left.rounded(.up))) s left"
                if isTerminal {
                    drawBar(share: share, summary: summary, last: last, &state)
                } else if Int(share * 10) > state.lastTenth || done == count {
                    state.lastTenth = Int(share * 10)
                    writeLine("\(Int((share * 100).rounded())) %: \(summary); last: \(last)", &state)
                }
            }
        }
    }

    /// Ends the bar's line, so that what follows starts on its own.
    func finish() {
        state.withLock { clearBar(&$0) }
    }

    private func drawBar(share: Double, summary: String, last: String, _ state: inout State) {
        let length = 24
        let filled = min(length, Int((share * Double(length)).rounded()))
        let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: length - filled)
        let room = max(0, columns - length - summary.count - 10)
        let text = "\(bar) \(summary)" + (room > 12 ? "  \(last.prefix(room))" : "")
        write("\r\u{1B}[2K\(text)")
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

    private var columns: Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    private func write(_ text: String) { writeAll(text, to: STDERR_FILENO) }
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
