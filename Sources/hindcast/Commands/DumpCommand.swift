internal import ArgumentParser
internal import Pipeline

/// `hindcast dump`: a store as text, to compare it with another.
struct DumpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dump", abstract: "Write a store's content as text that can be compared.",
        discussion: """
            Two stores with the same content give the same lines, whatever order it came in and however many machines \
            made it. No bit of a number is lost.
            """)

    @OptionGroup var store: StoreOptions

    @Flag(help: "Times of day and durations too, which no two runs share.")
    var times = false

    func run() throws {
        var text = ""
        try dumpStore(store.db, withTimes: times) { line in
            text += line
            text += "\n"
            guard text.utf8.count > 1 << 16 else { return }
            print(text, terminator: "")
            text = ""
        }
        print(text, terminator: "")
    }
}
