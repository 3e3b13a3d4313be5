import Foundation
import Testing

@testable import Learning

/// The kernels' own relu and gelu.
struct ActivationTests {
    @Test("gelu is x Φ(x), in float within 3e-7 and in double within 1e-15", arguments: KernelPath.available)
    func gelu(path: KernelPath) throws {
        let baseline = try #require(KernelPath(named: "baseline"))
        let wide = stride(from: -45.0, through: 45, by: 0x1p-7).map { $0 }
        let inDouble = activated(wide, by: .gelu, on: path)
        #expect(largestError(wide, inDouble) <= 1e-15)
        #expect(inDouble == activated(wide, by: .gelu, on: baseline))
        let narrow = wide.map { Float($0) }
        let inFloat = activated(narrow, by: .gelu, on: path)
        #expect(largestError(narrow, inFloat) <= 3e-7)
        #expect(inFloat == activated(narrow, by: .gelu, on: baseline))
    }

    @Test("Far out gelu is 0 and x, and NaN stays", arguments: KernelPath.available)
    func geluEdges(path: KernelPath) {
        let y = activated([Float(1e30), -1e30, 0, .nan, .infinity], by: .gelu, on: path)
        #expect(y[0] == 1e30 && y[1] == 0 && y[2] == 0 && y[3].isNaN && y[4] == .infinity)
    }

    @Test("relu is the positive part, and NaN stays", arguments: KernelPath.available)
    func relu(path: KernelPath) {
        let y = activated([Float(2), -2, 0, .infinity, -.infinity, .nan], by: .relu, on: path)
        #expect(Array(y.prefix(5)) == [2, 0, 0, .infinity, 0] && y[5].isNaN)
    }

    /// Relative to the larger of 1 and |x|.
    private func largestError<Scalar: NetworkScalar>(_ x: [Scalar], _ y: [Scalar]) -> Double {
        zip(x, y).map { x, y in
            let exact = Double(x) * 0.5 * erfc(-Double(x) / 2.0.squareRoot())
            return abs(Double(y) - exact) / max(1, abs(Double(x)))
        }.max() ?? .infinity
    }
}
