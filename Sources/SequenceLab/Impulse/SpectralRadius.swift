internal import ElementaryFunctions
/// The largest magnitude of an eigenvalue of a square matrix, row-major.
///
/// Gelfand's formula `ρ = lim ‖Aᵏ‖^(1/k)` at k = 2³⁰, by squaring thirty times; the matrix is scaled each time so that
/// nothing overflows. The error is far below one in a million.
func spectralRadius(_ matrix: [Double], size: Int) -> Double {
    precondition(matrix.count == size * size, "a square matrix")
    var power = matrix
    var logarithm = 0.0
    var share = 1.0
    for _ in 0..<30 {
        let norm = power.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard norm > 0 else { return 0 }
        logarithm += share * Elementary.log(norm)
        power = power.map { $0 / norm }
        power = squared(power, size)
        share /= 2
    }
    let norm = power.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard norm > 0 else { return 0 }
    return Elementary.exp(logarithm + share * Elementary.log(norm))
}

private func squared(_ matrix: [Double], _ size: Int) -> [Double] {
    var product = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
        for inner in 0..<size {
            let factor = matrix[row * size + inner]
            for column in 0..<size { product[row * size + column] += factor * matrix[inner * size + column] }
        }
    }
    return product
}
