internal import Learning
internal import Windowing

/// Minibatches for a network of infinite response: the histories of the series side by side.
///
/// The recurrent state is carried through a lane and the gradient cut at chunk borders: backpropagation through time
/// with `k1 = k2 =` the chunk's length.
enum HistoryLanes {
    /// Training lanes: the training cutoffs of every series in some stretches of equal length.
    static func training(
        _ series: [ExampleSeries], lanesPerSeries: Int, stepsPerChunk: Int
    ) -> SequenceLanes<Float> {
        lanes(
            series.enumerated().flatMap { index, series in
                SequenceLanes<Float>.Lane.dividing(series.training, of: index, into: lanesPerSeries)
            }, of: series, stepsPerChunk: stepsPerChunk)
    }

    /// Validation lanes: the validation cutoffs of every series, after some sessions that only warm the state.
    static func validation(_ series: [ExampleSeries], warmUp: Int, stepsPerChunk: Int) -> SequenceLanes<Float> {
        lanes(
            series.enumerated().compactMap { index, series in
                let scored = series.validation
                guard !scored.isEmpty else { return nil }
                return SequenceLanes<Float>.Lane(
                    series: index, steps: max(0, scored.lowerBound - warmUp)..<scored.upperBound, scored: scored)
            }, of: series, stepsPerChunk: stepsPerChunk)
    }

    private static func lanes(
        _ lanes: [SequenceLanes<Float>.Lane], of series: [ExampleSeries], stepsPerChunk: Int
    ) -> SequenceLanes<Float> {
        SequenceLanes(
            series.map { SequenceView(input: $0.features.values, targets: $0.targets) },
            inputSize: series[0].features.channels, lanes: lanes, truncation: .chunks(of: stepsPerChunk))
    }
}
