import Ingestion
import Learning
import Market
import Windowing

/// W5: a whole backtest on one thread, from price files to 41,760 forecasts.
///
/// Before each of eight blocks of 261 sessions a new Elman network (1 input, 32 units, a linear output at the last
/// step) is trained by 500 steps of Adam on 64 windows of 60 returns each, drawn from all series before the block. Then
/// it forecasts every series' every session of the block from the 60 returns before.
struct BacktestWork {
    static let blocks = 8
    static let sessionsPerBlock = 261
    static let width = 60
    static let hidden = 32

    /// Seconds until all files were read and checked.
    let ingestionSeconds: Double
    /// Forecasts made.
    private(set) var forecasts = 0
    private var squaredErrors = 0.0
    private var squaredReturns = 0.0

    /// The forecasts' root mean squared error as a fraction of the error of the forecast "no return".
    var relativeError: Double { (squaredErrors / squaredReturns).squareRoot() }

    /// Runs the backtest on the price files of a folder.
    init(folder: String) throws {
        let start = Clock.cpu.now
        let series = try priceFiles(at: folder).map { path in
            ReturnSeries(try PriceFileReader().read(path: path).series).logReturns
        }
        ingestionSeconds = Clock.cpu.now - start
        let network = recurrent(.elman, inputs: 1, hidden: Self.hidden, steps: Self.width)
        for block in 0..<Self.blocks {
            let known = series.map { $0.count - (Self.blocks - block) * Self.sessionsPerBlock }
            let scale = Self.deviation(zip(series, known).map { $0.prefix($1) })
            let inputs = series.map { $0.map { Float($0 / scale) } }
            let random = RandomSource(seed: UInt64(block))
            var initialising = random.split("weights")
            let trainer = Trainer(
                network: network, loss: MeanSquaredError(),
                configuration: TrainerConfiguration(
                    epochs: 1, optimiser: .adam(Adam()), schedule: .constant(rate: 1e-3),
                    sequencesPerShard: nil))
            let trained = try trainer.train(
                from: network.initialParameters(using: &initialising),
                on: RandomWindows(series: inputs, known: known, random: random.split("windows")),
                validatingOn: nil, random: random)
            for (values, first) in zip(inputs, known) {
                add(values, from: first, network: network, parameters: trained.parameters)
            }
        }
    }

    /// Forecasts a block of one series, all its windows side by side.
    private mutating func add(_ values: [Float], from first: Int, network: Network<Float>, parameters: [Float]) {
        let sessions = Self.sessionsPerBlock
        var input: [Float] = []
        input.reserveCapacity(Self.width * sessions)
        for step in 0..<Self.width {
            let start = first - Self.width + step
            input.append(contentsOf: values[start..<start + sessions])
        }
        var state = network.initialState(batch: sessions)
        let workspace = Workspace<Float>(recordsTape: false)
        network.forward(
            parameters: parameters, input: input, steps: 1, batch: sessions, state: &state, workspace: workspace)
        for (forecast, actual) in zip(workspace.output, values[first..<first + sessions]) {
            squaredErrors += Double((forecast - actual) * (forecast - actual))
            squaredReturns += Double(actual * actual)
        }
        forecasts += sessions
    }

    private static func deviation(_ spans: [ArraySlice<Double>]) -> Double {
        let count = Double(spans.reduce(0) { $0 + $1.count })
        let mean = spans.reduce(0) { $1.reduce($0, +) } / count
        return (spans.reduce(0) { $1.reduce($0) { $0 + ($1 - mean) * ($1 - mean) } } / count).squareRoot()
    }
}

/// Minibatches of 64 windows, each of a random series and from a random session on.
private struct RandomWindows: BatchSource {
    let series: [[Float]]
    /// Of each series, how many values may be seen.
    let known: [Int]
    let random: RandomSource
    let batchCount = 500

    func fill(_ batch: inout Batch<Float>, index: Int) {
        let width = BacktestWork.width
        var random = random.split(UInt64(index))
        batch.reshape(steps: 1, sequences: 64, context: width - 1, inputSize: 1, continuesSequences: false)
        for sequence in 0..<64 {
            let chosen = random.integer(below: series.count)
            let start = random.integer(below: known[chosen] - width)
            batch.setInput(
                series[chosen][start..<start + width], sequence: sequence, firstStep: 0, inputSize: 1)
            batch.setTarget(series[chosen][start + width], step: 0, sequence: sequence)
        }
    }
}

/// Runs W5 some times on files made for it.
///
/// The memory it reports is the whole process's, so it has to be the first work of a run.
func runBacktests(path: String) {
    let folder = temporaryFolder()
    let files = MadeUpPrices.write(to: folder)
    var runs: [(seconds: Double, work: BacktestWork)] = []
    do {
        for _ in 0..<5 {
            let start = Clock.cpu.now
            let work = try BacktestWork(folder: folder)
            runs.append((Clock.cpu.now - start, work))
        }
    } catch {
        fail("\(error)")
    }
    for file in files + [folder] { removeIfThere(file) }
    var result = Result(work: "W5")
    result.set("model", "elman")
    result.set("H", BacktestWork.hidden)
    result.set("threads", 1)
    result.set("path", path)
    result.set("clock", Clock.cpu.rawValue)
    result.set("forecasts", runs[0].work.forecasts)
    result.set("seconds", median(runs.map(\.seconds)))
    result.set("ingestion_seconds", median(runs.map(\.work.ingestionSeconds)))
    result.set("peak_megabytes", peakMegabytes())
    result.set("relative_error", runs[0].work.relativeError)
    result.print()
}
