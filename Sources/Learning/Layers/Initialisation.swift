internal import ElementaryFunctions

/// How an array of parameters begins.
///
/// A weight array is a matrix with a row for each input and a column for each output.
public indirect enum Initialisation: Codable, Hashable, Sendable {
    /// All zero.
    case zeros
    /// All the same.
    case constant(Double)
    /// Uniform in ±1/√fanIn, as PyTorch's layers begin; a recurrent layer counts its units as the fan-in.
    case uniform
    /// Normal of variance 1/fanIn.
    case normal
    /// Uniform in ±√(6 / (rows + columns)). Glorot and Bengio (2010).
    case glorotUniform
    /// Orthonormal rows or columns, whichever are fewer. Saxe, McClelland and Ganguli (2014).
    case orthogonal
    /// The identity, or its upper left part. Le, Jaitly and Hinton (2015) for recurrent weights.
    case identity
    /// Recurrent weights that forget at different rates: the diagonal is `exp(-1/τ)` with τ, in steps, in geometric
    /// progression from shortest to longest, and all entries get normal noise of deviation `noise / √rows`.
    case timeConstants(shortest: Double, longest: Double, noise: Double)
    /// Another one, times a factor.
    case scaled(Initialisation, by: Double)

    /// The values of a `rows` by `columns` matrix, row-major.
    func values(rows: Int, columns: Int, fanIn: Int, using random: inout RandomSource) -> [Double] {
        switch self {
        case .zeros:
            return Array(repeating: 0, count: rows * columns)
        case .constant(let value):
            return Array(repeating: value, count: rows * columns)
        case .uniform:
            return uniformValues(bound: 1 / Double(fanIn).squareRoot(), count: rows * columns, using: &random)
        case .normal:
            let deviation = 1 / Double(fanIn).squareRoot()
            return (0..<(rows * columns)).map { _ in deviation * random.normal() }
        case .glorotUniform:
            let bound = (6 / Double(rows + columns)).squareRoot()
            return uniformValues(bound: bound, count: rows * columns, using: &random)
        case .orthogonal:
            return orthonormalValues(rows: rows, columns: columns, using: &random)
        case .identity:
            return diagonal(rows: rows, columns: columns) { _ in 1 }
        case .timeConstants(let shortest, let longest, let noise):
            precondition(shortest > 0 && longest >= shortest, "time constants must be positive and in order")
            let last = Double(max(min(rows, columns) - 1, 1))
            let growth = Elementary.log(longest / shortest)
            let memory = diagonal(rows: rows, columns: columns) { unit in
                Elementary.exp(-1 / (shortest * Elementary.exp(growth * Double(unit) / last)))
            }
            let deviation = noise / Double(rows).squareRoot()
            return memory.map { $0 + deviation * random.normal() }
        case .scaled(let inner, let factor):
            return inner.values(rows: rows, columns: columns, fanIn: fanIn, using: &random).map { $0 * factor }
        }
    }

    /// The values in a network's number type.
    func scalars<Scalar: NetworkScalar>(
        rows: Int, columns: Int, fanIn: Int, using random: inout RandomSource
    ) -> [Scalar] {
        values(rows: rows, columns: columns, fanIn: fanIn, using: &random).map { Scalar($0) }
    }

    /// `count` matrices, drawn one after another and laid side by side: the weights of a layer's gates.
    func sideBySide<Scalar: NetworkScalar>(
        _ count: Int, rows: Int, columns: Int, fanIn: Int, using random: inout RandomSource
    ) -> [Scalar] {
        let blocks: [[Scalar]] = (0..<count).map { _ in
            scalars(rows: rows, columns: columns, fanIn: fanIn, using: &random)
        }
        return (0..<rows).flatMap { row in blocks.flatMap { $0[(row * columns)..<((row + 1) * columns)] } }
    }
}

private func uniformValues(bound: Double, count: Int, using random: inout RandomSource) -> [Double] {
    (0..<count).map { _ in bound * (2 * random.uniform() - 1) }
}

private func diagonal(rows: Int, columns: Int, _ value: (Int) -> Double) -> [Double] {
    var matrix = [Double](repeating: 0, count: rows * columns)
    for unit in 0..<min(rows, columns) { matrix[unit * columns + unit] = value(unit) }
    return matrix
}

/// Gram and Schmidt's orthonormalisation of normal vectors, each projected twice against rounding.
private func orthonormalValues(rows: Int, columns: Int, using random: inout RandomSource) -> [Double] {
    let length = max(rows, columns)
    var basis: [[Double]] = []
    while basis.count < min(rows, columns) {
        var vector = (0..<length).map { _ in random.normal() }
        for _ in 0..<2 {
            for other in basis {
                let overlap = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
                for i in 0..<length { vector[i] -= overlap * other[i] }
            }
        }
        let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        // A vector that all but lies in the span of the others is drawn again.
        if norm > 1e-6 { basis.append(vector.map { $0 / norm }) }
    }
    if rows <= columns { return Array(basis.joined()) }
    return (0..<rows).flatMap { row in basis.map { $0[row] } }
}
