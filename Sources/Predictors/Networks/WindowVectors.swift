internal import Forecasting
internal import Learning
internal import Market
internal import Windowing

/// A series and its market, from which windows are read.
struct WindowInputs: Sendable {
    /// The series' log returns.
    let own: [Double]
    /// The panel's mean log return of each of the series' sessions.
    let market: [Double]
    /// The panel's mean absolute log return of each of the series' sessions.
    let breadth: [Double]

    init(_ series: ReturnSeries) {
        let panel = series.panel ?? PanelReturns([series])
        own = series.logReturns
        var (market, breadth) = ([Double](), [Double]())
        for date in series.dates {
            let session = panel.index(after: date) - 1
            var (sum, size, count) = (0.0, 0.0, 0.0)
            for symbol in panel.symbols.indices {
                guard let logReturn = panel.logReturn(session: session, symbol: symbol) else { continue }
                sum += logReturn
                size += abs(logReturn)
                count += 1
            }
            market.append(sum / max(count, 1))
            breadth.append(size / max(count, 1))
        }
        (self.market, self.breadth) = (market, breadth)
    }
}

/// A window of N sessions as one vector in units of its own scale: what a strictly finite network sees.
///
/// Everything is divided by exponentially weighted means (λ = 0.94) over the N sessions and no others, so no older day is in it,
/// exactly. For each lag: the series' `z` and `|z| − 0.7`, the market's, and the panel's mean `|r|` over its own mean, less one;
/// each divided by the root of the lag, so that a fresh network looks at recent days more. Then `ln` of the three scales over the reference
/// and of the 5-session root mean squares over the scales.
struct WindowVector: Hashable, Sendable, Codable {
    let width: Int
    /// The root mean square log return of the training span, all symbols together.
    let reference: Double

    var size: Int { 5 * width + 5 }

    /// Writes the vector of the window that ends at a session and gives the scale its outputs are multiples of.
    ///
    /// - Precondition: the window is full, and `vector` holds ``size`` values.
    func fill(_ vector: inout [Float], _ inputs: WindowInputs, endingAt last: Int) -> Double {
        let own = scale(inputs.own, last, sessions: width, decay: 0.94)
        let market = scale(inputs.market, last, sessions: width, decay: 0.94)
        var (sum, total, weight) = (0.0, 0.0, 1.0)
        for lag in 0..<width {
            sum += weight * inputs.breadth[last - lag]
            total += weight
            weight *= 0.94
        }
        let breadth = max(sum / total, 0.1 * reference)
        for lag in 0..<width {
            let fading = 1 / Double(lag + 1).squareRoot()
            let z = limited(inputs.own[last - lag] / own)
            let whole = limited(inputs.market[last - lag] / market)
            vector[5 * lag] = Float(z * fading)
            vector[5 * lag + 1] = Float((abs(z) - 0.7) * fading)
            vector[5 * lag + 2] = Float(whole * fading)
            vector[5 * lag + 3] = Float((abs(whole) - 0.7) * fading)
            vector[5 * lag + 4] = Float((limited(inputs.breadth[last - lag] / breadth) - 1) * fading)
        }
        let week = min(5, width)
        vector[5 * width] = Float(ln(own / reference))
        vector[5 * width + 1] = Float(ln(market / reference))
        vector[5 * width + 2] = Float(ln(breadth / reference))
        vector[5 * width + 3] = Float(ln(scale(inputs.own, last, sessions: week, decay: 1) / own))
        vector[5 * width + 4] = Float(ln(scale(inputs.market, last, sessions: week, decay: 1) / market))
        return own
    }

    /// The root of the weighted mean square, never below 0.15 of the reference.
    private func scale(_ values: [Double], _ last: Int, sessions: Int, decay: Double) -> Double {
        var (sum, total, weight) = (0.0, 0.0, 1.0)
        for lag in 0..<sessions {
            sum += weight * values[last - lag] * values[last - lag]
            total += weight
            weight *= decay
        }
        return max((sum / total).squareRoot(), 0.15 * reference)
    }

    private func limited(_ z: Double) -> Double { min(max(z, -6), 6) }
}

/// Minibatches of single windows, shuffled every epoch, each vector made when it is asked for.
struct WindowVectors: BatchSource {
    private struct Example {
        var series: Int
        var cutoff: Int
    }

    private let vector: WindowVector
    private let inputs: [WindowInputs]
    private let batchSize: Int
    private var examples: [Example]
    private var row: [Float]

    init(_ vector: WindowVector, inputs: [WindowInputs], cutoffs: [Range<Int>], batchSize: Int) {
        self.vector = vector
        self.inputs = inputs
        self.batchSize = batchSize
        examples = cutoffs.enumerated().flatMap { series, cutoffs in
            cutoffs.map { Example(series: series, cutoff: $0) }
        }
        row = [Float](repeating: 0, count: vector.size)
    }

    var exampleCount: Int { examples.count }
    var batchCount: Int { (examples.count + batchSize - 1) / batchSize }

    mutating func startEpoch(using random: inout RandomSource) { examples.shuffle(using: &random) }

    func fill(_ batch: inout Batch<Float>, index: Int) {
        let chosen = examples[index * batchSize..<min((index + 1) * batchSize, examples.count)]
        batch.reshape(
            steps: chosen.count, sequences: 1, context: 0, inputSize: vector.size, continuesSequences: false)
        var row = row
        for (step, example) in chosen.enumerated() {
            let inputs = inputs[example.series]
            let scale = vector.fill(&row, inputs, endingAt: example.cutoff)
            batch.setInput(row[...], sequence: 0, firstStep: step, inputSize: vector.size)
            batch.setTarget(Float(inputs.own[example.cutoff + 1] / scale), step: step, sequence: 0)
        }
    }
}
