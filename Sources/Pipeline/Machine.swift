internal import Learning

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// What the program runs on, for people: nothing is decided by it.
enum Machine {
    /// The processor's name and the instruction set that the kernels use.
    static var processor: String? {
        let name = lines(of: "/proc/cpuinfo").first { $0.hasPrefix("model name") }
            .flatMap { $0.split(separator: ":").last }
        return "\(name.map { trimmed($0) } ?? "unknown processor"), kernels \(KernelPath.chosen)"
    }

    /// Processors in use.
    static var processors: Int { ProcessInfo.processInfo.activeProcessorCount }

    /// The operating system's own name.
    static var operatingSystem: String? {
        lines(of: "/etc/os-release").first { $0.hasPrefix("PRETTY_NAME=") }
            .map { $0.dropFirst("PRETTY_NAME=".count).filter { $0 != "\"" } }
    }

    private static func lines(of path: String) -> [Substring] {
        guard let contents = FileManager.default.contents(atPath: path) else { return [] }
        return String(decoding: contents, as: UTF8.self).split(separator: "\n")
    }

    private static func trimmed(_ text: Substring) -> String {
        text.split(separator: " ").joined(separator: " ")
    }
}
