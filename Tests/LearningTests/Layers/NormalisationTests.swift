import Learning
import Testing

/// Layer normalisation and residual layers by arithmetic that can be done by hand.
struct NormalisationTests {
    @Test("A row gets mean 0 and variance 1, then its gains and biases")
    func values() {
        // Mean 3, variance (4 + 1 + 0 + 9) / 4 = 3.5.
        let scale = 1 / 3.50001.squareRoot()
        let output = run(
            [LayerNormalisation<Double>(size: 4)], [1, 2, 0.5, 1, 0, 0, 0, 7], [1, 2, 3, 6], steps: 1)
        let expected = [-2 * scale, -2 * scale, 0, 3 * scale + 7]
        LayerTolerance(relative: 1e-12, absolute: 1e-14).check(output, expected, "normalised")
    }

    @Test("A row of equal features becomes the biases")
    func equal() {
        let output = run([LayerNormalisation<Float>(size: 3)], [1, 1, 1, 4, 5, 6], [2, 2, 2], steps: 1)
        #expect(output == [4, 5, 6])
    }

    @Test("A residual convolution adds the newest inputs")
    func residual() {
        let convolution = CausalConvolution<Double>(inputSize: 1, outputSize: 1, kernel: 2, dilation: 2)
        // y[t] = 10 x[t - 2] + 100 x[t] + 0.5 + x[t]: 10 + 300 + 0.5 + 3 and 20 + 400 + 0.5 + 4
        let output = run([Residual(convolution)], [10, 100, 0.5], [1, 2, 3, 4], steps: 2)
        #expect(output == [313.5, 424.5])
    }

    private func run<Scalar: NetworkScalar>(
        _ layers: [any Layer<Scalar>], _ parameters: [Scalar], _ input: [Scalar], steps: Int
    ) -> [Scalar] {
        let outputs = [true, false].map { recordsTape in
            let workspace = Workspace<Scalar>(recordsTape: recordsTape)
            var state: [Scalar] = []
            Network(layers).forward(
                parameters: parameters, input: input, steps: steps, batch: 1, state: &state, workspace: workspace)
            return workspace.output
        }
        #expect(outputs[0] == outputs[1], "a tape changes nothing")
        return outputs[0]
    }
}
