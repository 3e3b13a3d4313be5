import Evaluation

/// Renders the report an analyst reads from the top: what won, on what, against what, and every definition.
///
/// At most 100 columns of UTF-8, sections in a fixed order, rows in a stable order, no trailing blanks. Two runs
/// with the same results differ in the last section only, which alone holds times and machine facts. A report is
/// about one horizon, that of ``RunFacts/horizon``; what lies beyond it is shown in a section of its own alone.
public func renderText(_ content: ReportContent) -> String {
    let (title, sections) = reportSections(content, metrics: MetricIndex(content))
    let blocks = [title.lines(underline: "=")] + sections.map { $0.lines() }
    return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n\n") + "\n"
}

/// The title and the sections in their order: what the text and the HTML report are both made of.
func reportSections(_ content: ReportContent, metrics: MetricIndex) -> (title: Section, sections: [Section]) {
    let further = content.leaderboard.filter { $0.horizon > content.run.horizon }
    var content = content
    content.leaderboard.removeAll { $0.horizon != content.run.horizon }
    let order = ModelOrder(content)
    var sections = [
        runSection(content),
        leaderboardSection(content, metrics: metrics, order: order),
        widthSection(content),
        shockSection(content, metrics: metrics, order: order),
        chartSection(content),
        yearSection(content, order: order),
        leadSection(content, order: order),
        calibrationSection(metrics, order: order),
        riskSection(metrics, order: order),
        directionSection(metrics, order: order),
        measureSection(metrics, order: order),
        dataSection(content),
        rejectionSection(content),
        definitionSection(),
        provenanceSection(content),
        machineSection(content, order: order),
    ]
    if let horizons = horizonSection(content, further, order: order) { sections.insert(horizons, at: 7) }
    sections.insert(contentsOf: checkedSections(content, order: order), at: 3)
    return (titleSection(content, metrics: metrics), sections)
}

/// A model's name as a report prints it.
func label(_ model: String) -> String { truncatedInside(sanitized(model, limit: 400), to: 48) }

/// A span of dates in words.
func span(_ first: some CustomStringConvertible, _ last: some CustomStringConvertible) -> String {
    "\(first) to \(last)"
}
