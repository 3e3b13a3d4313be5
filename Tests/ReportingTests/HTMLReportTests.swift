import Evaluation
import Foundation
import Market
import Testing

@testable import Reporting

@Suite("The report as a page")
struct HTMLReportTests {
    private let page = renderHTML(Sample.content, evidence: SampleEvidence.evidence)

    @Test("is the committed page, which is recorded only on demand and then fails", arguments: ["html", "json"])
    func golden(form: String) throws {
        let text = form == "html" ? page : renderJSON(Sample.content, evidence: SampleEvidence.evidence)
        if ProcessInfo.processInfo.environment["HINDCAST_RECORD"] == "1" {
            let source = URL(filePath: #filePath).deletingLastPathComponent()
            try Data(text.utf8).write(to: source.appending(path: "Fixtures/report.\(form)"))
            Issue.record("recorded Fixtures/report.\(form); look at it, then run again without HINDCAST_RECORD")
            return
        }
        let url = try #require(Bundle.module.url(forResource: "Fixtures/report", withExtension: form))
        let (now, then) = (lines(text), lines(try String(contentsOf: url, encoding: .utf8)))
        if let (index, pair) = zip(now, then).enumerated().first(where: { $0.element.0 != $0.element.1 }) {
            Issue.record("line \(index + 1) is\n\(pair.0.prefix(400))\nbut was\n\(pair.1.prefix(400))")
        }
        #expect(now.count == then.count)
    }

    @Test("says with text and JSON that no model is better on the mean, and names none, where that is so")
    func noneIsBetter() {
        var content = Sample.content
        for index in content.comparisons.indices where content.comparisons[index].loss == ReportMetric.squaredError
        {
            content.comparisons[index].meanDifference = 0
            content.comparisons[index].pValue = nil
        }
        let sentence = "No model is better than the random walk on the mean of the next return."
        #expect(renderText(content).replacing("\n", with: " ").contains(sentence))
        #expect(renderJSON(content, evidence: SampleEvidence.evidence).contains(sentence))
        let page = renderHTML(content, evidence: SampleEvidence.evidence)
        let tile =
            "<dt>Best skill on the mean</dt><dd class=\"value\">none</dd><dd>no model is better than the random walk</dd>"
        #expect(page.contains(sentence) && page.contains(tile))
        #expect(!self.page.contains(tile))
    }

    @Test("never lets a name become markup: a ticker of script stays text")
    func hostileNames() {
        let bad = "<script>alert(1)</script>\" onload='x' &amp; </title><img src=x>"
        var (content, evidence) = (Sample.content, SampleEvidence.evidence)
        content.run.pipeline = bad
        content.run.command = bad
        for index in content.leaderboard.indices { content.leaderboard[index].model += bad }
        for index in content.dataHealth.indices { content.dataHealth[index].symbol = bad }
        for index in content.shockTable.indices { content.shockTable[index].period += bad }
        for index in content.comparisons.indices { content.comparisons[index].model += bad }
        content.shockPeriods = content.shockPeriods.map {
            ShockPeriod(name: $0.name + bad, intervals: $0.intervals)
        }
        content.chart?.symbol = bad
        for index in evidence.tracks.indices { evidence.tracks[index].model += bad }
        for index in evidence.volatility.indices { evidence.volatility[index].symbol = bad }
        for index in evidence.volatility.indices { evidence.volatility[index].period += bad }
        for index in evidence.calendars.indices { evidence.calendars[index].symbol = bad }
        for index in evidence.fans.indices { evidence.fans[index].model += bad }
        let page = renderHTML(content, evidence: evidence)
        #expect(!page.contains("<script>alert") && !page.contains("<img") && !page.contains("onload='"))
        #expect(page.contains("&lt;script&gt;"))
        // Our own script, and data that no browser runs.
        let scripts = page.components(separatedBy: "<script").count - 1
        #expect(scripts == page.components(separatedBy: "<script type=\"application/json\"").count)
        #expect(unbalanced(page) == nil)
        let json = renderJSON(content, evidence: evidence)
        #expect(!json.contains("<"))
    }

    @Test("is whole whatever is in it: tags balance, ids are unique, every picture says what it shows")
    func structure() throws {
        var bare = Sample.content
        bare.leaderboard = Array(bare.leaderboard.prefix(1))
        bare.comparisons = []
        for page in [
            page, renderHTML(ReportContent(run: Sample.runFacts), evidence: Evidence()),
            renderHTML(bare, evidence: Evidence()), renderHTML(Sample.content, evidence: Evidence()),
        ] {
            #expect(unbalanced(page) == nil)
            let ids = page.matches(of: /\sid="([^"]*)"/).map { String($0.1) }
            #expect(Set(ids).count == ids.count)
            for label in page.matches(of: /aria-labelledby="(\S+) (\S+)"/) {
                #expect(ids.contains(String(label.1)) && ids.contains(String(label.2)))
            }
            let pictures = page.matches(of: /<svg class="(wide|narrow)"/).count
            #expect(page.matches(of: /<desc id=/).count == pictures)
            for link in page.matches(of: /href="#([^"]*)"/) { #expect(ids.contains(String(link.1))) }
            #expect(!page.contains("http://") || page.contains("http://www.w3.org/2000/svg"))
            let still = page.components(separatedBy: "<script>")[0]
            #expect(!page.contains("https://") && !still.contains("NaN") && !still.contains("inf,"))
        }
    }

    @Test("says plainly what is not there, where a run holds nothing to draw")
    func empty() {
        let page = renderHTML(ReportContent(run: Sample.runFacts), evidence: Evidence())
        #expect(page.matches(of: /class="empty"/).count >= 8)
        #expect(page.contains("No memory was measured for this run"))
    }

    @Test("has every number that the text report has")
    func sameNumbers() throws {
        let text = renderText(Sample.content)
        // The chart of the text report is a drawing, which the page replaces.
        let plain = page.replacing(/<[^>]*>/, with: " ").replacing("&lt;", with: "<")
        let known = Set(numbers(plain))
        let drawing = try #require(text.range(of: "The index through the shock"))
        let after = try #require(text.range(of: "NLL by year"))
        for part in [text[..<drawing.lowerBound], text[after.lowerBound...]] {
            for number in numbers(String(part)) { #expect(known.contains(number), "\(number) is not on the page") }
        }
    }

    @Test(
        "has colours that can be read and told apart, on paper, in the light and in the dark",
        arguments: [0, 1, 2])
    func colours(scheme: Int) throws {
        let style = pageStyle.description.components(separatedBy: ":root{")[scheme + 1]
        let colours = Dictionary(
            style.prefix { $0 != "}" }.matches(of: /--([a-z]+):\s*(#[0-9a-f]{3,6})/).map {
                (String($0.1), Colour(String($0.2)))
            }, uniquingKeysWith: { first, _ in first })
        let paper = try #require(colours["paper"])
        for name in ["ink", "soft", "link", "infinite", "finite", "classical", "naive", "bad", "warn"] {
            #expect(try #require(colours[name]).contrast(to: paper) >= 4.5, "\(name)")
        }
        for name in ["rule", "other"] { #expect(try #require(colours[name]).contrast(to: paper) >= 3, "\(name)") }
        let series = try ["infinite", "finite", "classical", "naive", "other"].map { try #require(colours[$0]) }
        for (index, one) in series.enumerated() {
            for other in series[..<index] {
                for sight in Colour.sights { #expect(one.distance(to: other, seen: sight) > 9) }
            }
        }
    }

    /// The first tag that closes what is not open, or stays open; nil where all is well.
    private func unbalanced(_ page: String) -> String? {
        var open: [Substring] = []
        // What stands in scripts and styles is no markup.
        let markup = page.replacing(/(?s)<(script|style)([^>]*)>.*?<\/(script|style)>/, with: "")
        for tag in markup.matches(of: /<(\/?)([a-zA-Z0-9]+)(?:"[^"]*"|[^">])*?(\/?)>/) {
            if !tag.3.isEmpty || ["meta"].contains(tag.2) { continue }
            if tag.1.isEmpty { open.append(tag.2) } else if open.popLast() != tag.2 { return String(tag.2) }
        }
        return open.last.map(String.init)
    }

    private func numbers(_ text: String) -> [String] {
        text.matches(of: /[0-9][0-9,]*(?:\.[0-9]+)?/).map { String($0.0) }
    }

    private func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
    }
}

/// A colour of the screen, and how eyes of several kinds see it.
private struct Colour {
    /// Red, green and blue in linear light.
    var light: [Double]

    init(_ hex: String) {
        var digits = Array(hex.dropFirst())
        if digits.count == 3 { digits = digits.flatMap { [$0, $0] } }
        light = stride(from: 0, to: 6, by: 2).map {
            let value = Double(Int(String(digits[$0...$0 + 1]), radix: 16) ?? 0) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
    }

    /// WCAG 2: (lighter + 0.05) / (darker + 0.05) of relative luminance.
    func contrast(to other: Colour) -> Double {
        let values = [self, other].map { 0.2126 * $0.light[0] + 0.7152 * $0.light[1] + 0.0722 * $0.light[2] }
            .sorted()
        return (values[1] + 0.05) / (values[0] + 0.05)
    }

    /// All colours; without red, green or blue cones (Machado, Oliveira and Fernandes 2009, severity 1).
    static let sights: [[[Double]]] = [
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    ]

    /// The distance in CIELAB; 2.3 is just noticeable.
    func distance(to other: Colour, seen sight: [[Double]]) -> Double {
        let (a, b) = (lab(sight), other.lab(sight))
        return zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }

    private func lab(_ sight: [[Double]]) -> [Double] {
        let seen = sight.map { row in min(max(zip(row, light).reduce(0) { $0 + $1.0 * $1.1 }, 0), 1) }
        func f(_ t: Double) -> Double { t > 0.008856 ? cbrt(t) : 7.787 * t + 16 / 116 }
        let x = f((0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.9505)
        let y = f(0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2])
        let z = f((0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.089)
        return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
    }
}
