import Foundation
import Testing

@testable import Learning

/// The kernels' own hyperbolic tangent.
struct TanhTests {
    @Test("Float is within 3e-7 of the truth, odd, and never above one", arguments: KernelPath.available)
    func float(path: KernelPath) {
        let grid = stride(from: Float(-12), through: 12, by: 0x1p-10).map { $0 } + tiny(Float.self)
        let values = hyperbolicTangent(of: grid, on: path)
        let worst = zip(grid, values).map { abs(Double($1) - tanh(Double($0))) }.max() ?? .infinity
        #expect(worst <= 3e-7)
        check(grid, values, path, largestDrop: 1.2e-7)
    }

    @Test("Double is within 1e-15 of the C library's", arguments: KernelPath.available)
    func double(path: KernelPath) {
        let grid = stride(from: -25.0, through: 25, by: 0x1p-9).map { $0 } + tiny(Double.self)
        let values = hyperbolicTangent(of: grid, on: path)
        let worst = zip(grid, values).map { abs($1 - tanh($0)) }.max() ?? .infinity
        #expect(worst <= 1e-15)
        check(grid, values, path, largestDrop: 3e-16)
    }

    @Test("Infinity gives one, NaN stays, and zero keeps its sign", arguments: KernelPath.available)
    func edges(path: KernelPath) {
        checkEdges(Float.self, path)
        checkEdges(Double.self, path)
    }

    private func checkEdges<Scalar: NetworkScalar>(_: Scalar.Type, _ path: KernelPath) {
        let large = Scalar.greatestFiniteMagnitude
        let x: [Scalar] = [.infinity, -.infinity, .nan, 0, -0.0, large, -large, 9.5, 30, .leastNonzeroMagnitude]
        let y = hyperbolicTangent(of: x, on: path)
        #expect(y[0] == 1 && y[1] == -1 && y[2].isNaN && y[3] == 0 && y[3].sign == .plus && y[4].sign == .minus)
        #expect(y[5] == 1 && y[6] == -1 && y[8] == 1 && y[9] == .leastNonzeroMagnitude)
    }

    private func check<Scalar: NetworkScalar>(
        _ grid: [Scalar], _ values: [Scalar], _ path: KernelPath, largestDrop: Scalar
    ) {
        #expect(values.allSatisfy { abs($0) <= 1 })
        #expect(hyperbolicTangent(of: grid.map { -$0 }, on: path) == values.map { -$0 })
        let sorted = hyperbolicTangent(of: grid.sorted(), on: path)
        #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $1 - $0 >= -largestDrop })
        if let baseline = KernelPath(named: "baseline") {
            #expect(hyperbolicTangent(of: grid, on: baseline) == values)
        }
    }

    private func tiny<Scalar: NetworkScalar>(_: Scalar.Type) -> [Scalar] {
        (1...40).map { Scalar(sign: .plus, exponent: Scalar.Exponent(-$0), significand: 1.25) }
    }
}
