import Learning

// One line of JSON a work. `make bench` runs all; arguments name the works to run: peak tanh W1 W2 W3, and
// memory, which is not among all.

let works =
    CommandLine.arguments.dropFirst().isEmpty
    ? ["peak", "tanh", "W1", "W2", "W3"] : Array(CommandLine.arguments.dropFirst())
let path = "\(KernelPath.chosen)"
let peak = peakFlops(path)

for work in works {
    switch work {
    case "peak":
        printResult([("work", "peak"), ("path", path), ("threads", 1), ("gflops", peak / 1e9)])
    case "tanh":
        let network = Network<Float>([Dense<Float>(inputSize: 1, outputSize: 1024, activation: .tanh)])
        let linear = Network<Float>([Dense<Float>(inputSize: 1, outputSize: 1024)])
        var random = RandomSource(seed: 1)
        let parameters = network.initialParameters(using: &random)
        let workspace = Workspace<Float>(recordsTape: false)
        let input = (0..<16).map { _ in Float(random.normal()) }
        func seconds(_ network: Network<Float>) -> Double {
            medianSeconds {
                var state: [Float] = []
                network.forward(
                    parameters: parameters, input: input, steps: 1, batch: 16, state: &state, workspace: workspace)
            }
        }
        // The layer with tanh less the layer without.
        printResult([
            ("work", "tanh"), ("path", path),
            ("nanoseconds", (seconds(network) - seconds(linear)) / Double(16 * 1024) * 1e9),
        ])
    case "W1":
        for steps in [64, 256] {
            for hidden in [16, 32, 64, 128, 256] {
                let batch = 64
                let operations = 2.0 * 3 * Double((hidden * hidden + 8 * hidden) * steps * batch)
                for threads in 1...processors {
                    let step = TrainingStep(
                        elman(hidden: hidden, steps: steps), steps: 1, batch: batch, threads: threads)
                    let seconds = medianSeconds { step.run() }
                    printResult([
                        ("work", "W1"), ("H", hidden), ("T", steps), ("threads", threads), ("path", path),
                        ("per_second", Double(batch) / seconds), ("gflops", operations / seconds / 1e9),
                        ("fraction_of_peak", operations / seconds / (peak * Double(threads))),
                    ])
                }
            }
        }
    case "W2":
        for width in [20, 60, 250] {
            for (name, network) in [("TDNN", timeDelay(width: width)), ("MLP", perceptron(width: width))] {
                let batch = 64
                let step = TrainingStep(network, steps: 1, batch: batch)
                let seconds = medianSeconds { step.run() }
                let operations = 2.0 * 3 * Double(network.multiplyAdds(steps: 1) * batch)
                printResult([
                    ("work", "W2"), ("model", name), ("N", width), ("threads", 1), ("path", path),
                    ("per_second", Double(batch) / seconds), ("gflops", operations / seconds / 1e9),
                    ("fraction_of_peak", operations / seconds / peak),
                ])
            }
        }
    case "W3":
        let network = elman(hidden: 32, steps: 1)
        var random = RandomSource(seed: 1)
        let parameters = network.initialParameters(using: &random)
        let streaming = StreamingNetwork(network, parameters: parameters)
        let input = [Float](repeating: 0.1, count: 8)
        let seconds = input.withUnsafeBufferPointer { input in medianSeconds { streaming.step(input) } }
        printResult([
            ("work", "W3"), ("H", 32), ("threads", 1), ("path", path), ("microseconds", seconds * 1e6),
        ])
    case "memory":
        try trainOnManySeries()
    default:
        print("no work \(work)")
    }
}
