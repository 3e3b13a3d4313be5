internal import Learning
internal import Predictors
internal import Store

/// What `hindcast export` is asked for.
public struct ExportRequest: Sendable {
    /// A checkpoint's file or, of a store, a model's name with or without its settings.
    public var model: String
    /// The store; nil where the model is a file.
    public var store: String?
    /// The run the stored model is of; nil for the one fitted last.
    public var run: String?
    /// Files to write; their endings say the formats.
    public var outputs: [String]
    /// Steps of a window; nil for a network that streams, step by step.
    public var window: Int?
    /// What Elman layers do to their sums, where the file does not say.
    public var nonlinearity: String?

    /// A request from its parts.
    public init(
        model: String, store: String? = nil, run: String? = nil, outputs: [String], window: Int? = nil,
        nonlinearity: String? = nil
    ) {
        self.model = model
        self.store = store
        self.run = run
        self.outputs = outputs
        self.window = window
        self.nonlinearity = nonlinearity
    }
}

/// Writes a network as ONNX or safetensors, and says what was written.
public func exportModel(_ request: ExportRequest) throws -> String {
    guard !request.outputs.isEmpty else {
        throw UsageError("there is no output; name a file that ends in .onnx or .safetensors with --output")
    }
    for path in request.outputs where !path.hasSuffix(".onnx") && !path.hasSuffix(".safetensors") {
        throw UsageError("--output \(path): the ending says the format, and there are .onnx and .safetensors")
    }
    if let window = request.window {
        guard window >= 1 else { throw UsageError("--window must be at least 1, not \(window)") }
        guard request.outputs.contains(where: { $0.hasSuffix(".onnx") }) else {
            throw UsageError("--window is for ONNX files; a safetensors file holds the weights alone")
        }
    }
    if let store = request.store {
        guard request.nonlinearity == nil else {
            throw UsageError("--nonlinearity is for files; the store knows what its models are")
        }
        return try write(storedCheckpoint(request.model, run: request.run, store: store), request)
    }
    guard request.run == nil else { throw UsageError("--run needs --db, the store that holds the run") }
    let file = try readSafetensors(request.model)
    return file.hasDoubles
        ? try write(
            checkpoint(file, nonlinearity: request.nonlinearity, path: request.model, as: Double.self), request)
        : try write(
            checkpoint(file, nonlinearity: request.nonlinearity, path: request.model, as: Float.self), request)
}

private func write<Scalar: NetworkScalar>(_ model: Checkpoint<Scalar>, _ request: ExportRequest) throws -> String {
    var model = model
    model.metadata["version"] = model.metadata["version"] ?? hindcastVersion
    var text = ""
    for path in request.outputs {
        let bytes: [UInt8]
        if path.hasSuffix(".safetensors") {
            bytes = try model.safetensors().encoded()
        } else {
            do {
                bytes = try model.onnx(window: request.window)
            } catch {
                throw ModelFileError(.refused, "\(request.model): \(error)")
            }
        }
        try writeFile(bytes, to: path)
        text += "\(path): \(model.parameters.count) parameters, \(bytes.count) bytes\n"
    }
    return text
}

/// The network of a fitted model, with what its run says of where it comes from.
private func storedCheckpoint(_ name: String, run: String?, store path: String) throws -> Checkpoint<Float> {
    let store = try Store.openReadOnly(path: path)
    let all = try store.models(run: run)
    let candidates = all.filter { $0.isCalled(name) }
    guard let found = candidates.first else {
        let names = Set(all.map(\.nameAndSeed)).sorted().joined(separator: "; ")
        throw NothingStoredError(
            "no fitted model \(name)" + (run.map { " of run \($0)" } ?? "") + " in \(path); there are "
                + (names.isEmpty ? "none (a nightly run keeps its models)" : names))
    }
    let others = Set(candidates.map(\.nameAndSeed))
    guard others.count == 1 else {
        throw UsageError(
            "--model \(name) may be any of these: \(others.sorted().joined(separator: "; ")); name one of them whole"
        )
    }
    let family = String(found.model.name.prefix { $0 != "(" && $0 != " " })
    guard let network = try Registry.model(family)?.decode(found.model.encoded) as? any NetworkPredictor else {
        throw UsageError("\(found.model.name) is no network, and only networks can be exported")
    }
    let stored = try network.storedNetwork()
    var words = stored.words
    words["model"] = found.nameAlone
    words["cutoff"] = "\(found.model.cutoff)"
    words["run"] = found.runID
    if let record = try store.run(found.runID) {
        words["version"] = record.version
        words["data_fingerprint"] = record.dataHash
        words["run_seed"] = "\(record.seed)"
    }
    if let trial = try store.trials(run: found.runID).first(where: { $0.planIndex == found.planIndex }) {
        words["seed"] = "\(trial.seed)"
    }
    guard let checkpoint = Checkpoint(stored.network, parameters: stored.parameters, metadata: words) else {
        throw UsageError("\(found.model.name) has a layer that files do not know")
    }
    return checkpoint
}

extension StoredModel {
    /// The name and settings; what is kept is called `rnn(hidden=32) seed 1 fold 1`.
    fileprivate var nameAlone: String { String(model.name.split(separator: " ").first ?? "") }

    /// The same with the seed.
    fileprivate var nameAndSeed: String {
        model.name.split(separator: " ").prefix(3).joined(separator: " ")
    }

    /// Whether a caller means this model: by family, by name with settings, with the seed too, or in full.
    fileprivate func isCalled(_ name: String) -> Bool {
        [nameAlone, nameAndSeed, model.name].contains(name) || model.name.hasPrefix(name + "(")
    }
}
