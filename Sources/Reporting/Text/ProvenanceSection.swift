import Evaluation

/// What is needed to make this report again.
func provenanceSection(_ content: ReportContent) -> Section {
    let run = content.run
    var section = Section(title: "Provenance")
    section.append(
        paragraph:
            "The same version, settings, data and seeds give the same numbers; all but the last section of this "
            + "report can be compared line by line.")
    section.append(
        items: [
            ("Version", "hindcast \(sanitized(run.version))"),
            ("Pipeline", sanitized(run.pipeline)),
            ("Configuration", sanitized(run.configurationHash, limit: 80)),
            ("Data", sanitized(run.dataHash, limit: 80)),
            ("Seeds", run.seeds.isEmpty ? absent : run.seeds.map(String.init).joined(separator: ", ")),
            ("Again with", sanitized(run.command, limit: 400)),
        ])
    return section
}

/// What differs from run to run: the run's name, the machine, and how long everything took.
func machineSection(_ content: ReportContent, order: ModelOrder) -> Section {
    let machine = content.machine
    var section = Section(title: "Machine and times")
    section.append(paragraph: "Only this section differs between two runs with the same results.")
    var items: [(label: String, text: String)] = [("Run", sanitized(content.run.runID))]
    if let startedAt = machine.startedAt { items.append(("Started", sanitized(startedAt))) }
    let processors = machine.processorCount.map { counted($0, "logical processor") }
    let processor = [machine.processor.map { sanitized($0) }, processors].compactMap(\.self)
    if !processor.isEmpty { items.append(("Processor", processor.joined(separator: ", "))) }
    if let system = machine.operatingSystem { items.append(("System", sanitized(system))) }
    if let jobs = machine.jobs { items.append(("Jobs", grouped(jobs))) }
    section.append(items: items)

    if !machine.stages.isEmpty {
        var table = TextTable([
            .init(title: "stage", isLeftAligned: true, isTruncatable: true), .init(title: "seconds"),
        ])
        for stage in machine.stages {
            table.append([sanitized(stage.name, limit: 48), fixed(stage.seconds, decimals: 2)])
        }
        section.append(table)
    }
    if let table = trainingTable(content, order: order) {
        section.append(
            paragraph:
                "Wall-clock seconds of fitting and of forecasting, all folds and seeds; models that train at once share "
                + "the processor.")
        section.append(table)
    }
    return section
}

private func trainingTable(_ content: ReportContent, order: ModelOrder) -> TextTable? {
    // The sweep is part of the leaderboard as a rule; what is in either is listed once.
    let rows =
        content.widthSweep.map { ($0.model, $0.width, $0.parameters, $0.trainSeconds, $0.forecastSeconds) }
        + content.leaderboard.map { ($0.model, $0.width, $0.parameters, $0.trainSeconds, Double?.none) }
    guard !rows.isEmpty else { return nil }
    var table = TextTable([
        .init(title: "model", isLeftAligned: true, isTruncatable: true), .init(title: "N"),
        .init(title: "parameters"),
        .init(title: "training s"), .init(title: "forecasting s"),
    ])
    let byModel = Dictionary(rows.map { ($0.0, $0) }, uniquingKeysWith: { first, _ in first })
    for model in order.sorted(byModel.keys) {
        guard let (_, width, parameters, seconds, forecastSeconds) = byModel[model] else { continue }
        table.append([
            label(model), width.map(grouped) ?? "∞", grouped(parameters), fixed(seconds, decimals: 2),
            fixed(forecastSeconds, decimals: 2),
        ])
    }
    return table
}
