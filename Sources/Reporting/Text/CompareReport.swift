public import Evaluation

/// Two runs beside each other: what was set differently, and whether that made a difference.
public struct RunComparison: Sendable {
    /// One of the two runs.
    public struct Side: Sendable {
        /// What ran.
        public var run: RunFacts
        /// The settings, a `key: value` a line.
        public var configuration: [String]
        /// One row a model.
        public var leaderboard: [LeaderboardRow]

        /// A side from its fields.
        public init(run: RunFacts, configuration: [String], leaderboard: [LeaderboardRow]) {
            self.run = run
            self.configuration = configuration
            self.leaderboard = leaderboard
        }
    }

    /// The run that is held against the other.
    public var first: Side
    /// The run it is held against: a difference below zero means that this one is better.
    public var second: Side
    /// Tests of the same model's mean loss in the second run minus the first, over the sessions both scored.
    public var tests: [ComparisonRow]

    /// A comparison from its parts.
    public init(first: Side, second: Side, tests: [ComparisonRow]) {
        self.first = first
        self.second = second
        self.tests = tests
    }
}

/// Renders what changed from one run to another: configuration, data, and each model's losses with tests.
public func renderComparison(_ comparison: RunComparison) -> String {
    let (first, second) = (comparison.first, comparison.second)
    var title = Section(title: "Hindcast: \(sanitized(first.run.runID)) and \(sanitized(second.run.runID))")
    title.append(paragraph: verdict(comparison))
    return
        ([title.lines(underline: "=")]
        + [configurationSection(first, second), changedDataSection(first, second), lossSection(comparison)]
        .map { $0.lines() }).map { $0.joined(separator: "\n") }.joined(separator: "\n\n\n") + "\n"
}

private func verdict(_ comparison: RunComparison) -> String {
    let tests = comparison.tests.filter { $0.loss == ReportMetric.nll }
    guard !tests.isEmpty else { return "The two runs have no model and session in common, so nothing was tested." }
    let better = tests.count { isSignificant($0) && $0.meanDifference < 0 }
    let worse = tests.count { isSignificant($0) && $0.meanDifference > 0 }
    return "Of \(counted(tests.count, "model")) in both runs, \(grouped(better)) \(better == 1 ? "has" : "have") a "
        + "significantly lower NLL in the second, \(grouped(worse)) a higher one; of the others no difference can be told."
}

private func configurationSection(_ first: RunComparison.Side, _ second: RunComparison.Side) -> Section {
    var section = Section(title: "Configuration")
    let (before, after) = (Set(first.configuration), Set(second.configuration))
    let lines =
        first.configuration.filter { !after.contains($0) }.map { "- " + sanitized($0, limit: 97) }
        + second.configuration.filter { !before.contains($0) }.map { "+ " + sanitized($0, limit: 97) }
    section.append(
        paragraph: lines.isEmpty
            ? "The settings are the same." : "Settings of the first run alone (-) and of the second alone (+):")
    if !lines.isEmpty { section.blocks.append(lines) }
    return section
}

private func changedDataSection(_ first: RunComparison.Side, _ second: RunComparison.Side) -> Section {
    var section = Section(title: "Data and version")
    func change(_ before: String, _ after: String) -> String {
        before == after
            ? "the same: \(sanitized(before, limit: 80))"
            : "\(sanitized(before, limit: 80)), then \(sanitized(after, limit: 80))"
    }
    func dates(_ side: RunComparison.Side) -> String {
        span(side.run.testSpan.lowerBound, side.run.testSpan.upperBound)
    }
    section.append(items: [
        ("Data", change(first.run.dataHash, second.run.dataHash)),
        ("Version", change(first.run.version, second.run.version)),
        ("Test span", change(dates(first), dates(second))),
    ])
    return section
}

private func lossSection(_ comparison: RunComparison) -> Section {
    var section = Section(title: "Losses")
    let rows = Dictionary(
        comparison.second.leaderboard.map { ($0.model, $0) }, uniquingKeysWith: { first, _ in first })
    let tests = Dictionary(
        comparison.tests.map { ("\($0.loss) \($0.model)", $0) }, uniquingKeysWith: { first, _ in first })
    section.append(
        paragraph:
            "Each run’s own numbers, and the difference in mean loss, second minus first, over the sessions both "
            + "scored, with Diebold–Mariano p-values: below zero the second run is better.")
    var table = TextTable([
        .init(title: "model", isLeftAligned: true, isTruncatable: true), .init(title: "NLL\nfirst"),
        .init(title: "NLL\nsecond"), .init(title: "sessions", dropOrder: 1), .init(title: "difference"),
        .init(title: "DM p"), .init(title: "RMSE\nfirst", dropOrder: 2), .init(title: "RMSE\nsecond", dropOrder: 2),
        .init(title: "90 %\nfirst", dropOrder: 3), .init(title: "90 %\nsecond", dropOrder: 3),
    ])
    let firsts = ranked(comparison.first.leaderboard)
    let known = Set(firsts.map(\.model))
    let order =
        firsts.map { ($0.model, Optional($0)) }
        + ranked(comparison.second.leaderboard).filter { !known.contains($0.model) }.map { ($0.model, nil) }
    for (model, first) in order {
        let second = rows[model]
        let test = tests["\(ReportMetric.nll) \(model)"]
        table.append([
            label(model), fixed(first?.nll, decimals: 4), fixed(second?.nll, decimals: 4),
            test.map { grouped($0.n) } ?? absent, signed(test?.meanDifference, decimals: 4), pValue(test?.pValue),
            fixed(first?.rmse, decimals: 5), fixed(second?.rmse, decimals: 5), percent(first?.coverage90),
            percent(second?.coverage90),
        ])
    }
    section.append(table)
    return section
}
