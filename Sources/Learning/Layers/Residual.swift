/// A layer whose input is added to its output: `y = x + inner(x)`.
///
/// The inner layer then learns only what has to change, and gradients pass it by. Of an inner convolution, which
/// consumes more steps than it produces, the newest inputs are added. He, K. et al. (2016), *Deep residual learning for
/// image recognition*.
public struct Residual<Scalar: NetworkScalar>: Layer {
    /// What is learned beside the identity.
    public let inner: any Layer<Scalar>

    /// A layer around another.
    ///
    /// - Precondition: the other writes as many features as it reads.
    public init(_ inner: any Layer<Scalar>) {
        precondition(
            inner.inputSize == inner.outputSize,
            "a layer of \(inner.inputSize) inputs and \(inner.outputSize) outputs cannot be added to its input")
        self.inner = inner
    }

    /// The inner layer's.
    public var inputSize: Int { inner.inputSize }

    /// The inner layer's.
    public var outputSize: Int { inner.outputSize }

    /// The inner layer's.
    public var context: Int { inner.context }

    /// The inner layer's.
    public var stateSize: Int { inner.stateSize }

    /// The inner layer's.
    public var parameterShapes: [ParameterShape] { inner.parameterShapes }

    /// The inner layer's.
    public func multiplyAdds(steps: Int) -> Int { inner.multiplyAdds(steps: steps) }

    /// The inner layer's.
    public func initialParameters(using random: inout RandomSource) -> [Scalar] {
        inner.initialParameters(using: &random)
    }

    /// The inner layer's.
    public func scratchSize(steps: Int, batch: Int) -> Int { inner.scratchSize(steps: steps, batch: batch) }

    /// The inner layer's output, which its backward pass reads, then its tape.
    public func tapeSize(steps: Int, batch: Int) -> Int {
        steps * batch * outputSize + inner.tapeSize(steps: steps, batch: batch)
    }

    /// Runs the inner layer and adds its input.
    public func forward(_ pass: ForwardPass<Scalar>) {
        let innerPass = innerPass(of: pass)
        inner.forward(innerPass)
        add(
            innerPass.output, pass.input + context * pass.batch * inputSize, to: pass.output,
            count: pass.steps * pass.batch * outputSize)
    }

    /// Runs back through the inner layer and past it.
    public func backward(_ pass: BackwardPass<Scalar>) {
        var innerBackward = pass
        innerBackward.forward = innerPass(of: pass.forward)
        inner.backward(innerBackward)
        guard let inputGradient = pass.inputGradient else { return }
        let (steps, batch) = (pass.forward.steps, pass.forward.batch)
        let newest = inputGradient + context * batch * inputSize
        add(newest, pass.outputGradient, to: newest, count: steps * batch * inputSize)
    }

    /// With a tape the inner output stays there; without, it is where the sum will be.
    private func innerPass(of pass: ForwardPass<Scalar>) -> ForwardPass<Scalar> {
        guard let tape = pass.tape else { return pass }
        var innerPass = pass
        innerPass.output = tape
        innerPass.tape = tape + pass.steps * pass.batch * outputSize
        return innerPass
    }
}

/// `sum = a + b`; the sum may be in the memory of `a`.
@specialized(where Scalar == Float)
private func add<Scalar: NetworkScalar>(
    _ a: UnsafeMutablePointer<Scalar>, _ b: UnsafePointer<Scalar>, to sum: UnsafeMutablePointer<Scalar>, count: Int
) {
    for index in 0..<count { sum[index] = a[index] + b[index] }
}
