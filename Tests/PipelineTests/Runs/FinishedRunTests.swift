import Evaluation
import Foundation
import Ingestion
import Market
import Store
import TestSupport
import Testing

@testable import Pipeline

@Suite("A finished backtest", .afterRun)
struct FinishedRunTests {
    let run: FinishedRun
    let store: Store
    let id: String
    private let models = ["ewma", "random-walk", "rnn(hidden=4,epochs=1)", "tdnn(width=5,epochs=1)"]

    init() throws {
        run = try #require(FinishedRun.current)
        store = try run.market.store()
        id = run.outcome.runID
    }

    @Test("is done in the store, with every trial of its plan")
    func recorded() throws {
        let record = try #require(try store.run(id))
        #expect(record.status == .done && record.message == nil && record.finishedAt != nil)
        #expect(record.firstTestDate == date("2020-01-01") && record.lastTestDate == date("2021-12-31"))
        let trials = try store.trials(run: id)
        // Two folds; networks with two seeds, anything else with one: 2·(1 + 1 + 2 + 2).
        #expect(trials.count == 12)
        #expect(trials.map(\.planIndex) == Array(0..<12))
        for fold in 0...1 {
            let first = trials.filter { $0.fold == fold }
            #expect(Set(first.map(\.test)).count == 1)
            #expect(first[0].test.lowerBound == date(fold == 0 ? "2020-01-01" : "2021-01-01"))
            let validation = try #require(first[0].validation)
            #expect(validation.upperBound == date(fold == 0 ? "2019-12-31" : "2020-12-31"))
            #expect(first[0].training.upperBound < validation.lowerBound)
        }
        #expect(run.outcome.summary.contains("tdnn(width=5,epochs=1)"))
        let named = run.log.events.compactMap { event -> String? in
            if case .trials(_, 12, _, let last) = event { last } else { nil }
        }
        #expect(Set(named).count == 12)
    }

    @Test(
        "fills forecast_vs_actual: every model, seed, symbol and session of the test span, once, with its outcome")
    func forecasts() throws {
        let rows = try store.forecastsVersusActual(run: id)
        let closes = Dictionary(
            uniqueKeysWithValues: run.market.prices.map { series in
                (series.symbol, Dictionary(uniqueKeysWithValues: series.bars.map { ($0.date, $0.close) }))
            })
        let sessions = run.market.prices[0].bars.map(\.date).filter { $0 >= date("2020-01-01") }
        // Six fits a fold: random walk, EWMA, and two networks with two seeds.
        #expect(rows.count == 6 * 3 * sessions.count)
        #expect(Set(rows.map { "\($0.model) \($0.seed) \($0.symbol) \($0.cutoff)" }).count == rows.count)
        let all = run.market.prices[0].bars.map(\.date)
        for row in rows {
            let target = try #require(row.targetDate)
            let position = try #require(all.firstIndex(of: target))
            guard row.cutoff == all[position - 1] else {
                Issue.record("\(target) is forecast after \(row.cutoff), not \(all[position - 1])")
                return
            }
            let actual = try #require(row.actual)
            let expected = log(
                try #require(closes[row.symbol]?[target]) / #require(closes[row.symbol]?[row.cutoff]))
            guard abs(actual - expected) < 1e-12, row.q05 < row.q50, row.q50 < row.q95, row.horizon == 1,
                row.covered90 == (row.q05...row.q95).contains(actual), row.error == row.mean - actual
            else {
                Issue.record("\(row), actual \(expected)")
                return
            }
        }
    }

    @Test("fills the leaderboard, whose numbers are those of its forecasts")
    func leaderboard() throws {
        let rows = try store.leaderboard(run: id)
        #expect(rows.map(\.model).sorted() == models)
        #expect(rows.map { $0.nll ?? .nan } == rows.map { $0.nll ?? .nan }.sorted())
        for row in rows {
            #expect(row.seeds == (row.model.contains("nn") ? 2 : 1))
            // The mean over seeds of a score is the mean over all forecasts, each seed having as many.
            let forecasts = try store.forecastsVersusActual(run: id).filter { $0.model == row.model }
            let count = Double(forecasts.count)
            let errors = forecasts.map { $0.mean - ($0.actual ?? .nan) }
            let mae = errors.reduce(0) { $0 + abs($1) } / count
            let rmse = (errors.reduce(0) { $0 + $1 * $1 } / count).squareRoot()
            let coverage = Double(forecasts.filter { $0.covered90 == true }.count) / count
            #expect(abs(try #require(row.mae) / mae - 1) < 1e-12)
            #expect(abs(try #require(row.rmse) / rmse - 1) < 1e-12)
            #expect(abs(try #require(row.coverage90) - coverage) < 1e-12)
            // A mean of zero says no direction.
            #expect((row.directionalAccuracy == nil) == ["random-walk", "ewma"].contains(row.model))
            #expect((row.dmPVsNaive == nil) == (row.model == "random-walk" || row.model == "ewma"))
        }
        #expect(rows.first { $0.model == "random-walk" }?.skillVsNaive == 0)
    }

    @Test("fills the width sweep with its networks, each held against the best")
    func widthSweep() throws {
        let rows = try store.widthSweep(run: id)
        #expect(rows.map(\.model) == ["tdnn(width=5,epochs=1)", "rnn(hidden=4,epochs=1)"])
        #expect(rows.map(\.width) == [5, nil])
        #expect(rows.map(\.response) == ["finite", "infinite"])
        #expect(rows.allSatisfy { $0.parameters > 0 && $0.multiplyAddsPerForecast > 0 })
        let best = try #require(rows.min { ($0.nll ?? .infinity) < ($1.nll ?? .infinity) })
        #expect(rows.allSatisfy { ($0.dmPVsBest == nil) == ($0.model == best.model) })
    }

    @Test("fills the shock table: each phase inside the test span for each model, and says on how many sessions")
    func shockTable() throws {
        let rows = try store.shockTable(run: id)
        #expect(rows.map(\.phase) == ["pre", "shock", "recovery"].flatMap { Array(repeating: $0, count: 4) })
        for phase in ["pre", "shock", "recovery"] {
            #expect(rows.filter { $0.phase == phase }.map(\.model).sorted() == models)
        }
        #expect(Set(rows.map(\.period)) == ["quake"])
        // Weekdays of March 2020.
        let shock = try #require(rows.first { $0.phase == "shock" })
        #expect(shock.sessions == 22)
        #expect(shock.firstDate == date("2020-03-02") && shock.lastDate == date("2020-03-31"))
        let metric = try store.metrics(
            run: id, MetricFilter(model: shock.model, period: "quake", phase: "shock", name: "nll"))
        #expect(metric.map(\.n) == [3 * 22])
        #expect(metric.map(\.value) == [try #require(shock.nll)])
    }

    @Test("says the same in report and store: every number of the leaderboard, rounded as printed")
    func reportAgrees() throws {
        let report = try run.market.folder.text("reports/\(id)/report.txt")
        #expect(run.outcome.reportPath == run.market.folder.path("reports/\(id)/report.txt"))
        let lines = report.split(separator: "\n").map(String.init)
        let start = try #require(lines.firstIndex(of: "Leaderboard"))
        for row in try store.leaderboard(run: id) {
            let line = try #require(
                lines[start...].first { $0.hasPrefix("\(row.model) ") || $0.hasPrefix("  \(row.model) ") })
            let cells = line.split(separator: " ").map(String.init)
            func decimals(_ value: Double?, _ count: Int) throws -> String {
                String(format: "%.\(count)f", try #require(value))
            }
            for cell in [
                try decimals(row.nll, 4), try decimals(row.qlike, 4), try decimals(row.rmse, 5),
                try decimals(row.coverage90.map { $0 * 100 }, 1), "\(row.parameters)",
            ] {
                #expect(cells.contains(cell), "\(cell) in: \(line)")
            }
        }
        for row in try store.widthSweep(run: id) {
            #expect(report.contains("\(row.multiplyAddsPerForecast)") || row.multiplyAddsPerForecast > 999)
        }
        #expect(
            run.outcome.summary.split(separator: "\n").dropFirst(3).prefix(4).allSatisfy { report.contains($0) })
    }

    @Test("keeps each refused row with its reason, in the store and in the report")
    func rejectedRows() throws {
        let rejected = try store.rejectedRows()
        #expect(rejected.map(\.symbol) == ["BBB", "BBB", "BBB", "BBB"])
        #expect(rejected.map(\.row.line) == [301, 302, 303, 905])
        #expect(rejected.map(\.row.reason) == [.badDate, .nonPositivePrice, .badNumber, .futureDate])
        #expect(
            rejected.map(\.row.rawText) == [
                "2019-02-30,100", "2019-03-02,-5", "2019-03-03,twelve", "2031-01-01,100",
            ])
        let report = try run.market.folder.text("reports/\(id)/report.txt")
        #expect(report.contains("4 rows of 1 file were refused"))
        for row in rejected {
            #expect(report.contains("BBB.csv, line \(row.row.line), \(row.row.reason.rawValue)"))
            #expect(report.contains(row.row.rawText))
        }
        #expect(run.log.sentences.contains { $0.hasPrefix("4 rows of the price files were refused") })
        #expect(try store.dataHealth().map(\.rejectedRows) == [0, 4, 0])
    }

    @Test("is reported again from the store alone, the same but for the machine and the times")
    func reportedAgain() throws {
        let again = try renderedReport(run: nil, store: run.market.folder.path("store.sqlite"), format: .text)
        let report = try run.market.folder.text("reports/\(id)/report.txt")
        func body(_ text: String) throws -> Substring {
            text[..<(try #require(text.range(of: "\nMachine and times\n"))).lowerBound]
        }
        let isSame = try body(again) == body(report)
        #expect(isSame)
    }

    @Test("leaves a page beside the text report, whose policy lets its own script run and no other")
    func page() throws {
        let page = try run.market.folder.text("reports/\(id)/report.html")
        let opening = try #require(page.range(of: "<script>"))
        let end = try #require(page.range(of: "</script>\n</body>"))
        var hash = SHA256()
        hash.update(Array(page[opening.upperBound..<end.lowerBound].utf8))
        let digits = Array(hash.hexadecimalDigest())
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(digits[$0...$0 + 1]), radix: 16)
        }
        let expected = "sha256-" + Data(bytes).base64EncodedString()
        #expect(page.contains("script-src &#39;\(expected)&#39;"), "the policy should name \(expected)")
        // The skill that was drawn is the sum of what the store holds.
        let again = try renderedReport(run: nil, store: run.market.folder.path("store.sqlite"), format: .html)
        #expect(again.contains("id=\"cumulative-skill\"") && page.contains("id=\"fan\""))
    }

    @Test("is told to machines as JSON and as tables, with every forecast in the long form")
    func machineForms() throws {
        let path = run.market.folder.path("store.sqlite")
        let json = try renderedReport(run: nil, store: path, format: .json)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let sessions = try #require(object["sessions"] as? [String: Any])
        let tracks = try #require(sessions["models"] as? [[String: Any]])
        for row in try store.leaderboard(run: id) {
            let track = try #require(tracks.first { $0["model"] as? String == row.model })
            // Every session has the same three series here, so the mean of means is the stored mean.
            let losses = try #require(track["nll"] as? [Double])
            let mean = losses.reduce(0, +) / Double(losses.count)
            let nll = try #require(row.nll)
            #expect(abs(mean - nll) < 1e-12)
            let errors = try #require(track["squared_error"] as? [Double])
            let rmse = (errors.reduce(0, +) / Double(errors.count)).squareRoot()
            let stored = try #require(row.rmse)
            #expect(abs(rmse - stored) < 1e-12)
        }
        try writeReport(run: nil, store: path, format: .csv, to: run.market.folder.path("tables"))
        let lines = try run.market.folder.text("tables/forecasts.csv").split(separator: "\n")
        #expect(lines[0].hasPrefix("unique_id,ds,cutoff,horizon,model,seed,fold,y,mean"))
        let rows = try store.forecastsVersusActual(run: id)
        #expect(lines.count == rows.count + 1)
        #expect(
            lines.dropFirst().allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count >= 18 })
    }
}
