import Learning

/// W1: training steps of recurrent networks of 8 inputs on 64 sequences of T steps.
func trainRecurrentNetworks(path: String) {
    let batch = 64
    // On two threads the batch is cut into fixed shards; that is timed by the wall clock, so leave the machine idle.
    for threads in 1...min(2, processors) {
        for cell in threads == 1 ? Cell.allCases : [.elman] {
            for steps in [64, 256] {
                for hidden in cell == .elman ? [16, 32, 64, 128, 256] : [64, 128, 256] {
                    let step = TrainingStep(
                        recurrent(cell, inputs: 8, hidden: hidden, steps: steps), batch: batch, threads: threads)
                    let measurement = measure(threads: threads, path: path) { step.run() }
                    let multiplyAdds = cell.sums * (hidden * hidden + 8 * hidden) * steps * batch
                    var result = Result(work: "W1")
                    result.set("model", cell.rawValue)
                    result.set("H", hidden)
                    result.set("T", steps)
                    result.set("threads", threads)
                    result.set("path", path)
                    result.set("clock", Clock(threads: threads).rawValue)
                    result.set(measurement, units: batch, operations: 2 * 3 * Double(multiplyAdds))
                    result.print()
                }
            }
        }
    }
}

/// W2: networks on windows of N sessions with 8 inputs each, a training step and the forward pass alone.
func runWindowNetworks(path: String) {
    for (model, network) in [("tdnn", timeDelay), ("mlp", perceptron)] {
        for width in [20, 60, 250] {
            // A delay line's activations over long windows outgrow the processor's nearer memory: its batch is cut as a
            // trainer cuts it unless told otherwise.
            let step = TrainingStep(network(width), sequencesPerShard: model == "tdnn" ? 32 : nil)
            for pass in ["train", "forward"] {
                let isTraining = pass == "train"
                let measurement = measure(path: path) { if isTraining { step.run() } else { step.runForward() } }
                var result = Result(work: "W2")
                result.set("model", model)
                result.set("N", width)
                result.set("pass", pass)
                result.set("threads", 1)
                result.set("path", path)
                result.set("clock", Clock.cpu.rawValue)
                result.set(
                    measurement, units: step.batch, operations: isTraining ? step.operations : step.operations / 3)
                result.print()
            }
        }
    }
}

/// W3: one step of one sequence, its state carried along: what a nightly forecast costs.
func streamSteps(path: String) {
    let network = recurrent(.elman, inputs: 8, hidden: 32, steps: 1)
    var random = RandomSource(seed: 1)
    let parameters = network.initialParameters(using: &random)
    let streaming = StreamingNetwork(network, parameters: parameters)
    let input = [Float](repeating: 0.1, count: 8)
    let measurement = input.withUnsafeBufferPointer { input in measure(path: path) { streaming.step(input) } }
    var result = Result(work: "W3")
    result.set("model", "elman")
    result.set("H", 32)
    result.set("threads", 1)
    result.set("path", path)
    result.set("clock", Clock.cpu.rawValue)
    result.set("microseconds", measurement.seconds * 1e6)
    result.print()
}

/// The tanh of 16,384 numbers: a layer with it less the layer without.
func evaluateTanh(path: String) {
    let network = Network<Float>([Dense<Float>(inputSize: 1, outputSize: 1024, activation: .tanh)])
    let linear = Network<Float>([Dense<Float>(inputSize: 1, outputSize: 1024)])
    var random = RandomSource(seed: 1)
    let parameters = network.initialParameters(using: &random)
    let workspace = Workspace<Float>(recordsTape: false)
    let input = (0..<16).map { _ in Float(random.normal()) }
    func seconds(_ network: Network<Float>) -> Double {
        measure(path: path) {
            var state: [Float] = []
            network.forward(
                parameters: parameters, input: input, steps: 1, batch: 16, state: &state, workspace: workspace)
        }.seconds
    }
    var result = Result(work: "tanh")
    result.set("threads", 1)
    result.set("path", path)
    result.set("clock", Clock.cpu.rawValue)
    result.set("nanoseconds", (seconds(network) - seconds(linear)) / Double(16 * 1024) * 1e9)
    result.print()
}

/// The rate that the other works are judged by, measured alone.
func reportPeak(path: String) {
    var result = Result(work: "peak")
    result.set("threads", 1)
    result.set("path", path)
    result.set("clock", Clock.cpu.rawValue)
    result.set("gflops", median((0..<50).map { _ in peakRate(path, rounds: 1_000_000) }) / 1e9)
    result.print()
}
