/// Lets the oldest steps go by: what lies before the output only warms the state of the layers below.
///
/// Behind a recurrent layer it makes "the output at the last step" of a sequence of T steps: `SkipSteps(count: T − 1)`.
/// The layers above then compute and learn one step instead of T. Its ``context`` is what it skips, as for a
/// convolution.
public struct SkipSteps<Scalar: NetworkScalar>: Layer, Codable, Hashable {
    /// Features of a step.
    public let inputSize: Int
    /// Steps without an output.
    public let count: Int

    /// A layer that skips `count` steps.
    ///
    /// - Precondition: the size is positive and the count is not negative.
    public init(inputSize: Int, count: Int) {
        precondition(inputSize > 0 && count >= 0, "sizes are positive, counts not negative")
        self.inputSize = inputSize
        self.count = count
    }

    /// As many as inputs.
    public var outputSize: Int { inputSize }
    /// What it skips.
    public var context: Int { count }
    /// None.
    public var stateSize: Int { 0 }
    /// None.
    public var parameterShapes: [ParameterShape] { [] }

    /// None.
    public func multiplyAdds(steps: Int) -> Int { 0 }
    /// None.
    public func initialParameters(using random: inout RandomSource) -> [Scalar] { [] }
    /// None.
    public func scratchSize(steps: Int, batch: Int) -> Int { 0 }

    /// Those it skips.
    public var unreadSteps: Int { count }

    /// Copies the newest steps.
    public func forward(_ pass: ForwardPass<Scalar>) {
        let width = pass.batch * inputSize
        pass.output.update(from: pass.input + count * width, count: pass.steps * width)
    }

    /// Copies the gradient of the newest steps; the skipped ones have none.
    public func backward(_ pass: BackwardPass<Scalar>) {
        guard let inputGradient = pass.inputGradient else { return }
        let width = pass.forward.batch * inputSize
        if !pass.leavesZeroSteps { inputGradient.fillWithZeros(count: count * width) }
        (inputGradient + count * width).update(from: pass.outputGradient, count: pass.forward.steps * width)
    }
}
