import Forecasting
import Market
import Pipeline
import Testing
import Windowing

@Suite("What a pipeline file says")
struct PipelineFileTests {
    @Test("a short file gets defaults")
    func defaults() throws {
        let configuration = try read(smallFile)
        #expect(configuration.name == "small")
        #expect(configuration.kind == .backtest(test: try dates("2015-01-01", "2022-12-31"), refit: .yearly))
        #expect(configuration.data.prices == ["prices"])
        #expect(configuration.data.symbols == nil)
        #expect(configuration.data.index == nil)
        #expect(configuration.data.from == nil)
        #expect(configuration.data.to == nil)
        #expect(configuration.models.map(\.name) == ["random-walk"])
        #expect(configuration.seeds == [1])
        #expect(configuration.training == .expanding)
        #expect(configuration.validation == .years(1))
        #expect(configuration.horizon == 1)
        #expect(configuration.shockPeriod == nil)
        #expect(configuration.output.store == "hindcast.sqlite")
        #expect(configuration.output.reports == "reports")
    }

    @Test(
        "horizons are read, the next session always among them, and leave a trace only where there are longer ones")
    func horizons() throws {
        let plain = try read(smallFile)
        #expect(plain.horizons == PipelineConfiguration.Horizons())
        func with(_ lines: String) throws -> PipelineConfiguration {
            try read(smallFile.replacing("  test:", with: "\(lines)\n  test:"))
        }
        let next = try with("  horizons: [1]")
        #expect(next.normalised == plain.normalised)
        let month = try with(
            "  horizons: [20, 5]\n  horizon_method: direct\n  horizon_paths: 200\n  horizon_step: 1")
        #expect(month.horizons.sessions == [1, 5, 20] && month.horizons.targets == [.sum(5), .sum(20)])
        #expect(month.horizons.method == .direct && month.horizons.paths == 200 && month.horizons.step == 1)
        #expect(month.normalised.contains("horizons: 1 5 20\n"))
        #expect(try with("  horizons: [5, 20]").normalised != month.normalised)
        let alone = try with("  sessions_ahead: [5, 2]\n  horizon_paths: 200")
        #expect(alone.horizons.sessions == [1] && alone.horizons.targets == [.session(2), .session(5)])
        #expect(alone.normalised.contains("sessions_ahead: 2 5\n") && alone.horizons.paths == 200)
        let both = try with("  horizons: [5]\n  sessions_ahead: [5, 2]")
        #expect(both.horizons.targets == [.session(2), .session(5), .sum(5)])
        #expect(!(try with("  horizons: [5]").normalised.contains("sessions_ahead")))
    }

    @Test("a model may be asked for a way of its own, which is then part of its name")
    func ownWay() throws {
        let text = smallFile.replacing(
            "  - random-walk\n", with: "  - random-walk: {horizon_method: scaled}\n  - random-walk\n"
        ).replacing("  test:", with: "  horizons: [5]\n  test:")
        let models = try read(text).models
        #expect(models.map(\.name) == ["random-walk(horizon_method=scaled)", "random-walk"])
        #expect(models.map(\.canonicalText) == ["random-walk(horizon_method=scaled)", "random-walk()"])
        #expect(models.map(\.nextSessionText) == ["random-walk()", "random-walk()"])
        #expect(models.map(\.horizonMethod) == [.scaled, nil])
    }

    @Test("every key is read")
    func everyKey() throws {
        let configuration = try read(fullFile)
        #expect(
            configuration.kind
                == .backtest(test: try dates("2015-01-01", "2022-12-31"), refit: .every(sessions: 250)))
        #expect(configuration.data.prices == ["../data/prices", "extra.csv"])
        #expect(configuration.data.symbols == ["AAPL", "NO", "SP500"])
        #expect(configuration.data.index == "SP500")
        #expect(configuration.data.from == SessionDate(iso: "1990-01-02"))
        #expect(configuration.data.to == SessionDate(iso: "2022-12-28"))
        #expect(configuration.data.firstDates == "../data/first-dates.csv")
        #expect(configuration.data.shockPeriods == "../data/shock-periods.csv")
        #expect(
            configuration.models.map(\.name) == [
                "random-walk", "ewma(decay=0.94)", "ewma(decay=0.97)", "tdnn(width=5,channels=32,skip=true)",
                "tdnn(width=10,channels=32,skip=true)", "rnn(hidden=32)",
            ])
        #expect(
            configuration.models[4].settings == [
                "width": .integer(10), "channels": .integer(32), "epochs": .integer(8),
                "loss": .choice("student-t"), "skip": .boolean(true),
            ])
        #expect(configuration.seeds == [7, 3])
        #expect(configuration.training == .rolling(.years(10)))
        #expect(configuration.validation == .sessions(250))
        #expect(configuration.shockPeriod == "covid-2020")
        #expect(configuration.output.store == "/var/lib/hindcast.sqlite")
        #expect(configuration.output.reports == "../reports")
    }

    @Test("only networks are fitted once a seed")
    func seedsOfModels() throws {
        let configuration = try read(fullFile)
        let seeds = configuration.models.map { configuration.seeds(of: $0) }
        #expect(seeds == [[7], [7], [7], [7, 3], [7, 3], [7, 3]])
        let counted = smallFile.replacing("name: small", with: "name: small\nseeds: 3")
        #expect(try read(counted).seeds == [1, 2, 3])
    }

    @Test("a nightly pipeline has no test span, and retrains monthly unless told otherwise")
    func nightly() throws {
        let nightly = "name: night\nkind: nightly\ndata: {prices: p}\nmodels: [random-walk]\n"
        #expect(try read(nightly).kind == .nightly(retrain: .monthly))
        #expect(try read(nightly + "nightly: {retrain: never}\n").kind == .nightly(retrain: .never))
        #expect(
            try read(nightly + "nightly: {retrain: {every: 20}}\n").kind == .nightly(retrain: .every(sessions: 20)))
        #expect(try read(nightly + "evaluation: {validation: 2 years}\n").validation == .years(2))
    }

    @Test(
        "a ticker that YAML 1.1 takes for something else is the text it is",
        arguments: [
            "NO", "ON", "TRUE", "Y", "1E5", "NULL", "~", "0x1F", "1:30", "2020-01-01", "^GSPC", "BRK.B", "007",
        ])
    func tickers(symbol: String) throws {
        let text = smallFile.replacing("  prices: prices", with: "  prices: prices\n  symbols: [\(symbol)]")
        #expect(try read(text).data.symbols == [symbol])
    }

    @Test("symbols only to be forecast are used too, and are part of the run's identity")
    func forecastOnly() throws {
        func data(_ lines: String) throws -> PipelineConfiguration.Inputs {
            try read(smallFile.replacing("  prices: prices", with: "  prices: prices\n  \(lines)")).data
        }
        #expect(try data("symbols: [B, A]").forecastOnly == [])
        let both = try data("symbols: [B, A]\n  forecast_only: [C, A]")
        #expect(both.symbols == ["A", "B", "C"])
        #expect(both.forecastOnly == ["A", "C"])
        // All that are found, and of these some.
        #expect(try data("forecast_only: [C]").symbols == nil)
        let text = smallFile.replacing("  prices: prices", with: "  prices: prices\n  forecast_only: [C]")
        #expect(try read(text).normalised != read(smallFile).normalised)
    }

    @Test(
        "the ways of writing one model mean the same",
        arguments: [
            "- tdnn: {width: 60}", "- tdnn: {widths: 60}", "- tdnn: {widths: [60]}", "- tdnn:\n      width: 60",
            "- {name: tdnn, width: 60}", "- name: tdnn\n    width: 60", "- tdnn: {width: [60], epochs: 8}",
            "- tdnn: {epochs: 8, loss: student-t, width: 60}",
        ])
    func writingsOfAModel(entry: String) throws {
        let model = try #require(read(smallFile.replacing("- random-walk", with: entry)).models.first)
        #expect(model == (try sampleFamilies[3].model(["width": .integer(60)])))
        #expect(model.name == "tdnn(width=60)")
    }

    @Test(
        "spans and schedules",
        arguments: [
            ("training: expanding", "expanding", "1 year", "yearly"),
            ("training: {rolling: 10 years}", "rolling 10 years", "1 year", "yearly"),
            ("training: {rolling: {sessions: 2520}}", "rolling 2520 sessions", "1 year", "yearly"),
            ("validation: {years: 2}", "expanding", "2 years", "yearly"),
            ("validation: {sessions: 1}", "expanding", "1 session", "yearly"),
            ("refit: monthly", "expanding", "1 year", "monthly"),
            ("refit: never", "expanding", "1 year", "never"),
            ("refit: {every: 250}", "expanding", "1 year", "every 250 sessions"),
        ])
    func spans(line: String, training: String, validation: String, schedule: String) throws {
        let configuration = try read(smallFile.replacing("  test:", with: "  \(line)\n  test:"))
        #expect(configuration.training.description == training)
        #expect(configuration.validation.description == validation)
        guard case .backtest(_, let refit) = configuration.kind else {
            Issue.record("\(configuration.kind) is no backtest")
            return
        }
        #expect(refit.description == schedule)
    }

    @Test("a heading with nothing under it is as if it were not there")
    func emptyHeadings() throws {
        let text = smallFile + "report:\n  # shock: covid-2020\noutput:\nnightly:\n"
        #expect(try read(text) == read(smallFile))
    }

    @Test("a byte order mark, Windows line ends and the document's own marks do no harm")
    func harmlessBytes() throws {
        #expect(try read("\u{FEFF}" + smallFile) == read(smallFile))
        #expect(try read(smallFile.replacing("\n", with: "\r\n")) == read(smallFile))
        #expect(try read("---\n" + smallFile + "...\n") == read(smallFile))
    }

    private func read(_ text: String) throws -> PipelineConfiguration {
        try PipelineFile.parse(text, path: "night.yaml", families: sampleFamilies).configuration
    }

    private func dates(_ first: String, _ last: String) throws -> ClosedRange<SessionDate> {
        try #require(SessionDate(iso: first))...(try #require(SessionDate(iso: last)))
    }
}
