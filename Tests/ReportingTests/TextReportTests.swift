import Evaluation
import Foundation
import Market
import Testing

@testable import Reporting

@Suite("The text report")
struct TextReportTests {
    @Test("is the committed text, which is recorded only on demand and then fails")
    func golden() throws {
        let text = renderText(Sample.content)
        if ProcessInfo.processInfo.environment["HINDCAST_RECORD"] == "1" {
            let source = URL(filePath: #filePath).deletingLastPathComponent()
            try Data(text.utf8).write(to: source.appending(path: "Fixtures/report.txt"))
            Issue.record("recorded Fixtures/report.txt; look at it, then run again without HINDCAST_RECORD")
            return
        }
        let url = try #require(Bundle.module.url(forResource: "Fixtures/report", withExtension: "txt"))
        let expected = try String(contentsOf: url, encoding: .utf8)
        let difference = zip(lines(text), lines(expected)).enumerated().first { $0.element.0 != $0.element.1 }
        if let (index, pair) = difference {
            Issue.record("line \(index + 1) is\n\(pair.0)\nbut was\n\(pair.1)")
        }
        #expect(lines(text).count == lines(expected).count)
    }

    /// The edges of what a run can hold; named, so that the test's log stays readable.
    enum Edge: String, CaseIterable {
        case full, empty, oneModel, withoutNumbers, nothingRejectedAndNoShock, hostile

        var content: ReportContent {
            var content = Sample.content
            switch self {
            case .full: break
            case .empty: content = ReportContent(run: Sample.runFacts)
            case .oneModel:
                content.leaderboard = Array(content.leaderboard.prefix(1))
                content.widthSweep = Array(content.widthSweep.prefix(1))
                content.shockTable.removeAll { $0.model != "random-walk" }
                content.metrics.removeAll { $0.model != "random-walk" }
                content.comparisons = []
            case .withoutNumbers:
                for index in content.leaderboard.indices {
                    content.leaderboard[index].nll = nil
                    content.leaderboard[index].dmPVsNaive = nil
                    content.leaderboard[index].rmse = nil
                    content.leaderboard[index].inMCS = index % 2 == 0
                }
                for index in content.comparisons.indices { content.comparisons[index].pValue = nil }
                for index in content.metrics.indices { content.metrics[index].lower = nil }
                for index in content.shockResponses.indices { content.shockResponses[index].bandUpper = nil }
                for index in content.widthSweep.indices { content.widthSweep[index].nll = nil }
                for index in content.shockTable.indices { content.shockTable[index].nll = nil }
            case .nothingRejectedAndNoShock:
                content.rejections = Rejections()
                content.shockTable = []
                content.usableFrom = [:]
            case .hostile: content = TextReportTests.hostile
            }
            return content
        }
    }

    /// Every text is long and holds a line break and an escape; every number is huge.
    static let hostile: ReportContent = {
        let bad = String(repeating: "\u{1B}[2J\nvery long name with blanks ", count: 30)
        var content = Sample.content
        content.run = RunFacts(
            runID: bad, pipeline: bad, version: bad, configurationHash: bad, dataHash: bad,
            seeds: Array(1...200), command: bad, testSpan: content.run.testSpan, folds: .max, refitRule: bad)
        for index in content.leaderboard.indices {
            content.leaderboard[index].model += bad
            content.leaderboard[index].parameters = .max
            content.leaderboard[index].nll = -1e200
            content.leaderboard[index].rmse = 1e30
        }
        for index in content.widthSweep.indices {
            content.widthSweep[index].model += bad
            content.widthSweep[index].multiplyAddsPerForecast = .max
        }
        for index in content.shockTable.indices { content.shockTable[index].period += bad }
        for index in content.metrics.indices { content.metrics[index].model += bad }
        for index in content.comparisons.indices {
            content.comparisons[index].model += bad
            content.comparisons[index].meanDifference = 1e19
        }
        for index in content.shockResponses.indices { content.shockResponses[index].model += bad }
        for index in content.cumulativeLosses.indices { content.cumulativeLosses[index].model += bad }
        content.errorFamilies = content.errorFamilies.mapValues { $0 + bad }
        for index in content.dataHealth.indices { content.dataHealth[index].symbol += bad }
        content.rejections = Rejections(
            counts: [.init(file: bad, reason: bad, rows: 2)],
            examples: [.init(file: bad, line: 1, reason: bad, detail: bad, rawText: bad)])
        content.chart?.symbol = bad
        content.chart?.model = bad
        content.chart?.marks = (0..<40).map { .init(date: Sample.date(2020, 2, 1).advanced(byDays: $0), note: bad) }
        content.machine = MachineFacts(processor: bad, startedAt: bad, stages: [.init(name: bad, seconds: 1e18)])
        content.shockPeriods = [ShockPeriod(name: bad, intervals: [])]
        return content
    }()

    @Test(
        "has no line beyond 100 columns, no blank at a line's end and no control character",
        arguments: Edge.allCases)
    func shape(edge: Edge) {
        let text = renderText(edge.content)
        for line in lines(text) {
            #expect(line.count <= 100, "\(line)")
            #expect(line.last != " ", "\(line)")
        }
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || (0x7F...0x9F).contains($0.value) })
        #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
    }

    @Test("has the same sections in the same order, whatever is in them", arguments: Edge.allCases)
    func order(edge: Edge) {
        let all = lines(renderText(edge.content))
        let headings = all.indices.dropFirst().filter { !all[$0].isEmpty && all[$0].allSatisfy { $0 == "-" } }
        #expect(
            headings.map { all[$0 - 1] } == [
                "What ran, on what", "Leaderboard", "History width: what a longer memory costs and brings",
                "Shock periods", "The index through the shock", "NLL by year", "When the lead was earned",
                "Calibration: do the intervals hold what they promise?",
                "Risk: are the worst days as rare as forecast?",
                "Direction, and the decision to invest or stay out", "Other measures", "Data coverage",
                "Rejected rows", "Definitions", "Provenance", "Machine and times",
            ])
    }

    @Test("does not depend on the order of its rows")
    func rowOrder() {
        var content = Sample.content
        content.leaderboard.reverse()
        content.widthSweep.reverse()
        content.shockTable.reverse()
        content.shockPeriods.reverse()
        content.metrics.reverse()
        content.comparisons.reverse()
        content.otherTests.reverse()
        content.cumulativeLosses.reverse()
        content.shockResponses.reverse()
        content.shockPath.reverse()
        content.dataHealth.reverse()
        content.rejections.counts.reverse()
        content.rejections.examples.reverse()
        let isSame = renderText(content) == renderText(Sample.content)
        #expect(isSame)
    }

    @Test("keeps times, the machine and the run's name out of all but the last section")
    func body() throws {
        var later = Sample.content
        later.run.runID = "another"
        later.machine = MachineFacts(processor: "Other", processorCount: 64, stages: [.init(name: "x", seconds: 9)])
        for index in later.leaderboard.indices { later.leaderboard[index].trainSeconds *= 3 }
        for index in later.widthSweep.indices {
            later.widthSweep[index].trainSeconds *= 3
            later.widthSweep[index].forecastSeconds = 99
        }
        let (first, second) = (renderText(Sample.content), renderText(later))
        #expect(first != second)
        let end = try #require(first.range(of: "\nMachine and times\n"))
        let hasSameBody = second.hasPrefix(first[..<end.lowerBound])
        #expect(hasSameBody)
    }

    @Test("has the terminal's leaderboard in it, and a narrow terminal gets fewer columns and a note")
    func leaderboard() {
        let wide = renderLeaderboard(Sample.leaderboard, width: 100)
        let table = wide.prefix { $0 != "L" }
        #expect(renderText(Sample.content).contains(table))
        #expect(renderLeaderboard(Sample.leaderboard, width: 120).contains("MAE"))
        for width in [40, 60, 80, 100, 200] {
            let narrow = renderLeaderboard(Sample.leaderboard, width: width)
            #expect(lines(narrow).allSatisfy { $0.count <= width })
            #expect(narrow.contains("Left out for want of room") == (width <= 100))
        }
        #expect(renderLeaderboard([]) == "No model was scored.\n")
    }
}

func lines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}
