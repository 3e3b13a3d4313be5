import Evaluation
import GRDB
import Ingestion
import Market
import Testing

@testable import Store

@Suite("Writing the content out for comparison")
struct DumpTests {
    let folder: Folder

    init() throws {
        folder = try Folder()
    }

    /// Fills a store in one order or the other, at different times.
    private func fill(_ name: String, reversed: Bool) throws -> Store {
        let store = try folder.store(name)
        let time = reversed ? "2027-01-01T00:00:00Z" : noon
        func inOrder<T>(_ items: [T]) -> [T] { reversed ? items.reversed() : items }
        for symbol in inOrder(["AAA", "BBB", "CCC"]) {
            let bad = RejectedRow(line: 3, rawText: "tab\t\"quote\"\n", reason: .badDate, detail: "d")
            _ = try store.ingest(file(prices(symbol, [1, 2, 3]), sha256: "a", rejected: [bad]), at: time)
            _ = try store.ingest(file(prices(symbol, [1, 2.5, 3]), sha256: "b"), at: time)
        }
        for id in inOrder(["r1", "r2"]) { _ = try store.beginRun(run(id, startedAt: time)) }
        for index in inOrder([0, 1, 2]) {
            let symbols = inOrder(["AAA", "BBB", "CCC"])
            var trained = trial(index, "gru", seed: index, seconds: reversed ? 1 : 2)
            trained.history = [.init(trainingLoss: 1.5, validationLoss: 1.75)]
            try store.save(
                trial: trained,
                forecasts: symbols.flatMap { symbol in
                    (1...30).map { forecast(symbol, mean: 0.01 / 3, horizon: $0) }
                },
                models: symbols.map {
                    ModelRecord(name: "gru", symbol: $0, cutoff: day("2019-12-31"), encoded: [9])
                })
        }
        for model in try inOrder(store.models()) {
            try store.save(
                states: [ModelState(symbol: "AAA", afterDate: day("2020-01-01"), state: [UInt8(model.planIndex)])],
                ofModel: model.id)
            try store.replaceMemory(sampleMemory, ofModel: model.id)
        }
        var evaluation = EvaluationResult(
            metrics: inOrder([metric("gru", "nll", -3), metric("gru", "mae", 1)]),
            comparisons: [comparison("gru", against: "random-walk", loss: "nll", p: 0.5)])
        evaluation.cumulativeLosses = [
            CumulativeLossRow(model: "gru", loss: "nll", date: day("2020-01-31"), cumulative: -60, sessions: 20)
        ]
        evaluation.shockResponses = [
            ShockResponse(
                period: "crash", model: "gru", worstDate: day("2020-03-16"), worstNLL: 4, bandUpper: nil,
                peakNLL: nil, sessionsToRecover: nil, sessionsWatched: 9)
        ]
        evaluation.shockPaths = [
            ShockPathRow(
                period: "crash", phase: "shock", model: "gru", date: day("2020-03-16"), forecastVolatility: 0.06,
                realisedVolatility: 0.12, nll: 4, nll20: nil)
        ]
        try store.replaceEvaluation(run: "r1", evaluation)
        for row in inOrder(sampleSearch) { try store.save(row, run: "r1") }
        try store.save(sampleChoice, run: "r1")
        try store.replaceStress(inOrder(sampleStress), run: "r1")
        try store.replaceLeakAudit(inOrder(sampleAudit), run: "r1")
        return store
    }

    @Test("Two stores filled in different order at different times give the same lines, times aside")
    func orderDoesNotMatter() throws {
        let (one, other) = (try fill("one.sqlite", reversed: false), try fill("other.sqlite", reversed: true))
        #expect(try one.count("SELECT id FROM series WHERE symbol = 'AAA'") == 1)
        #expect(try other.count("SELECT id FROM series WHERE symbol = 'AAA'") == 3)
        let lines = try one.dump(excludingTimes: true)
        #expect(lines == (try other.dump(excludingTimes: true)))
        #expect(try one.dump(excludingTimes: false) != (try other.dump(excludingTimes: false)))
        #expect(lines.filter { $0.hasPrefix("forecast\t") }.count == 3 * 3 * 30)
    }

    @Test("Every table is written out, with every column that is not the store's own row number")
    func complete() throws {
        let store = try fill("one.sqlite", reversed: false)
        let written = Dictionary(
            grouping: try store.dump(excludingTimes: false).map { $0.split(separator: "\t") }, by: \.[0])
        let tables = try store.read { db in
            try String.fetchAll(db, sql: "SELECT name FROM pragma_table_list WHERE strict = 1")
        }
        // How a file lies on one machine is no content; the others are empty here.
        let absent = [
            "shock_period", "phase_sample", "lab_run", "lab_value", "file_stamp", "rebase", "corporate_action",
            "non_positive_bar", "left_out",
            "night", "night_model", "market_state", "state_loss", "registration", "session_score",
        ]
        for table in tables where !absent.contains(table) {
            let line = try #require(written[Substring(table)]?.first, "\(table) is missing")
            // The table's name and its columns; a row number that refers to another table is replaced by at least
            // one column of that table's key, a table's own number (id) is left out.
            let columns = try store.count(
                "SELECT count(*) FROM pragma_table_info('\(table)') WHERE name <> 'id' OR type = 'TEXT'")
            #expect(line.count >= 1 + columns, "\(table) lacks columns")
        }
    }

    @Test("A difference in the last bit of a number shows")
    func exact() throws {
        let store = try folder.store()
        _ = try store.ingest(file(prices("AAA", [(0.1).nextUp])), at: noon)
        let line = try #require(try store.dump(excludingTimes: true).first { $0.hasPrefix("bar\t") })
        #expect(line.contains("\t0.10000000000000002\t"))
        #expect(line.contains("bar\t\"AAA\"\t\"2020-01-01\"\tNULL\t"))
    }

    @Test("Text cannot be mistaken for the end of a line or of a field")
    func quoting() throws {
        let store = try folder.store()
        _ = try store.beginRun(run())
        let line = try #require(try store.dump(excludingTimes: true).first { $0.hasPrefix("run\t") })
        #expect(line.contains(#""models:\n\t- random-walk""#))
        #expect(!line.contains("\n"))
    }
}
