import Learning

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Training on more windows than could ever be written out: 10,000 series of 8,000 sessions, a window a session.
///
/// The windows would take 19 GB; what is needed is the returns, 0.32 GB, and a batch or two.
func trainOnManySeries(series: Int = 10_000, sessions: Int = 8_000, steps: Int = 400) throws {
    let width = 60
    let returns = [Float](unsafeUninitializedCapacity: series * sessions) { values, count in
        var random = RandomSource(seed: 1)
        for index in 0..<series * sessions { values.initializeElement(at: index, to: Float(random.normal())) }
        count = series * sessions
    }
    let views = (0..<series).map { index in
        let range = index * sessions..<(index + 1) * sessions
        return SequenceView(input: returns[range.dropLast()], targets: returns[range.dropFirst()])
    }
    let network = Network<Float>([
        Elman<Float>(inputSize: 1, hiddenSize: 32), SkipSteps<Float>(inputSize: 32, count: width - 1),
        Dense<Float>(inputSize: 32, outputSize: 1),
    ])
    let source = WindowBatches(
        views, inputSize: 1, width: width, context: network.context, windowsPerBatch: 64, batchesPerEpoch: steps)
    var random = RandomSource(seed: 2)
    let trainer = Trainer(
        network: network, loss: MeanSquaredError(),
        configuration: TrainerConfiguration(
            epochs: 1, optimiser: .adam(Adam()), schedule: .constant(rate: 1e-3)), threads: processors,
        prefetches: true)
    let clock = ContinuousClock()
    let start = clock.now
    let result = try trainer.train(
        from: network.initialParameters(using: &random), on: source, validatingOn: nil, random: random)
    let seconds = (clock.now - start) / .seconds(1)
    var line = Result(work: "memory")
    line.set("series", series)
    line.set("sessions", sessions)
    line.set("windows", source.windowCount)
    line.set("steps", steps)
    line.set("threads", processors)
    line.set("loss", result.log[0].trainingLoss)
    line.set("steps_per_second", Double(steps) / seconds)
    line.set("peak_megabytes", peakMegabytes())
    line.print()
}

/// Processors that can be had.
let processors = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
