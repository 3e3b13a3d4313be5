import Foundation
import Learning
import Testing

/// Shapes, counts and what a network starts from.
struct NetworkTests {
    @Test("Parameters are one flat vector with names like PyTorch's")
    func shapes() {
        let network = Network<Float>([Elman(inputSize: 3, hiddenSize: 4), Dense(inputSize: 4, outputSize: 2)])
        #expect(
            network.parameterShapes.map(\.name) == [
                "0.weight_ih", "0.weight_hh", "0.bias", "1.weight", "1.bias",
            ])
        #expect(network.parameterShapes.map(\.range) == [0..<12, 12..<28, 28..<32, 32..<40, 40..<42])
        #expect(network.parameterShapes[3].shape == [4, 2])
        #expect(network.parameterCount == 42)
        #expect(network.stateSize == 4)
        #expect(network.initialState(batch: 3) == Array(repeating: 0, count: 12))
        // A step: (3 + 4) · 4 of the recurrent layer and 4 · 2 of the head.
        #expect(network.multiplyAdds(steps: 5) == 5 * (28 + 8))
    }

    @Test("Gated layers name their arrays as PyTorch does, gates side by side")
    func gatedShapes() {
        let network = Network<Float>([
            LSTM(inputSize: 3, hiddenSize: 4, bias: .zeros, forgetBias: 1), GRU(inputSize: 4, hiddenSize: 2),
        ])
        #expect(
            network.parameterShapes.map(\.name) == [
                "0.weight_ih", "0.weight_hh", "0.bias", "1.weight_ih", "1.weight_hh", "1.bias", "1.bias_hn",
            ])
        #expect(
            network.parameterShapes.map(\.shape) == [[3, 16], [4, 16], [16], [4, 6], [2, 6], [6], [2]])
        // An LSTM's state is h and c, a GRU's h.
        #expect(network.stateSize == 8 + 2)
        // A step: (3 + 4) · 4 · 4 of the LSTM and (4 + 2) · 3 · 2 of the GRU.
        #expect(network.multiplyAdds(steps: 5) == 5 * (112 + 36))
        var random = RandomSource(seed: 1)
        let start = network.initialParameters(using: &random)
        // Of the LSTM's biases only the forget gate's are not zero.
        #expect(
            Array(start[network.parameterShapes[2].range]) == [0, 0, 0, 0, 1, 1, 1, 1]
                + Array(repeating: 0, count: 8))
    }

    @Test("Each gate's recurrent weights begin as a matrix of their own")
    func gatedStart() {
        let layer = GRU<Float>(inputSize: 1, hiddenSize: 2, recurrentWeights: .identity)
        var random = RandomSource(seed: 1)
        let start = layer.initialParameters(using: &random)
        #expect(Array(start[layer.parameterShapes[1].range]) == [1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1])
    }

    @Test("A stack of convolutions has the receptive field 1 + Σ (kernel - 1) dilation")
    func receptiveField() {
        let network = Network<Float>([
            CausalConvolution(inputSize: 1, outputSize: 4, kernel: 3, dilation: 2, activation: .tanh),
            CausalConvolution(inputSize: 4, outputSize: 2, kernel: 5),
        ])
        #expect(network.context == 2 * 2 + 4)
        // One output needs five steps of the first layer, 3 · 1 · 4 each, and one of the second, 5 · 4 · 2.
        #expect(network.multiplyAdds(steps: 1) == 5 * 12 + 40)
    }

    @Test("A layer's start depends on the seed and its place, not on the layers above")
    func start() {
        let recurrent = Elman<Float>(inputSize: 2, hiddenSize: 3)
        func parameters(_ layers: [any Layer<Float>], seed: UInt64) -> [Float] {
            var random = RandomSource(seed: seed)
            return Network(layers).initialParameters(using: &random)
        }
        let alone = parameters([recurrent], seed: 7)
        let below = parameters([recurrent, Dense(inputSize: 3, outputSize: 1)], seed: 7)
        #expect(Array(below.prefix(alone.count)) == alone)
        #expect(parameters([recurrent], seed: 8) != alone)
        var random = RandomSource(seed: 7)
        let first = Network([recurrent]).initialParameters(using: &random)
        #expect(Network([recurrent]).initialParameters(using: &random) != first)
    }

    @Test("Layers keep their settings when encoded")
    func coding() throws {
        let layer = CausalConvolution<Float>(
            inputSize: 2, outputSize: 3, kernel: 4, dilation: 5, activation: .tanh,
            weights: .scaled(.orthogonal, by: 0.5), bias: .zeros)
        #expect(try roundTrip(layer) == layer)
        let recurrent = Elman<Double>(
            inputSize: 1, hiddenSize: 2, recurrentWeights: .timeConstants(shortest: 1, longest: 60, noise: 0.1))
        #expect(try roundTrip(recurrent) == recurrent)
        let noisy = Elman<Float>(inputSize: 1, hiddenSize: 2, activation: .relu, stateNoise: 0.1)
        #expect(try roundTrip(noisy) == noisy)
        let gated = LSTM<Float>(inputSize: 1, hiddenSize: 2, bias: .zeros, forgetBias: 1)
        #expect(try roundTrip(gated) == gated)
        #expect(try roundTrip(Dense<Float>(inputSize: 2, outputSize: 1)) == Dense(inputSize: 2, outputSize: 1))
    }

    @Test("The chosen path is one of the available, and an unknown name is none")
    func paths() {
        #expect(KernelPath.available.contains(.chosen))
        #expect(KernelPath.available.map(\.description).contains("baseline"))
        #expect(KernelPath(named: "mmx") == nil)
    }

    private func roundTrip<Value: Codable>(_ value: Value) throws -> Value {
        try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
    }
}
