import Foundation
import Testing

@testable import Learning

/// What arrays of parameters start from.
struct InitialisationTests {
    private func values(_ initialisation: Initialisation, _ rows: Int, _ columns: Int) -> [Double] {
        var random = RandomSource(seed: 3)
        return initialisation.values(rows: rows, columns: columns, fanIn: rows, using: &random)
    }

    @Test("Uniform starts fill their bounds: 1/√fanIn, and √(6 / (rows + columns)) for Glorot's")
    func uniform() {
        for (initialisation, bound) in [(Initialisation.uniform, 0.1), (.glorotUniform, (6.0 / 120).squareRoot())] {
            let drawn = values(initialisation, 100, 20)
            #expect(drawn.allSatisfy { abs($0) <= bound })
            #expect((drawn.max() ?? 0) > 0.99 * bound && (drawn.min() ?? 0) < -0.99 * bound)
            // The mean of 2,000 has a deviation of bound / √3 / √2000 = 0.013 bound.
            #expect(abs(drawn.reduce(0, +) / 2000) < 0.06 * bound)
        }
    }

    @Test("A normal start has mean 0 and variance 1/fanIn")
    func normal() {
        let drawn = values(.normal, 100, 100)
        // Of 10,000 the mean has a deviation of 0.001 and the variance, 0.01, one of 0.00014.
        #expect(abs(drawn.reduce(0, +) / 10_000) < 0.004)
        #expect(abs(drawn.reduce(0) { $0 + $1 * $1 } / 10_000 - 0.01) < 0.0006)
    }

    @Test("An orthogonal start has orthonormal rows or columns", arguments: [(4, 4), (3, 7), (7, 3)])
    func orthogonal(rows: Int, columns: Int) {
        let matrix = values(.orthogonal, rows, columns)
        let short = min(rows, columns)
        for i in 0..<short {
            for j in 0..<short {
                let product = (0..<max(rows, columns)).reduce(0.0) { sum, k in
                    rows <= columns
                        ? sum + matrix[i * columns + k] * matrix[j * columns + k]
                        : sum + matrix[k * columns + i] * matrix[k * columns + j]
                }
                #expect(abs(product - (i == j ? 1 : 0)) < 1e-14)
            }
        }
    }

    @Test("Time constants lie on the diagonal in geometric progression")
    func timeConstants() {
        let matrix = values(.timeConstants(shortest: 1, longest: 100, noise: 0), 3, 3)
        // τ = 1, 10, 100.
        let expected = [exp(-1.0), 0, 0, 0, exp(-0.1), 0, 0, 0, exp(-0.01)]
        #expect(zip(matrix, expected).allSatisfy { abs($0 - $1) < 1e-15 })
    }

    @Test("Their noise has the deviation noise / √H")
    func noise() {
        let matrix = values(.timeConstants(shortest: 1, longest: 100, noise: 0.5), 64, 64)
        let others = matrix.indices.filter { $0 / 64 != $0 % 64 }.map { matrix[$0] }
        let variance = others.reduce(0) { $0 + $1 * $1 } / Double(others.count)
        // 4,032 squares: a relative deviation of √(2 / 4032) = 0.022.
        #expect(abs(variance / (0.25 / 64) - 1) < 0.1)
        #expect(abs(others.reduce(0, +) / Double(others.count)) < 0.005)
    }

    @Test("Constants, the identity and factors are what they say")
    func plain() {
        #expect(values(.zeros, 1, 2) == [0, 0])
        #expect(values(.constant(3), 2, 1) == [3, 3])
        #expect(values(.identity, 2, 3) == [1, 0, 0, 0, 1, 0])
        #expect(values(.scaled(.identity, by: -2), 2, 2) == [-2, 0, 0, -2])
    }
}
