internal import ElementaryFunctions
internal import CKernels

/// Adam (Kingma and Ba, 2015): each parameter's step is scaled by the recent size of its gradient.
///
/// `m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; p ← p − η/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε)`. The weight decay here is the
/// L2 penalty, added to the gradient and so scaled like it; see ``AdamW`` for the decoupled form.
public struct Adam: Optimiser {
    /// The share of the mean gradient that is kept, β₁.
    public let beta1: Double
    /// The share of the mean squared gradient that is kept, β₂.
    public let beta2: Double
    /// What keeps the denominator above 0, ε.
    public let epsilon: Double
    /// The L2 penalty's factor λ, added to the gradient as `λ·p`.
    public let weightDecay: Double

    /// The paper's settings unless told otherwise.
    public init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0) {
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
    }

    /// Two moments of 0 for each parameter.
    public func initialState<Scalar: BinaryFloatingPoint & Sendable>(
        parameterCount: Int, of scalar: Scalar.Type
    ) -> OptimiserState<Scalar> {
        AdamUpdate.initialState(parameterCount: parameterCount)
    }

    /// One step down the gradient.
    public func step<Scalar: BinaryFloatingPoint & Sendable>(
        parameters: UnsafeMutableBufferPointer<Scalar>, gradient: UnsafeBufferPointer<Scalar>,
        state: inout OptimiserState<Scalar>, learningRate: Double, momentum: Double? = nil
    ) {
        state.steps += 1
        let update = AdamUpdate(
            step: state.steps, learningRate: learningRate, beta1: momentum ?? beta1, beta2: beta2, epsilon: epsilon,
            penalty: weightDecay, shrinkage: 1)
        run(update, on: parameters, gradient: gradient, state: &state)
    }
}

/// Adam with decoupled weight decay (Loshchilov and Hutter, 2019).
///
/// `p ← p·(1 − η·λ)` before the step of ``Adam``: every weight shrinks at the same pace, whatever its gradients.
public struct AdamW: Optimiser {
    /// The share of the mean gradient that is kept, β₁.
    public let beta1: Double
    /// The share of the mean squared gradient that is kept, β₂.
    public let beta2: Double
    /// What keeps the denominator above 0, ε.
    public let epsilon: Double
    /// The decay λ; a step shrinks each parameter by the factor `1 − η·λ`.
    public let weightDecay: Double

    /// The settings of PyTorch unless told otherwise.
    public init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0.01) {
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
    }

    /// Two moments of 0 for each parameter.
    public func initialState<Scalar: BinaryFloatingPoint & Sendable>(
        parameterCount: Int, of scalar: Scalar.Type
    ) -> OptimiserState<Scalar> {
        AdamUpdate.initialState(parameterCount: parameterCount)
    }

    /// One step down the gradient.
    public func step<Scalar: BinaryFloatingPoint & Sendable>(
        parameters: UnsafeMutableBufferPointer<Scalar>, gradient: UnsafeBufferPointer<Scalar>,
        state: inout OptimiserState<Scalar>, learningRate: Double, momentum: Double? = nil
    ) {
        state.steps += 1
        let update = AdamUpdate(
            step: state.steps, learningRate: learningRate, beta1: momentum ?? beta1, beta2: beta2, epsilon: epsilon,
            penalty: 0, shrinkage: 1 - learningRate * weightDecay)
        run(update, on: parameters, gradient: gradient, state: &state)
    }
}

/// The step that Adam and AdamW share.
private struct AdamUpdate: ElementwiseUpdate {
    let step: Int
    let learningRate: Double
    let beta1: Double
    let beta2: Double
    let epsilon: Double
    let penalty: Double
    let shrinkage: Double

    static func initialState<Scalar: BinaryFloatingPoint & Sendable>(
        parameterCount: Int
    ) -> OptimiserState<Scalar> {
        let zeros = [Scalar](repeating: 0, count: parameterCount)
        return OptimiserState(steps: 0, firstMoment: zeros, secondMoment: zeros)
    }

    func update(_ buffers: ParameterBuffers<Float>) { run(buffers) }

    func update(_ buffers: ParameterBuffers<Double>) { run(buffers) }

    func update<Scalar: BinaryFloatingPoint & Sendable>(_ buffers: ParameterBuffers<Scalar>) {
        preconditionFailure("Adam has kernels for Float and Double")
    }

    private func run<Scalar: NetworkScalar>(_ buffers: ParameterBuffers<Scalar>) {
        // The corrections for the zero start are computed in Double: near step 1, 1 − β₂ᵗ in Float would lose 3 digits.
        // √(1−β₂ᵗ) is moved from under √v to the rate and ε, which saves a division.
        let root = (1 - Elementary.power(beta2, step)).squareRoot()
        var call = hindcast_adam()
        call.count = buffers.count
        call.beta1 = beta1
        call.beta2 = beta2
        call.rate = learningRate * root / (1 - Elementary.power(beta1, step))
        call.epsilon = epsilon * root
        call.penalty = penalty
        call.shrinkage = shrinkage
        call.gradient = UnsafeRawPointer(buffers.gradient)
        call.parameters = UnsafeMutableRawPointer(buffers.parameters)
        call.first_moment = UnsafeMutableRawPointer(buffers.firstMoment)
        call.second_moment = UnsafeMutableRawPointer(buffers.secondMoment)
        KernelPath.chosen.kernels(for: Scalar.self).adam(&call)
    }
}
