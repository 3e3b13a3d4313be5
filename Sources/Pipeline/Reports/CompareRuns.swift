internal import Evaluation
internal import Market
internal import Reporting
internal import Store

/// What changed from one stored run to another, as text.
public func comparedRuns(_ first: String, _ second: String, store path: String) throws -> String {
    let store = try Store.openReadOnly(path: path)
    let sides = try [first, second].map { id in
        let run = try storedRun(id, in: store, path: path)
        let content = try reportContent(of: run, in: store, machine: MachineFacts())
        return (run: run, content: content, evidence: try evidence(of: run, content: content, in: store))
    }
    let (a, b) = (sides[0], sides[1])
    var tests: [ComparisonRow] = []
    let places = Dictionary(uniqueKeysWithValues: a.evidence.sessions.enumerated().map { ($1, $0) })
    let common = b.evidence.sessions.enumerated().compactMap { index, date in places[date].map { ($0, index) } }
    for track in b.evidence.tracks {
        guard let old = a.evidence.tracks.first(where: { $0.model == track.model }) else { continue }
        for (loss, before, after) in [
            (ReportMetric.nll, old.nll, track.nll),
            (ReportMetric.squaredError, old.squaredError, track.squaredError),
        ] {
            let differences = common.map { after[$0.1] - before[$0.0] }
            guard
                let test = DieboldMariano(
                    lossDifferences: differences, horizon: b.content.run.horizon, variance: .bartlett(lags: nil))
            else { continue }
            tests.append(
                ComparisonRow(
                    model: track.model, baseline: track.model, loss: loss, period: wholeSample, phase: wholeSample,
                    horizon: b.content.run.horizon, test: "diebold-mariano", meanDifference: test.meanDifference,
                    statistic: test.statistic, pValue: test.pValue, n: test.n))
        }
    }
    func side(_ item: (run: RunRecord, content: ReportContent, evidence: Evidence)) -> RunComparison.Side {
        RunComparison.Side(
            run: item.content.run, configuration: item.run.configuration.split(separator: "\n").map(String.init),
            leaderboard: item.content.leaderboard.filter { $0.horizon == item.content.run.horizon })
    }
    return renderComparison(RunComparison(first: side(a), second: side(b), tests: tests))
}

/// Writes the page over all runs of a store into the folder of reports, and says where it is.
public func writeIndex(store path: String, reports folder: String) throws -> String {
    let store = try Store.openReadOnly(path: path)
    let entries = try store.runs().map { run in
        let best = try store.leaderboard(run: run.id).first { $0.nll != nil && $0.horizon == 1 }
        let page = "\(run.id)/report.html"
        return IndexEntry(
            runID: run.id, pipeline: run.pipeline, status: run.status.rawValue,
            testSpan: run.firstTestDate.flatMap { first in run.lastTestDate.map { first...$0 } },
            startedAt: run.startedAt, best: best.flatMap { row in row.nll.map { (model: row.model, nll: $0) } },
            page: fileExists("\(folder)/\(page)") ? page : nil)
    }
    try makeWritableFolder(folder)
    try writeFile(renderIndex(entries), to: "\(folder)/index.html")
    return "\(folder)/index.html"
}
