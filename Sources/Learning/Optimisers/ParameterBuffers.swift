/// The flat buffers of one optimiser step, all of one length.
struct ParameterBuffers<Scalar> {
    let count: Int
    let parameters: UnsafeMutablePointer<Scalar>
    let gradient: UnsafePointer<Scalar>
    let firstMoment: UnsafeMutablePointer<Scalar>
    /// The first moment again for an optimiser that has no second.
    let secondMoment: UnsafeMutablePointer<Scalar>

    /// The same memory under the scalar's own name, once the caller knows which it is.
    func assuming<Concrete>(_ type: Concrete.Type) -> ParameterBuffers<Concrete> {
        ParameterBuffers<Concrete>(
            count: count,
            parameters: UnsafeMutableRawPointer(parameters).assumingMemoryBound(to: type),
            gradient: UnsafeRawPointer(gradient).assumingMemoryBound(to: type),
            firstMoment: UnsafeMutableRawPointer(firstMoment).assumingMemoryBound(to: type),
            secondMoment: UnsafeMutableRawPointer(secondMoment).assumingMemoryBound(to: type))
    }
}

/// An update of each parameter by itself, written once for every scalar.
///
/// Behind `any Optimiser` a generic loop would call the scalar's operators through witness tables, fifty times slower.
/// The requirements for `Float` and `Double`, which the generic method satisfies, give each a compiled loop of its own.
protocol ElementwiseUpdate {
    func update(_ buffers: ParameterBuffers<Float>)
    func update(_ buffers: ParameterBuffers<Double>)
    func update<Scalar: BinaryFloatingPoint & Sendable>(_ buffers: ParameterBuffers<Scalar>)
}

/// Applies the update to all parameters.
func run<Scalar: BinaryFloatingPoint & Sendable>(
    _ update: some ElementwiseUpdate, on parameters: UnsafeMutableBufferPointer<Scalar>,
    gradient: UnsafeBufferPointer<Scalar>, state: inout OptimiserState<Scalar>
) {
    precondition(gradient.count == parameters.count, "there is one gradient a parameter")
    precondition(state.firstMoment.count == parameters.count, "the state belongs to as many parameters")
    precondition(
        state.secondMoment.isEmpty || state.secondMoment.count == parameters.count,
        "the state belongs to as many parameters")
    state.firstMoment.withUnsafeMutableBufferPointer { first in
        state.secondMoment.withUnsafeMutableBufferPointer { second in
            guard let base = parameters.baseAddress, let slope = gradient.baseAddress,
                let firstBase = first.baseAddress
            else { return }
            let buffers = ParameterBuffers(
                count: parameters.count, parameters: base, gradient: slope, firstMoment: firstBase,
                secondMoment: second.isEmpty ? firstBase : second.baseAddress ?? firstBase)
            if Scalar.self == Float.self {
                update.update(buffers.assuming(Float.self))
            } else if Scalar.self == Double.self {
                update.update(buffers.assuming(Double.self))
            } else {
                update.update(buffers)
            }
        }
    }
}
