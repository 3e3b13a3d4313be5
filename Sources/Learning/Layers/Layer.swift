/// A layer is its shape: parameters, state and gradients are handed in.
///
/// A layer reads and writes whole sequences, time-major: `[step][sequence of the batch][feature]`. It may need
/// ``context`` input steps before the first output step, and may carry ``stateSize`` numbers a sequence from one
/// call to the next.
public protocol Layer<Scalar>: Sendable {
    /// The number type.
    associatedtype Scalar: NetworkScalar

    /// Features of an input step.
    var inputSize: Int { get }
    /// Features of an output step.
    var outputSize: Int { get }
    /// Input steps that lie before the first output step.
    var context: Int { get }
    /// Numbers carried from step to step for each sequence.
    var stateSize: Int { get }
    /// The layer's parameters, ranges counted from its own first.
    var parameterShapes: [ParameterShape] { get }
    /// Multiply-adds for `steps` output steps of one sequence.
    func multiplyAdds(steps: Int) -> Int
    /// Parameters to start training from.
    func initialParameters(using random: inout RandomSource) -> [Scalar]
    /// Scalars of scratch memory that either pass needs.
    func scratchSize(steps: Int, batch: Int) -> Int
    /// Scalars that the forward pass leaves for the backward pass, beside its input and output; none by default.
    func tapeSize(steps: Int, batch: Int) -> Int
    /// Input steps, the first ones, that no output step depends on; none by default.
    var unreadSteps: Int { get }
    /// Whether the backward pass leaves alone the ``BackwardPass/zeroSteps``; if not, their zeros are written.
    var passesZeroSteps: Bool { get }
    /// Computes the output and the final state.
    func forward(_ pass: ForwardPass<Scalar>)
    /// Adds to the parameters' gradient, and overwrites the gradients of the input and of the initial state.
    func backward(_ pass: BackwardPass<Scalar>)
}

extension Layer {
    /// None: the input and the output are enough.
    public func tapeSize(steps: Int, batch: Int) -> Int { 0 }

    /// None: each step counts.
    public var unreadSteps: Int { 0 }

    /// It reads the gradient of all steps.
    public var passesZeroSteps: Bool { false }

    /// Numbers that training fits.
    public var parameterCount: Int { parameterShapes.last?.range.upperBound ?? 0 }
}

/// What a layer's forward pass reads and writes.
public struct ForwardPass<Scalar: NetworkScalar> {
    /// The instruction set to run on.
    public var path: KernelPath
    /// Output steps.
    public var steps: Int
    /// Sequences side by side.
    public var batch: Int
    /// The layer's parameters.
    public var parameters: UnsafePointer<Scalar>
    /// The input, `[steps + context][batch][inputSize]`.
    public var input: UnsafePointer<Scalar>
    /// The output, `[steps][batch][outputSize]`, written forward and read backward.
    public var output: UnsafeMutablePointer<Scalar>
    /// Scalars from one sequence's state to the next's, in every state array.
    public var stateStep: Int
    /// The state before the first step: `stateSize` scalars a sequence.
    public var initialState: UnsafePointer<Scalar>
    /// The state after the last step; it may be the same memory as the initial.
    public var finalState: UnsafeMutablePointer<Scalar>
    /// Where noise and dropout draw from; nil for none of them, as at inference.
    public var random: RandomSource?
    /// As much as `tapeSize` says, written forward and read backward; nil where no backward pass follows.
    public var tape: UnsafeMutablePointer<Scalar>?
    /// As much as `scratchSize` says, of unknown content.
    public var scratch: UnsafeMutablePointer<Scalar>
}

/// What a layer's backward pass reads and writes beside what its forward pass did.
public struct BackwardPass<Scalar: NetworkScalar> {
    /// The forward pass, its output still in place.
    public var forward: ForwardPass<Scalar>
    /// Of the loss by the output, `[steps][batch][outputSize]`.
    public var outputGradient: UnsafePointer<Scalar>
    /// The first output steps whose gradient is zero and not written, because the layer ``Layer/passesZeroSteps``.
    public var zeroSteps = 0
    /// Whether the layer before will pass over the gradient of this one's ``Layer/unreadSteps``.
    public var leavesZeroSteps = false
    /// Of the state after the last step, laid out as the state; nil for zero.
    public var finalStateGradient: UnsafePointer<Scalar>?
    /// Of the layer's parameters; added to.
    public var gradient: UnsafeMutablePointer<Scalar>
    /// Of the loss by the input, `[steps + context][batch][inputSize]`, overwritten; nil where nobody asks.
    public var inputGradient: UnsafeMutablePointer<Scalar>?
    /// Laid out as the state, overwritten.
    public var initialStateGradient: UnsafeMutablePointer<Scalar>
}
