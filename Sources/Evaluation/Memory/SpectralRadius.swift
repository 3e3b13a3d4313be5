/// The largest magnitude of an eigenvalue of a square matrix, row-major.
///
/// Gelfand's formula `ρ = lim ‖Aᵏ‖^(1/k)` at k = 2³⁰, by squaring thirty times; the matrix is scaled each time so that nothing
/// overflows. The error is far below one in a million.
///
/// - Precondition: there are `size · size` values.
public func spectralRadius(_ matrix: [Double], size: Int) -> Double {
    precondition(matrix.count == size * size, "a square matrix")
    var power = matrix
    var logarithm = 0.0
    var share = 1.0
    for _ in 0..<30 {
        guard let norm = frobeniusNorm(power) else { return 0 }
        logarithm += share * naturalLogarithm(norm)
        power = power.map { $0 / norm }
        power = product(power, power, size: size)
        share /= 2
    }
    guard let norm = frobeniusNorm(power) else { return 0 }
    return exponential(logarithm + share * naturalLogarithm(norm))
}

/// The largest factor by which a square matrix, row-major, can stretch a vector: the root of the spectral radius of `AᵀA`.
///
/// - Precondition: there are `size · size` values.
public func spectralNorm(_ matrix: [Double], size: Int) -> Double {
    precondition(matrix.count == size * size, "a square matrix")
    var transposed = matrix
    for row in 0..<size {
        for column in 0..<size { transposed[column * size + row] = matrix[row * size + column] }
    }
    return spectralRadius(product(transposed, matrix, size: size), size: size).squareRoot()
}

private func frobeniusNorm(_ matrix: [Double]) -> Double? {
    let norm = matrix.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return norm > 0 ? norm : nil
}

private func product(_ left: [Double], _ right: [Double], size: Int) -> [Double] {
    var product = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
        for inner in 0..<size {
            let factor = left[row * size + inner]
            guard factor != 0 else { continue }
            for column in 0..<size { product[row * size + column] += factor * right[inner * size + column] }
        }
    }
    return product
}
