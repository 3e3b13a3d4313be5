import Evaluation
import Forecasting
import Foundation
import Ingestion
import Market
import Predictors
import Windowing

/// The series of a folder of price files, each from its first usable date on.
///
/// - Parameter symbols: those wanted; all where it is empty.
func readSeries(prices: String, firstDates: String?, symbols: Set<String> = []) throws -> [ReturnSeries] {
    var first: [String: SessionDate] = [:]
    if let firstDates {
        for line in try String(contentsOfFile: firstDates, encoding: .utf8).split(separator: "\n").dropFirst() {
            let fields = line.split(separator: ",")
            first[String(fields[0])] = SessionDate(iso: String(fields[1]))
        }
    }
    return try priceFiles(at: prices).filter { symbols.isEmpty || symbols.contains(symbol(ofPath: $0)) }.map {
        path in
        let prices = try PriceFileReader().read(path: path).series
        return ReturnSeries(prices.limited(from: first[prices.symbol], to: nil))
    }
}

/// The configuration that a name such as `tdnn(width=60)` stands for.
func configuration(_ name: String) throws -> ModelConfiguration {
    let words = name.split(whereSeparator: { "(,)".contains($0) }).map(String.init)
    guard let family = Registry.model(words[0])?.family else { throw UnknownModel(name: name) }
    var given: [String: SettingValue] = [:]
    for word in words.dropFirst() {
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let setting = family.settings.first(where: { $0.name == parts[0] }) else {
            throw UnknownModel(name: name)
        }
        given[parts[0]] =
            switch setting.kind {
            case .integer: Int(parts[1]).map { .integer($0) }
            case .number: Double(parts[1]).map { .number($0) }
            case .choice: .choice(parts[1])
            case .boolean: .boolean(parts[1] == "true")
            }
    }
    return try family.model(given)
}

struct UnknownModel: Error, CustomStringConvertible {
    let name: String
    var description: String { "there is no model “\(name)”" }
}

/// All trials of some models on some folds, on some threads; a seed is that of the trial in a run of the pipeline.
func judge(
    _ models: [ModelConfiguration], on series: [ReturnSeries], forecastOnly: Set<String> = [], folds: [Fold],
    seed: Int, jobs: Int
) throws -> [Judgement] {
    struct Done: Sendable {
        var hindcasts: [Hindcast] = []
        var seconds = 0.0
        var error: (any Error)?
    }
    let trials = models.indices.flatMap { model in folds.indices.map { (model: model, fold: $0) } }
    let done = Results(count: trials.count, empty: Done())
    let queue = OperationQueue()
    queue.maxConcurrentOperationCount = jobs
    for (index, trial) in trials.enumerated() {
        queue.addOperation {
            var result = Done()
            do {
                let model = models[trial.model]
                let digits = fingerprint(
                    "\(model.canonicalText) seed \(seed) fold \(folds[trial.fold].index)".utf8
                ).prefix(16)
                let start = ContinuousClock.now
                result.hindcasts = try runTrial(
                    of: Registry.predictor(model), on: series, forecastOnly: forecastOnly, fold: folds[trial.fold],
                    seed: UInt64(digits, radix: 16) ?? 0
                ).hindcasts
                result.seconds = (ContinuousClock.now - start) / .seconds(1)
            } catch {
                result.error = error
            }
            done[index] = result
        }
    }
    queue.waitUntilAllOperationsAreFinished()
    return try models.enumerated().map { place, model in
        var (hindcasts, seconds): ([Hindcast], Double) = ([], 0)
        for (index, trial) in trials.enumerated() where trial.model == place {
            if let error = done[index].error { throw error }
            hindcasts += done[index].hindcasts
            seconds += done[index].seconds
        }
        // Unseen symbols alone are judged where there are any.
        if !forecastOnly.isEmpty { hindcasts.removeAll { !forecastOnly.contains($0.symbol) } }
        return Judgement(model: model.name, hindcasts: hindcasts, seconds: seconds)
    }
}

/// Places for results that several threads write, each its own.
private final class Results<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var values: [Value]

    init(count: Int, empty: Value) { values = Array(repeating: empty, count: count) }

    subscript(_ index: Int) -> Value {
        get { lock.withLock { values[index] } }
        set { lock.withLock { values[index] = newValue } }
    }
}
