/// Sets features to zero at random while training, and scales the others so that their mean stays.
///
/// Each feature of each step and sequence is dropped with the same probability, else divided by the probability of
/// staying; without a source of random numbers, as at inference, everything passes. Srivastava, N. et al. (2014),
/// *Dropout: a simple way to prevent neural networks from overfitting*.
public struct Dropout<Scalar: NetworkScalar>: Layer, Codable, Hashable {
    /// Features read and written.
    public let size: Int
    /// How likely a feature is dropped.
    public let probability: Double

    /// A layer from its shape.
    ///
    /// - Precondition: the size is positive and the probability in `[0, 1)`.
    public init(size: Int, probability: Double) {
        precondition(size > 0, "dropout has a positive size")
        precondition((0..<1).contains(probability), "the probability of dropping is at least 0 and less than 1")
        self.size = size
        self.probability = probability
    }

    /// As many as are written.
    public var inputSize: Int { size }

    /// As many as are read.
    public var outputSize: Int { size }

    /// None: it looks at one step.
    public var context: Int { 0 }

    /// None.
    public var stateSize: Int { 0 }

    /// None.
    public var parameterShapes: [ParameterShape] { [] }

    /// None: at inference it does nothing.
    public func multiplyAdds(steps: Int) -> Int { 0 }

    /// None.
    public func initialParameters(using random: inout RandomSource) -> [Scalar] { [] }

    /// None.
    public func scratchSize(steps: Int, batch: Int) -> Int { 0 }

    /// What each feature was multiplied by.
    public func tapeSize(steps: Int, batch: Int) -> Int { steps * batch * size }

    /// Drops, or passes everything on.
    @specialized(where Scalar == Float)
    public func forward(_ pass: ForwardPass<Scalar>) {
        let count = pass.steps * pass.batch * size
        guard let factors = pass.tape, var random = pass.random else {
            pass.tape?.update(repeating: 1, count: count)
            return pass.output.update(from: pass.input, count: count)
        }
        let scale = Scalar(1 / (1 - probability))
        for index in 0..<count {
            factors[index] = random.uniform() < probability ? 0 : scale
            pass.output[index] = pass.input[index] * factors[index]
        }
    }

    /// The same factors on the gradient.
    @specialized(where Scalar == Float)
    public func backward(_ pass: BackwardPass<Scalar>) {
        guard let inputGradient = pass.inputGradient, let factors = pass.forward.tape else { return }
        for index in 0..<(pass.forward.steps * pass.forward.batch * size) {
            inputGradient[index] = pass.outputGradient[index] * factors[index]
        }
    }
}
