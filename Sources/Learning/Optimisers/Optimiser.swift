/// A rule that turns a gradient into a change of the parameters.
///
/// The configuration is a value, its state is another, and a step depends on nothing else: the same parameters,
/// gradient, state and rate give the same bits on every processor. Parameters and gradient are flat buffers in the
/// same order. The learning rate is handed in, since schedules change it every step.
///
/// ```swift
/// let optimiser = Adam()
/// var state = optimiser.initialState(parameterCount: parameters.count, of: Float.self)
/// optimiser.step(parameters: &parameters, gradient: gradient, state: &state, learningRate: 1e-3)
/// ```
public protocol Optimiser: Codable, Hashable, Sendable {
    /// One step down the gradient.
    ///
    /// - Parameters:
    ///   - parameters: changed in place.
    ///   - gradient: as many as parameters.
    ///   - state: from ``initialState(parameterCount:of:)`` or the step before.
    ///   - learningRate: the rate of this step.
    ///   - momentum: replaces the configured momentum (Adam's β₁) in this step, as a one-cycle schedule asks; or nil.
    func step<Scalar: BinaryFloatingPoint & Sendable>(
        parameters: UnsafeMutableBufferPointer<Scalar>, gradient: UnsafeBufferPointer<Scalar>,
        state: inout OptimiserState<Scalar>, learningRate: Double, momentum: Double?)

    /// The state before the first step.
    func initialState<Scalar: BinaryFloatingPoint & Sendable>(
        parameterCount: Int, of scalar: Scalar.Type
    ) -> OptimiserState<Scalar>
}

/// What an optimiser remembers between steps.
public struct OptimiserState<Scalar: BinaryFloatingPoint & Sendable>: Hashable, Sendable {
    /// How many steps have been made.
    public var steps: Int
    /// The running mean of the gradient (Adam's first moment) or the velocity of SGD; one a parameter.
    public var firstMoment: [Scalar]
    /// The running mean of the squared gradient (Adam's second moment); empty for SGD.
    public var secondMoment: [Scalar]

    /// A state from its parts.
    public init(steps: Int, firstMoment: [Scalar], secondMoment: [Scalar]) {
        self.steps = steps
        self.firstMoment = firstMoment
        self.secondMoment = secondMoment
    }
}

extension OptimiserState: Codable where Scalar: Codable {}

extension Optimiser {
    /// One step down the gradient, on arrays.
    public func step<Scalar: BinaryFloatingPoint & Sendable>(
        parameters: inout [Scalar], gradient: [Scalar], state: inout OptimiserState<Scalar>, learningRate: Double,
        momentum: Double? = nil
    ) {
        parameters.withUnsafeMutableBufferPointer { parameters in
            gradient.withUnsafeBufferPointer { gradient in
                step(
                    parameters: parameters, gradient: gradient, state: &state, learningRate: learningRate,
                    momentum: momentum)
            }
        }
    }
}

/// Which optimiser to use, as a configuration file names it.
public enum OptimiserConfiguration: Optimiser {
    /// Stochastic gradient descent.
    case sgd(SGD)
    /// Adam.
    case adam(Adam)
    /// Adam with decoupled weight decay.
    case adamW(AdamW)

    /// One step of the optimiser named.
    public func step<Scalar: BinaryFloatingPoint & Sendable>(
        parameters: UnsafeMutableBufferPointer<Scalar>, gradient: UnsafeBufferPointer<Scalar>,
        state: inout OptimiserState<Scalar>, learningRate: Double, momentum: Double? = nil
    ) {
        rule.step(
            parameters: parameters, gradient: gradient, state: &state, learningRate: learningRate,
            momentum: momentum)
    }

    /// The state before the first step of the optimiser named.
    public func initialState<Scalar: BinaryFloatingPoint & Sendable>(
        parameterCount: Int, of scalar: Scalar.Type
    ) -> OptimiserState<Scalar> {
        rule.initialState(parameterCount: parameterCount, of: scalar)
    }

    private var rule: any Optimiser {
        switch self {
        case .sgd(let rule): rule
        case .adam(let rule): rule
        case .adamW(let rule): rule
        }
    }
}
