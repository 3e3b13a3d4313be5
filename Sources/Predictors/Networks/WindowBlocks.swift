internal import Learning
internal import Windowing

/// Minibatches for a network of finite response: runs of neighbouring windows, read in place.
///
/// The windows of a run overlap in all but one session, so the network's convolutions are computed once a
/// session instead of once a window. Runs are shuffled every epoch; no window is ever written out.
struct WindowBlocks: BatchSource {
    private struct Block {
        var series: Int
        var cutoffs: Range<Int>
    }

    private let series: [ExampleSeries]
    private let width: Int
    private let stepsPerBlock: Int
    private let blocksPerBatch: Int
    private let blocks: [Block]
    private var shuffled: [Int]

    /// Cuts the chosen cutoffs of every series into runs.
    init(
        _ series: [ExampleSeries], cutoffs: (ExampleSeries) -> Range<Int>, width: Int, stepsPerBlock: Int,
        blocksPerBatch: Int
    ) {
        self.series = series
        self.width = width
        self.stepsPerBlock = stepsPerBlock
        self.blocksPerBatch = blocksPerBatch
        var blocks: [Block] = []
        for (index, series) in series.enumerated() {
            let range = cutoffs(series)
            for first in stride(from: range.lowerBound, to: range.upperBound, by: stepsPerBlock) {
                blocks.append(Block(series: index, cutoffs: first..<min(first + stepsPerBlock, range.upperBound)))
            }
        }
        self.blocks = blocks
        shuffled = Array(blocks.indices)
    }

    var batchCount: Int { (blocks.count + blocksPerBatch - 1) / blocksPerBatch }

    mutating func startEpoch(using random: inout RandomSource) {
        shuffled.shuffle(using: &random)
    }

    func fill(_ batch: inout Batch<Float>, index: Int) {
        let chosen = shuffled[index * blocksPerBatch..<min((index + 1) * blocksPerBatch, shuffled.count)]
        let channels = series[0].features.channels
        batch.reshape(
            steps: stepsPerBlock, sequences: chosen.count, context: width - 1, inputSize: channels,
            continuesSequences: false)
        for (sequence, blockIndex) in chosen.enumerated() {
            let block = blocks[blockIndex]
            let source = series[block.series]
            batch.setInput(
                source.features.rows(block.cutoffs.lowerBound - width + 1..<block.cutoffs.upperBound),
                sequence: sequence, firstStep: 0, inputSize: channels)
            for (step, cutoff) in block.cutoffs.enumerated() {
                batch.setTarget(source.targets[cutoff], step: step, sequence: sequence)
            }
        }
    }
}
