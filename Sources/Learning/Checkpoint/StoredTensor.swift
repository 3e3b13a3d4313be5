/// One array of a layer as PyTorch names and lays it out, and where its numbers lie among the layer's parameters.
struct StoredTensor: Hashable, Sendable {
    /// PyTorch's name within the layer's module, such as `weight_ih_l0`.
    var name: String
    /// PyTorch's extents.
    var shape: [Int]
    /// For each number in PyTorch's order its place among the layer's parameters.
    var places: [Int]
    /// How many of its first numbers are added to those of another tensor: written as zeros, added when read.
    ///
    /// PyTorch's recurrent layers have two biases where one is enough.
    var addends = 0
    /// Whether a module may be made without it; its numbers are then zero.
    var isOptional = false

    init(_ name: String, _ shape: [Int], places: [Int], addends: Int = 0, isOptional: Bool = false) {
        self.name = name
        self.shape = shape
        self.places = places
        self.addends = addends
        self.isOptional = isOptional
    }

    /// A whole array of ours with its axes in another order: theirs number k is ours number `axes[k]`.
    init(_ name: String, of array: ParameterShape, axes: [Int], isOptional: Bool = false) {
        var strides = [Int](repeating: 1, count: array.shape.count)
        for axis in strides.indices.dropLast().reversed() {
            strides[axis] = strides[axis + 1] * array.shape[axis + 1]
        }
        var places = [array.range.lowerBound]
        for axis in axes {
            places = places.flatMap { place in (0..<array.shape[axis]).map { place + $0 * strides[axis] } }
        }
        self.init(name, axes.map { array.shape[$0] }, places: places, isOptional: isOptional)
    }

    /// The parameters' numbers in PyTorch's order.
    func values<Scalar: NetworkScalar>(of parameters: ArraySlice<Scalar>) -> [Scalar] {
        places.enumerated().map { $0 < addends ? 0 : parameters[parameters.startIndex + $1] }
    }

    /// Puts PyTorch's numbers in their places among a layer's parameters, which begin at `offset`.
    ///
    /// Tensors that are added have to come after those they are added to.
    func fill<Scalar: NetworkScalar>(_ parameters: inout [Scalar], offset: Int, with values: [Scalar]) {
        for (index, (place, value)) in zip(places, values).enumerated() {
            if index >= addends {
                parameters[offset + place] = value
            } else if value != 0 {
                // Adding zero would turn a negative zero into a positive one.
                parameters[offset + place] += value
            }
        }
    }
}

extension LayerDescription {
    /// The layer's arrays as PyTorch has them, a recurrent one's as those of layer `number` of a stack.
    ///
    /// Our matrices are PyTorch's turned, the gates in the same order. An ``Elman`` or ``LSTM`` layer has the sum of
    /// PyTorch's two biases; a ``GRU`` too, but for the second bias of its last gate.
    func storedTensors(number: Int = 0) -> [StoredTensor] {
        let arrays = layer(of: Float.self).parameterShapes
        switch self {
        case .elman(_, let units, _), .gru(_, let units), .lstm(_, let units):
            let rows = (gates ?? 1) * units
            let bias = arrays[2].range
            let inner = arrays.count > 3 ? Array(arrays[3].range) : []
            let shared = rows - inner.count
            return [
                StoredTensor("weight_ih_l\(number)", of: arrays[0], axes: [1, 0]),
                StoredTensor("weight_hh_l\(number)", of: arrays[1], axes: [1, 0]),
                StoredTensor("bias_ih_l\(number)", [rows], places: Array(bias), isOptional: true),
                StoredTensor(
                    "bias_hh_l\(number)", [rows], places: Array(bias.prefix(shared)) + inner, addends: shared,
                    isOptional: true),
            ]
        case .dense:
            return [
                StoredTensor("weight", of: arrays[0], axes: [1, 0]),
                StoredTensor("bias", of: arrays[1], axes: [0], isOptional: true),
            ]
        case .convolution:
            return [
                StoredTensor("weight", of: arrays[0], axes: [2, 1, 0]),
                StoredTensor("bias", of: arrays[1], axes: [0], isOptional: true),
            ]
        case .normalisation:
            return arrays.map { StoredTensor($0.name, of: $0, axes: [0], isOptional: $0.name == "bias") }
        case .dropout, .skipSteps: return []
        case .residual(let inner):
            return inner.storedTensors().map { tensor in
                var tensor = tensor
                tensor.name = "inner." + tensor.name
                return tensor
            }
        }
    }
}
