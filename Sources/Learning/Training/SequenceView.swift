/// One series as a network trains on it: views of somebody's buffers, shared and never copied.
///
/// Many series may lie one after another in one array, and the targets may be a view of the inputs a step later.
public struct SequenceView<Scalar: NetworkScalar>: Sendable {
    /// `[steps][inputSize]`, row-major.
    public let input: ArraySlice<Scalar>
    /// The target of each step, as far as there are any: the last steps may have none yet.
    public let targets: ArraySlice<Scalar>

    /// A view of two buffers.
    public init(input: ArraySlice<Scalar>, targets: ArraySlice<Scalar>) {
        self.input = input
        self.targets = targets
    }

    /// A view of two whole arrays.
    public init(input: [Scalar], targets: [Scalar]) {
        self.init(input: input[...], targets: targets[...])
    }

    /// Copies some steps into a batch, from its step `firstStep` on.
    @specialized(where Scalar == Float)
    func copyInput(
        _ steps: Range<Int>, to batch: inout Batch<Scalar>, sequence: Int, firstStep: Int, inputSize: Int
    ) {
        precondition(
            steps.lowerBound >= 0 && steps.upperBound * inputSize <= input.count, "the series has no such steps")
        precondition(firstStep >= 0 && sequence < batch.sequences, "the batch has no such place")
        let sequences = batch.sequences
        input.withUnsafeBufferPointer { rows in
            batch.input.withUnsafeMutableBufferPointer { places in
                precondition(
                    ((firstStep + steps.count - 1) * sequences + sequence + 1) * inputSize <= places.count,
                    "the batch has no such steps")
                guard !steps.isEmpty, let rows = rows.baseAddress, let places = places.baseAddress else { return }
                var source = rows + steps.lowerBound * inputSize
                var place = places + (firstStep * sequences + sequence) * inputSize
                for _ in steps {
                    place.update(from: source, count: inputSize)
                    source += inputSize
                    place += sequences * inputSize
                }
            }
        }
    }

    /// The target of a step.
    func target(of step: Int) -> Scalar { targets[targets.startIndex + step] }
}
