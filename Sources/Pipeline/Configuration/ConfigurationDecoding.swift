internal import Evaluation
internal import Forecasting
internal import Market

/// Reads the whole document: key by key, then what must fit together.
struct ConfigurationDecoding {
    /// The table of models.
    let families: [ModelFamily]
    /// The input paths met, with their places in the file.
    private(set) var inputs: [PipelineFile.Input] = []

    init(families: [ModelFamily]) {
        self.families = families
    }

    /// The configuration a document stands for.
    mutating func configuration(from root: DocumentValue) throws(PipelineFileError) -> PipelineConfiguration {
        let document = try DocumentSection(
            root,
            keys: [
                "name", "kind", "data", "ingest", "check", "models", "equal_parameters", "search", "seeds",
                "evaluation",
                "nightly", "report", "output",
            ], owner: "a pipeline file")
        let name = try name(from: document.required("name", expected: "a name such as history-widths"))
        let isNightly = try document["kind"]?.word(of: ["backtest", "nightly"]) == "nightly"
        let data = try data(from: document.required("data", expected: "a mapping that says where prices are"))
        let modelList = try document.required("models", expected: "a list of models")
        let seeds = try document["seeds"].map(seeds(from:)) ?? [1]

        let evaluation = try document["evaluation"].map { value throws(PipelineFileError) in
            try DocumentSection(
                value,
                keys: ["test", "training", "refit", "validation", "horizon", "embargo", "cost_bp"]
                    + HorizonDecoding.keys,
                owner: "evaluation")
        }
        let kind: PipelineConfiguration.Kind
        if isNightly {
            for key in ["test", "refit", "cost_bp"] {
                guard let value = evaluation?[key] else { continue }
                throw value.refused("belongs to a backtest; remove it or set kind: backtest")
            }
            kind = .nightly(retrain: try retrain(from: document["nightly"]))
        } else {
            if let value = document["nightly"], !value.isEmpty {
                throw value.refused("belongs to a nightly pipeline; remove it or set kind: nightly")
            }
            kind = try backtest(from: evaluation, document: document, data: data)
        }
        let training = try evaluation?["training"].map(EvaluationDecoding.training(from:)) ?? .expanding
        let validation = try evaluation?["validation"].map(EvaluationDecoding.length(from:)) ?? .years(1)
        try requireRoom(for: validation, in: training, at: evaluation)
        if case .backtest(let test, _) = kind { try requirePast(before: test, in: training, at: evaluation) }
        let horizon =
            try evaluation?["horizon"]?.integer(
                in: 1...1, expected: "1 (the next session); for longer ones add horizons: [1, 5, 20]") ?? 1
        let horizons = try HorizonDecoding.horizons(from: evaluation, isNightly: isNightly)
        let models = try ModelDecoding(families: families, horizons: horizons, isNightly: isNightly).models(
            from: modelList)
        let embargo =
            try evaluation?["embargo"]?.integer(
                in: 0...250, expected: "a number of sessions from 0 to 250") ?? 0
        let costBasisPoints =
            try evaluation?["cost_bp"]?.number(
                in: 0...1000, expected: "basis points of what is traded, from 0 to 1000")
            ?? EvaluationPlan.usualCostBasisPoints
        let equalParameters = try document["equal_parameters"]?.integer(
            in: 10...10_000_000, expected: "a number of parameters from 10 to 10000000")
        let searches = try document["search"].map { value throws(PipelineFileError) in
            if isNightly && !value.isEmpty {
                throw value.refused("belongs to a backtest; write the settings it chose under models")
            }
            return try SearchDecoding(families: families).searches(from: value)
        }
        return PipelineConfiguration(
            name: name, kind: kind, data: data, models: models, seeds: seeds, training: training,
            validation: validation, horizon: horizon,
            shockPeriod: try shockPeriod(from: document["report"], data: data),
            output: try output(from: document["output"]),
            ingest: try IngestDecoding.settings(ingest: document["ingest"], check: document["check"]),
            embargo: embargo, costBasisPoints: costBasisPoints, equalParameters: equalParameters,
            horizons: horizons, searches: searches ?? [])
    }

    private func name(from value: DocumentValue) throws(PipelineFileError) -> String {
        let expected = "up to 64 lower-case letters, digits and hyphens, such as history-widths"
        let text = try value.text(expected: expected)
        let allowed = "abcdefghijklmnopqrstuvwxyz0123456789-".utf8
        guard text.utf8.count <= 64, text.utf8.allSatisfy(allowed.contains), !text.hasPrefix("-") else {
            throw value.refused(expected: expected)
        }
        return text
    }

    private mutating func data(
        from value: DocumentValue
    ) throws(PipelineFileError) -> PipelineConfiguration.Inputs {
        let section = try DocumentSection(
            value,
            keys: ["prices", "symbols", "forecast_only", "index", "from", "to", "first_dates", "shock_periods"],
            owner: "data")
        let expectedPrices = "a folder or file, or a list of folders and files"
        var prices: [String] = []
        for entry in try section.required("prices", expected: expectedPrices).entriesOrItself(
            expected: expectedPrices)
        {
            prices.append(try path(from: entry, mayBeFolder: true))
        }
        let forecastOnly = try section["forecast_only"].map(symbols(from:)) ?? []
        let named = try section["symbols"].map(symbols(from:))
        let symbols = named.map { Set($0).union(forecastOnly).sorted() }
        if let symbols, symbols == forecastOnly, let value = section["forecast_only"] {
            throw value.refused("names every symbol, but a model needs one to learn from")
        }
        let index = try section["index"].map { value throws(PipelineFileError) in
            let index = try symbol(from: value)
            guard symbols?.contains(index) ?? true else {
                throw value.refused(expected: "one of data.symbols", near: symbols ?? [])
            }
            return index
        }
        let from = try section["from"]?.date()
        let to = try section["to"]?.date()
        if let from, let to, from > to, let last = section["to"] {
            throw last.refused("is \(to), but must not lie before data.from, \(from)")
        }
        let firstDates = try section["first_dates"].map { value throws(PipelineFileError) in
            try path(from: value, mayBeFolder: false)
        }
        let shockPeriods = try section["shock_periods"].map { value throws(PipelineFileError) in
            try path(from: value, mayBeFolder: false)
        }
        return PipelineConfiguration.Inputs(
            prices: prices, symbols: symbols, index: index, from: from, to: to, firstDates: firstDates,
            shockPeriods: shockPeriods, forecastOnly: forecastOnly)
    }

    /// Reads a path and remembers where it stands, so that it can be looked for later.
    private mutating func path(from value: DocumentValue, mayBeFolder: Bool) throws(PipelineFileError) -> String {
        let path = try value.text(expected: mayBeFolder ? "a folder or a file" : "a file")
        inputs.append(
            PipelineFile.Input(
                path: path, keyPath: value.keyPath, mayBeFolder: mayBeFolder, location: value.location))
        return path
    }

    private func symbols(from value: DocumentValue) throws(PipelineFileError) -> [String] {
        var symbols: Set<String> = []
        for entry in try value.entries(expected: "a list of symbols such as [AAPL, JPM]") {
            let symbol = try symbol(from: entry)
            guard symbols.insert(symbol).inserted else {
                throw entry.refused("is \(quoted(symbol)), which stands twice in the list; remove one")
            }
        }
        return symbols.sorted()
    }

    private func symbol(from value: DocumentValue) throws(PipelineFileError) -> String {
        let expected = "a symbol without spaces, such as AAPL"
        let symbol = try value.text(expected: expected)
        guard !symbol.contains(where: \.isWhitespace), symbol.utf8.count <= 64 else {
            throw value.refused(expected: expected)
        }
        return symbol
    }

    private func seeds(from value: DocumentValue) throws(PipelineFileError) -> [Int] {
        let most = 100
        let expected = "a number of seeds from 1 to \(most) or a list such as [1, 2]"
        guard !value.isScalar else { return Array(1...(try value.integer(in: 1...most, expected: expected))) }
        var seeds: [Int] = []
        for entry in try value.entries(expected: expected) {
            let seed = try entry.integer(
                in: 0...Int(Int32.max), expected: "a whole number from 0 to \(Int32.max)")
            guard !seeds.contains(seed) else { throw entry.refused("is \(seed), which stands twice; remove one") }
            guard seeds.count < most else { throw value.refused("has more than \(most) seeds; shorten the list") }
            seeds.append(seed)
        }
        return seeds
    }

    private func backtest(
        from evaluation: DocumentSection?, document: DocumentSection, data: PipelineConfiguration.Inputs
    ) throws(PipelineFileError) -> PipelineConfiguration.Kind {
        let expected = "a span such as {from: 2015-01-01, to: 2022-12-31}"
        guard let evaluation else { throw document.missing("evaluation.test", expected: expected) }
        let value = try evaluation.required("test", expected: expected)
        let test = try EvaluationDecoding.test(from: value)
        if let first = data.from, test.lowerBound <= first {
            throw value.refused(
                "begins on \(test.lowerBound), but must begin after data.from, \(first), to leave a past to learn from"
            )
        }
        if let last = data.to, test.lowerBound > last {
            throw value.refused("begins on \(test.lowerBound), but must not begin after data.to, \(last)")
        }
        return .backtest(
            test: test, refit: try evaluation["refit"].map(EvaluationDecoding.schedule(from:)) ?? .yearly)
    }

    private func retrain(from value: DocumentValue?) throws(PipelineFileError)
        -> PipelineConfiguration.RefitSchedule
    {
        guard let value else { return .monthly }
        let section = try DocumentSection(value, keys: ["retrain"], owner: "nightly")
        return try section["retrain"].map(EvaluationDecoding.schedule(from:)) ?? .monthly
    }

    /// An anchor after the test's begin leaves no past at all.
    private func requirePast(
        before test: ClosedRange<SessionDate>, in training: PipelineConfiguration.TrainingWindow,
        at evaluation: DocumentSection?
    ) throws(PipelineFileError) {
        guard case .anchored(let date) = training, let value = evaluation?["training"] else { return }
        guard date < test.lowerBound else {
            throw value.refused(
                "is \(training), but must lie before the first test date, \(test.lowerBound), to leave a past to learn from"
            )
        }
    }

    /// A rolling span that is validation from end to end leaves nothing to fit on.
    private func requireRoom(
        for validation: PipelineConfiguration.SpanLength, in training: PipelineConfiguration.TrainingWindow,
        at evaluation: DocumentSection?
    ) throws(PipelineFileError) {
        guard case .rolling(let length) = training, let value = evaluation?["training"] else { return }
        let hasRoom =
            switch (length, validation) {
            case (.years(let all), .years(let part)), (.sessions(let all), .sessions(let part)): all > part
            // The days of a trading year differ; 261 weekdays is the most there can be.
            case (.years(let all), .sessions(let part)): all * 261 > part
            case (.sessions(let all), .years(let part)): all > part * 261
            }
        guard hasRoom else {
            throw value.refused(
                "is \(training), but must be longer than evaluation.validation, \(validation), which is taken from it"
            )
        }
    }

    private func shockPeriod(
        from value: DocumentValue?, data: PipelineConfiguration.Inputs
    ) throws(PipelineFileError) -> String? {
        guard let value else { return nil }
        let section = try DocumentSection(value, keys: ["shock"], owner: "report")
        guard let shock = section["shock"] else { return nil }
        let name = try shock.text(expected: "the name of a shock period such as covid-2020")
        guard data.shockPeriods != nil else {
            throw shock.refused(
                "is \(quoted(name)), but data.shock_periods does not say where the periods are defined")
        }
        return name
    }

    private func output(from value: DocumentValue?) throws(PipelineFileError) -> PipelineConfiguration.Output {
        var output = PipelineConfiguration.Output(store: "hindcast.sqlite", reports: "reports")
        guard let value else { return output }
        let section = try DocumentSection(value, keys: ["store", "reports"], owner: "output")
        if let store = section["store"] { output.store = try store.text(expected: "the path of a SQLite file") }
        if let reports = section["reports"] { output.reports = try reports.text(expected: "the path of a folder") }
        return output
    }
}
