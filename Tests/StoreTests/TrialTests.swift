import Evaluation
import GRDB
import Market
import Testing

@testable import Store

@Suite("Keeping runs, trials and forecasts")
struct TrialTests {
    let folder: Folder
    let store: Store

    init() throws {
        folder = try Folder()
        store = try folder.store()
        for symbol in ["AAA", "BBB"] { _ = try store.ingest(file(prices(symbol, [1, 2])), at: noon) }
        _ = try store.beginRun(run())
    }

    @Test("A run comes back as it went in, and a second begin takes it up")
    func begin() throws {
        #expect(try store.run("r1") == run())
        #expect(try store.run("r2") == nil)
        try store.save(trial: trial(4, "random-walk"), forecasts: [])
        #expect(try store.beginRun(run()) == .resumed(completedTrials: 1))
        #expect(try store.completedTrials(run: "r1") == [4])
        try store.finishRun("r1", status: .done, finishedAt: noon, message: "all well")
        #expect(try store.beginRun(run()) == .alreadyDone)
        #expect(try store.run("r1")?.message == "all well")
    }

    @Test("A run of the same name from other settings is refused")
    func differentRun() throws {
        var other = run()
        other.configurationHash = "c1"
        #expect(throws: StoreError.differentRun(id: "r1", what: "configuration")) { try store.beginRun(other) }
        other = run()
        other.dataHash = "d1"
        #expect(throws: StoreError.differentRun(id: "r1", what: "data set")) { try store.beginRun(other) }
    }

    @Test("Runs that died are found, and the latest run is the one begun last")
    func recovery() throws {
        _ = try store.beginRun(run("r0", startedAt: "2026-11-22T12:00:00Z"))
        try store.finishRun("r0", status: .done, finishedAt: noon)
        #expect(try store.recoverDeadRuns() == ["r1"])
        #expect(try store.recoverDeadRuns() == [])
        #expect(try store.runs().map(\.status) == [.interrupted, .done])
        #expect(try store.latestRun()?.id == "r1")
        #expect(try store.latestRun(pipeline: "nightly", status: .done)?.id == "r0")
        #expect(try store.latestRun(pipeline: "weekly") == nil)
        #expect(throws: StoreError.unknownRun(id: "r9")) {
            try store.finishRun("r9", status: .done, finishedAt: noon)
        }
    }

    @Test("The losses of a training come back epoch by epoch, and are in the dump")
    func trainingHistory() throws {
        var trained = trial(2, "gru", width: nil, isNetwork: true)
        trained.history = [
            .init(trainingLoss: 1.5, validationLoss: 1.75), .init(trainingLoss: 1.25, validationLoss: nil),
        ]
        try store.save(trial: trained, forecasts: [])
        try store.save(trial: trial(0, "random-walk"), forecasts: [])
        #expect(try store.trainingHistories(run: "r1") == [2: trained.history])
        let lines = try store.dump(excludingTimes: true).filter { $0.hasPrefix("training_epoch") }
        #expect(lines == ["training_epoch\t\"r1\"\t2\t1\t1.5\t1.75", "training_epoch\t\"r1\"\t2\t2\t1.25\tNULL"])
        trained.history = [.init(trainingLoss: .nan, validationLoss: nil)]
        trained.planIndex = 3
        #expect(throws: StoreError.self) { try store.save(trial: trained, forecasts: []) }
    }

    @Test("A trial comes back as it went in, with its forecasts in one fixed order")
    func roundTrip() throws {
        let late = trial(0, "gru", width: nil, seed: 1, fold: 0, isNetwork: true, seconds: 1.5)
        let early = trial(1, "gru", width: nil, seed: 0, fold: 1)
        let first = trial(2, "gru", width: nil, seed: 0, fold: 0)
        try store.save(
            trial: late, forecasts: [forecast("BBB"), forecast("AAA", cutoff: "2020-01-02", actual: nil)])
        try store.save(trial: early, forecasts: [forecast("AAA", cutoff: "2020-02-01"), forecast("BBB")])
        try store.save(trial: first, forecasts: [forecast("AAA", cutoff: "2020-01-01")])
        #expect(try store.trials(run: "r1") == [late, early, first])

        var seen: [StoredForecast] = []
        try store.forEachForecast(run: "r1") { seen.append($0) }
        #expect(seen.map(\.seed) == [0, 0, 0, 1, 1])
        #expect(seen.map(\.planIndex) == [2, 1, 1, 0, 0])
        #expect(seen.map(\.fold) == [0, 1, 1, 0, 0])
        #expect(
            seen.map(\.forecast) == [
                forecast("AAA", cutoff: "2020-01-01"), forecast("AAA", cutoff: "2020-02-01"), forecast("BBB"),
                forecast("AAA", cutoff: "2020-01-02", actual: nil), forecast("BBB"),
            ])

        seen = []
        // Targets: 2 January, 2 February, 2 January, unknown, 2 January.
        try store.forEachForecast(run: "r1", symbol: "AAA", from: day("2020-01-02"), to: day("2020-01-31")) {
            seen.append($0)
        }
        #expect(seen.map(\.planIndex) == [2])
        try store.forEachForecast(run: "r1", model: "lstm") { _ in Issue.record("there is no such model") }
    }

    @Test("What ends a walk over forecasts is passed on")
    func walkEnds() throws {
        try store.save(trial: trial(0, "drift"), forecasts: [forecast("AAA"), forecast("BBB")])
        struct Enough: Error {}
        var seen = 0
        #expect(throws: Enough.self) {
            try store.forEachForecast(run: "r1") { _ in
                seen += 1
                throw Enough()
            }
        }
        #expect(seen == 1)
    }

    @Test(
        "A number that is not finite is refused by name, and nothing of the trial stays",
        arguments: [Double.nan, .infinity, -.infinity])
    func notFinite(bad: Double) throws {
        let fields: [(String, WritableKeyPath<ForecastRecord, Double>)] = [
            ("the mean", \.mean), ("the scale", \.scale), ("the standard deviation", \.standardDeviation),
            ("the 5 % quantile", \.q05), ("the median", \.q50), ("the 95 % quantile", \.q95),
            ("the probability of a rise", \.probabilityUp),
        ]
        let optional: [(String, WritableKeyPath<ForecastRecord, Double?>)] = [
            ("the shape", \.shape), ("the actual return", \.actual), ("the naive scale", \.naiveScale),
        ]
        let before = try store.dump(excludingTimes: false)
        func check(_ name: String, _ change: (inout ForecastRecord) -> Void) {
            var forecasts = (0..<60).map { forecast("AAA", cutoff: "\(2000 + $0)-01-01") }
            forecasts.append(forecast("BBB"))
            change(&forecasts[60])
            #expect(throws: StoreError.notFinite(name: name, of: "gru, seed 0, BBB, cutoff 2020-01-01")) {
                try store.save(trial: trial(0, "gru"), forecasts: forecasts)
            }
        }
        for (name, field) in fields { check(name) { $0[keyPath: field] = bad } }
        for (name, field) in optional { check(name) { $0[keyPath: field] = bad } }
        check("a quantile") { $0.quantiles = [0.1, bad] }
        #expect(try store.dump(excludingTimes: false) == before)
    }

    @Test("Quantiles come back to the bit, and people find a row a quantile")
    func quantiles() throws {
        let values = (0..<19).map { 0.1 * Double($0) / 3 - 1 / 7.0 }
        var own = forecast("BBB", cutoff: "2020-01-02")
        (own.family, own.shape, own.quantiles) = ("quantiles", nil, values)
        try store.save(trial: trial(0, "historical"), forecasts: [forecast(), own])
        var read: [String: [Double]?] = [:]
        try store.forEachForecast(run: "r1") { read[$0.forecast.symbol] = $0.forecast.quantiles }
        #expect(read == ["AAA": nil, "BBB": values])
        try store.forEachOutcome(run: "r1", model: "historical") { read[$0.symbol] = $0.quantiles }
        #expect(read == ["AAA": nil, "BBB": values])
        try store.forEachOutcome(run: "r1", horizon: 1, series: ["BBB"]) { _, _, outcome in
            #expect(outcome.quantiles == values)
        }
        #expect(try store.count("SELECT count(*) FROM forecast_quantile WHERE symbol = 'BBB'") == 19)
        let row = "SELECT quantile FROM forecast_quantile WHERE symbol = 'BBB' AND level = 0.95"
        #expect(try store.read { try Double.fetchOne($0, sql: row) } == values[15])
        #expect(throws: StoreError.self) {
            try store.write { try $0.execute(sql: "UPDATE forecast SET quantiles = '[1, 2]'") }
        }
    }

    @Test(
        "The tables themselves refuse what no check in the program caught",
        arguments: [
            ("mean = NULL", "NOT NULL"), ("mean = 9e999", "CHECK"), ("mean = -9e999", "CHECK"),
            ("scale = 0", "CHECK"), ("q95 = -1", "CHECK"), ("probability_up = 1.5", "CHECK"),
            ("actual = 9e999", "CHECK"), ("cutoff = '1 May 2020'", "CHECK"), ("target_date = cutoff", "CHECK"),
            ("invest = 2", "CHECK"), ("mean = 'high'", "cannot store TEXT"), ("series_id = 99", "FOREIGN KEY"),
        ])
    func constraints(change: String, rule: String) throws {
        try store.save(trial: trial(0, "drift"), forecasts: [forecast()])
        let error = #expect(throws: StoreError.self) {
            try store.write { try $0.execute(sql: "UPDATE forecast SET \(change)") }
        }
        guard case .refused(_, let detail) = error else {
            Issue.record("\(change) gave \(String(describing: error))")
            return
        }
        #expect(detail.contains(rule))
    }

    @Test("SQLite takes a NaN for NULL, which NOT NULL refuses")
    func nan() throws {
        try store.save(trial: trial(0, "drift"), forecasts: [forecast()])
        #expect(throws: StoreError.refused(path: store.path, detail: "NOT NULL constraint failed: forecast.mean")) {
            try store.write { try $0.execute(sql: "UPDATE forecast SET mean = ?", arguments: [Double.nan]) }
        }
    }

    @Test("A trial with an error in the middle leaves nothing: no trial, forecast or model")
    func allOrNothing() throws {
        let before = try store.dump(excludingTimes: false)
        let model = ModelRecord(name: "gru", cutoff: day("2019-12-31"), encoded: [1])
        #expect(throws: StoreError.unknownSeries(symbol: "ZZZ")) {
            try store.save(
                trial: trial(0, "gru"),
                forecasts: (0..<99).map { forecast($0 < 98 ? "AAA" : "ZZZ", horizon: $0 + 1) })
        }
        // A key twice, found by SQLite itself in the second statement of 50 rows.
        #expect(throws: StoreError.self) {
            try store.save(
                trial: trial(0, "gru"), forecasts: (0..<100).map { forecast(horizon: min($0, 98) + 1) },
                models: [model])
        }
        // The last thing written fails: a second model of all series.
        #expect(throws: StoreError.self) {
            try store.save(trial: trial(0, "gru"), forecasts: [forecast()], models: [model, model])
        }
        #expect(throws: StoreError.unknownRun(id: "r9")) {
            try store.save(trial: trial(0, "gru", run: "r9"), forecasts: [])
        }
        #expect(try store.dump(excludingTimes: false) == before)
        try store.save(trial: trial(0, "gru"), forecasts: (0..<120).map { forecast(horizon: $0 + 1) })
        #expect(try store.count("SELECT count(*) FROM forecast") == 120)
        #expect(try store.count("SELECT sum(horizon) FROM forecast") == 120 * 121 / 2)
    }

    @Test("A place in the plan is taken once")
    func uniquePlanIndex() throws {
        try store.save(trial: trial(0, "drift"), forecasts: [])
        #expect(
            throws: StoreError.refused(
                path: store.path, detail: "UNIQUE constraint failed: trial.run_id, trial.plan_index")
        ) { try store.save(trial: trial(0, "theta"), forecasts: []) }
    }

    @Test("Tonight's forecast is stored once and completed when its outcome is known")
    func nightly() throws {
        try store.save(trial: trial(0, "gru"), forecasts: [])
        let tonight = forecast("AAA", cutoff: "2020-03-02", actual: nil)
        #expect(try store.add(forecasts: [tonight], run: "r1", planIndex: 0) == 1)
        #expect(try store.add(forecasts: [tonight], run: "r1", planIndex: 0) == 0)
        // The numbers of a forecast made are never changed, whatever a later call says.
        let outcome = forecast("AAA", cutoff: "2020-03-02", mean: 0.009, actual: -0.02)
        #expect(try store.add(forecasts: [outcome], run: "r1", planIndex: 0) == 1)
        let row = try #require(try store.forecastsVersusActual(run: "r1").first)
        #expect(row.mean == 0.001)
        #expect(row.actual == -0.02)
        #expect(row.targetDate == day("2020-03-03"))
        #expect(throws: StoreError.unknownTrial(run: "r1", planIndex: 7)) {
            try store.add(forecasts: [], run: "r1", planIndex: 7)
        }
    }

    @Test("A run takes all that came from it along when it goes, and no prices")
    func cascade() throws {
        let before = try store.dump(excludingTimes: false)
        _ = try store.beginRun(run("r2"))
        try store.save(
            trial: trial(0, "gru", run: "r2"), forecasts: [forecast()],
            models: [ModelRecord(name: "gru", cutoff: day("2019-12-31"), encoded: [1, 2])])
        let model = try #require(try store.models(run: "r2").first)
        try store.save(
            states: [ModelState(symbol: "AAA", afterDate: day("2020-01-02"), state: [7])], ofModel: model.id)
        try store.replaceMemoryProfile([(0, 1), (1, 0.5)], ofModel: model.id)
        try store.replaceEvaluation(
            run: "r2", metrics: [metric("gru", "nll", -3)],
            comparisons: [comparison("gru", against: "random-walk", loss: "nll", p: 0.5)],
            samples: [
                PhaseSample(
                    period: "covid-2020", phase: "shock", firstDate: day("2020-02-20"), lastDate: day("2020-04-30"),
                    sessions: 50)
            ])
        #expect(try store.dump(excludingTimes: false).count == before.count + 10)
        try store.deleteRun("r2")
        #expect(try store.dump(excludingTimes: false) == before)
    }

    @Test("Models, their states and their measured memory come back as they went in")
    func models() throws {
        let pooled = ModelRecord(name: "gru", cutoff: day("2019-12-31"), encoded: [0, 255, 3])
        let single = ModelRecord(name: "garch", symbol: "BBB", cutoff: day("2020-06-30"), encoded: [])
        try store.save(trial: trial(0, "gru", width: nil), forecasts: [], models: [pooled])
        try store.save(trial: trial(1, "garch", width: 5), forecasts: [], models: [single])
        let models = try store.models()
        #expect(models.map(\.model) == [single, pooled])
        #expect(models.map(\.width) == [5, nil])
        #expect(try store.models(name: "gru").map(\.planIndex) == [0])

        let id = models[1].id
        let states = [
            ModelState(symbol: "AAA", afterDate: day("2020-01-02"), state: [1]),
            ModelState(symbol: "AAA", afterDate: day("2020-01-03"), state: [2]),
        ]
        try store.save(states: states, ofModel: id)
        try store.save(states: states, ofModel: id)
        #expect(try store.state(ofModel: id, symbol: "AAA", notAfter: day("2020-01-02")) == states[0])
        #expect(try store.state(ofModel: id, symbol: "AAA", notAfter: day("2021-01-01")) == states[1])
        #expect(try store.state(ofModel: id, symbol: "AAA", notAfter: day("2020-01-01")) == nil)
        #expect(try store.state(ofModel: id, symbol: "BBB", notAfter: day("2021-01-01")) == nil)

        try store.replaceMemoryProfile([(0, 1), (1, 1), (2, 1)], ofModel: id)
        try store.replaceMemoryProfile([(0, 1), (1, 0.25)], ofModel: id)
        #expect(
            try store.memoryProfile(model: "gru") == [
                MemoryProfileRow(modelID: id, model: "gru", response: "infinite", width: nil, lag: 0, influence: 1),
                MemoryProfileRow(
                    modelID: id, model: "gru", response: "infinite", width: nil, lag: 1, influence: 0.25),
            ])
        #expect(throws: StoreError.notFinite(name: "the influence at lag 0", of: "the model")) {
            try store.replaceMemoryProfile([(0, .nan)], ofModel: id)
        }
        #expect(try store.memoryProfile().count == 2)
    }
}
