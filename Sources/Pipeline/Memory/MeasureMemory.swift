internal import Evaluation
internal import Forecasting
internal import Market
internal import Predictors
internal import Reporting
internal import Store
internal import Windowing

/// What `hindcast memory` is asked for.
public struct MemoryRequest: Sendable {
    var store: String?
    var model: String?
    var run: String?
    var data: String?
    var pipeline: String?
    var asJSON: Bool
    var command: String

    /// A request from its parts.
    ///
    /// - Parameters:
    ///   - store: the store whose models are measured; nil for `hindcast.sqlite`, or the one the pipeline file names.
    ///   - model: a name with or without its settings; nil for every model of the run, with its first seed.
    ///   - run: the run; nil for the latest one that kept models.
    ///   - data: price files to measure on, instead of the store's series.
    ///   - pipeline: a pipeline file that is run first, where its run is not in the store.
    ///   - asJSON: whether a program reads the answer.
    ///   - command: the command line, for the record.
    public init(
        store: String?, model: String?, run: String?, data: String?, pipeline: String?, asJSON: Bool,
        command: String
    ) {
        self.store = store
        self.model = model
        self.run = run
        self.data = data
        self.pipeline = pipeline
        self.asJSON = asJSON
        self.command = command
    }
}

/// Measures how long stored models remember, keeps it in the store, and tells it.
///
/// - Throws: ``NothingStoredError`` where there is no such model, and what ``runPipeline(file:options:environment:)`` throws.
public func measureMemory(_ request: MemoryRequest, environment: RunEnvironment) async throws -> String {
    var path = request.store ?? "hindcast.sqlite"
    var run = request.run
    if let pipeline = request.pipeline {
        let outcome = try await runPipeline(
            file: pipeline, options: RunOptions(store: request.store, command: request.command),
            environment: environment)
        path = outcome.storePath
        run = run ?? outcome.runID
    }
    guard fileExists(path) else {
        throw NothingStoredError(
            "there is no store \(path); name one with --db, or a pipeline file with --pipeline")
    }
    return try await withRunLock(store: path, startedAt: environment.now()) {
        let store = try Store.open(path: path)
        let models = try storedModels(request, run: run, in: store)
        let series = try request.data.map { try prepareData(DataRequest(prices: [$0])).returns }
        var memories: [ModelMemory] = []
        let measured = try await measureMemories(models, environment: environment) { model in
            if let series { return series }
            return try store.returns(of: try store.symbols(ofModel: model.id))
        }
        for (model, memory) in zip(models, measured) {
            try store.replaceMemory(memory, ofModel: model.id)
            memories.append(memory)
        }
        return request.asJSON ? try memoryJSON(memories) : renderMemory(memories)
    }
}

/// A stored model to be measured.
struct MeasuredModel: Sendable {
    /// The store's number for it.
    var id: Int64
    /// The name with settings.
    var name: String
    /// The bytes the registry decodes.
    var encoded: [UInt8]
}

/// The models asked for, in the order of their run's plan: the first seed of each where none is named.
private func storedModels(_ request: MemoryRequest, run: String?, in store: Store) throws -> [MeasuredModel] {
    let all = try store.models(run: run)
    guard let latest = try run ?? store.runs().map(\.id).first(where: { id in all.contains { $0.runID == id } })
    else {
        throw NothingStoredError(
            "no run in \(store.path) kept its models; make one with `hindcast run` or `hindcast backtest`")
    }
    let trials = Dictionary(
        uniqueKeysWithValues: try store.trials(run: latest).map { ($0.planIndex, $0) })
    let kept = all.filter { $0.runID == latest }.sorted { $0.planIndex < $1.planIndex }
    var chosen: [MeasuredModel] = []
    for stored in kept {
        guard let trial = trials[stored.planIndex] else { continue }
        if let name = request.model {
            guard
                [trial.model, stored.model.name, "\(trial.model) seed \(trial.seed)"].contains(name)
                    || trial.model.hasPrefix(name + "(")
            else { continue }
        }
        if chosen.contains(where: { $0.name == trial.model }) { continue }
        chosen.append(MeasuredModel(id: stored.id, name: trial.model, encoded: stored.model.encoded))
    }
    guard !chosen.isEmpty else {
        let names = Set(kept.compactMap { trials[$0.planIndex]?.model }).sorted().joined(separator: ", ")
        throw NothingStoredError(
            "run \(latest) kept "
                + (names.isEmpty ? "no models; run it again with this version" : "no model called ")
                + (names.isEmpty ? "" : "\(request.model ?? "so"); there are \(names)"))
    }
    return chosen
}

/// Measures models side by side, in the order given.
func measureMemories(
    _ models: [MeasuredModel], environment: RunEnvironment, series: (MeasuredModel) throws -> [ReturnSeries]
) async throws -> [ModelMemory] {
    var measured = [ModelMemory?](repeating: nil, count: models.count)
    var waiting = models.enumerated().makeIterator()
    try await withThrowingTaskGroup(of: (Int, ModelMemory).self) { group in
        func startNext() throws {
            guard !environment.isCancelled() else { throw FittingError.cancelled }
            guard let (place, model) = waiting.next() else { return }
            let returns = try series(model)
            group.addTask { (place, try memory(of: model, on: returns)) }
        }
        for _ in 0..<max(environment.jobs, 1) { try startNext() }
        while let (place, memory) = try await group.next() {
            measured[place] = memory
            try startNext()
        }
    }
    return measured.compactMap { $0 }
}

private func memory(of model: MeasuredModel, on series: [ReturnSeries]) throws -> ModelMemory {
    guard let registered = Registry.model(String(model.name.prefix { $0 != "(" })) else {
        throw NothingStoredError("\(model.name) was kept by a version that knows other models; run it again")
    }
    return ModelMemory(of: try registered.decode(model.encoded), model: model.name, on: series)
}

extension Store {
    /// The usable log returns of symbols, as a run reads them, each with the panel of all.
    func returns(of symbols: [String]) throws -> [ReturnSeries] {
        let first = try firstUsableDates()
        return try symbols.compactMap { symbol in
            try priceSeries(symbol: symbol).map { ReturnSeries($0.limited(from: first[symbol])) }
        }.filter { $0.count > 0 }.sharingPanel()
    }
}

extension RunContext {
    /// Measures the memory of the models the run kept, the first seed of each.
    func measureMemories() async throws {
        let stored = try store.models(run: run.id).sorted { $0.planIndex < $1.planIndex }
        let names = Dictionary(
            uniqueKeysWithValues: try store.trials(run: run.id).map { ($0.planIndex, $0.model) })
        var models: [MeasuredModel] = []
        for kept in stored {
            guard let name = names[kept.planIndex], !models.contains(where: { $0.name == name }) else { continue }
            models.append(MeasuredModel(id: kept.id, name: name, encoded: kept.model.encoded))
        }
        let memories = try await Pipeline.measureMemories(models, environment: environment) { _ in data.returns }
        for (model, memory) in zip(models, memories) { try store.replaceMemory(memory, ofModel: model.id) }
    }
}
