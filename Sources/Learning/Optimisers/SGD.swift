/// Stochastic gradient descent with momentum, Nesterov's form of it, and weight decay.
///
/// `g ← g + λ·p; v ← μ·v + g; p ← p − η·v`, or with Nesterov `p ← p − η·(g + μ·v)`: the form of Sutskever et al. (2013)
/// that PyTorch uses, in which the rate multiplies the velocity and may change without disturbing it.
public struct SGD: Optimiser {
    /// The share of the velocity that is kept, μ; 0 is plain gradient descent.
    public let momentum: Double
    /// Whether the step looks ahead along the new velocity.
    public let nesterov: Bool
    /// The L2 penalty's factor λ, added to the gradient as `λ·p`.
    public let weightDecay: Double

    /// Plain gradient descent unless told otherwise.
    public init(momentum: Double = 0, nesterov: Bool = false, weightDecay: Double = 0) {
        self.momentum = momentum
        self.nesterov = nesterov
        self.weightDecay = weightDecay
    }

    /// A velocity of 0 for each parameter.
    public func initialState<Scalar: BinaryFloatingPoint & Sendable>(
        parameterCount: Int, of scalar: Scalar.Type
    ) -> OptimiserState<Scalar> {
        OptimiserState(steps: 0, firstMoment: [Scalar](repeating: 0, count: parameterCount), secondMoment: [])
    }

    /// One step down the gradient.
    public func step<Scalar: BinaryFloatingPoint & Sendable>(
        parameters: UnsafeMutableBufferPointer<Scalar>, gradient: UnsafeBufferPointer<Scalar>,
        state: inout OptimiserState<Scalar>, learningRate: Double, momentum: Double? = nil
    ) {
        state.steps += 1
        let update = Update(
            learningRate: learningRate, momentum: momentum ?? self.momentum, nesterov: nesterov,
            weightDecay: weightDecay)
        run(update, on: parameters, gradient: gradient, state: &state)
    }

    private struct Update: ElementwiseUpdate {
        let learningRate: Double
        let momentum: Double
        let nesterov: Bool
        let weightDecay: Double

        func update<Scalar: BinaryFloatingPoint & Sendable>(_ buffers: ParameterBuffers<Scalar>) {
            let rate = Scalar(learningRate)
            let kept = Scalar(momentum)
            let decay = Scalar(weightDecay)
            // How much of the velocity and of the raw gradient go into the step.
            let ahead = nesterov ? kept : 1
            let direct: Scalar = nesterov ? 1 : 0
            for index in 0..<buffers.count {
                let slope = buffers.gradient[index] + decay * buffers.parameters[index]
                let velocity = kept * buffers.firstMoment[index] + slope
                buffers.firstMoment[index] = velocity
                buffers.parameters[index] -= rate * (ahead * velocity + direct * slope)
            }
        }
    }
}
