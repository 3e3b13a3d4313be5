import Foundation
import Learning
import Testing

/// Files of the reference implementation, and what is in them or why it refuses them.
private enum FormatFiles {
    static func bytes(_ name: String) throws -> [UInt8] {
        let url = try #require(
            Bundle.module.url(forResource: "Fixtures/formats/\(name)", withExtension: nil), "no fixture \(name)")
        return try [UInt8](Data(contentsOf: url))
    }

    static func cases(_ kind: String) throws -> [LayerOracleCase] {
        try LayerOracleCase.load("formats").filter { $0.fields["kind"]?.text == kind }
    }
}

/// A file from a header and as many bytes of zero after it.
func safetensorsFile(_ header: String, data count: Int = 0, claiming length: UInt64? = nil) -> [UInt8] {
    let length = length ?? UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header.utf8
        + [UInt8](repeating: 0, count: count)
}

@Suite("Safetensors files")
struct SafetensorsTests {
    @Test("of the reference implementation are read exactly", arguments: try FormatFiles.cases("read_ok"))
    func reference(oracle: LayerOracleCase) throws {
        let file = try Safetensors(decoding: FormatFiles.bytes(oracle.testDescription))
        let expected = try oracle.value("expected")
        guard case .object(let words)? = expected["metadata"], case .object(let tensors)? = expected["tensors"]
        else {
            Issue.record("the fixture has no metadata or tensors")
            return
        }
        #expect(file.metadata == words.compactMapValues(\.text))
        #expect(Set(file.tensors.keys) == Set(tensors.keys))
        for (name, tensor) in tensors {
            #expect(file.tensors[name]?.type.rawValue == expected["dtype"]?.text)
            #expect(file.tensors[name]?.shape == expected["shapes"]?[name]?.numbers.map { Int($0) })
            #expect(try file.weights(name, as: Double.self) == tensor.numbers, "\(name)")
        }
        #expect(file.hasDoubles == (expected["dtype"]?.text == "F64"))
        #expect(try Safetensors(decoding: file.encoded()) == file)
    }

    @Test("may hold scalars, empty tensors, and types that are named when they cannot be weights")
    func mixed() throws {
        let file = try Safetensors(decoding: FormatFiles.bytes("mixed_dtypes.safetensors"))
        let values = try #require(
            try FormatFiles.cases("read_ok_or_clear_error").first?.value("expected", "values"))
        #expect(file.metadata.isEmpty)
        #expect(file.tensors["d_scalar_f32"]?.shape == [])
        #expect(try file.weights("d_scalar_f32", as: Float.self) == [1.5])
        #expect(try file.weights("a_bf16", as: Float.self) == values["a_bf16"]?.numbers.map { Float($0) })
        #expect(try file.weights("b_f16", as: Double.self) == values["b_f16"]?.numbers)
        #expect(try file.weights("nothing of this name", as: Float.self) == nil)
        let error = #expect(throws: SafetensorsError.self) { try file.weights("c_i64", as: Float.self) }
        #expect(
            "\(try #require(error))"
                == "the tensor “c_i64” is of type I64, but weights are read as F16, BF16, F32; convert it first")
        #expect(try Safetensors(decoding: file.encoded()) == file)
    }

    @Test(
        "read half precision as the same number in single",
        arguments: [
            (0x0000, 0), (0x3C00, 1), (0xC000, -2), (0x7BFF, 65504), (0x0001, 0x1p-24), (0x83FF, -0x1.FF8p-15),
            (0x0400, 0x1p-14), (0x3555, 0.333_251_953_125),
        ] as [(UInt16, Float)])
    func half(bits: UInt16, value: Float) throws {
        let tensor = Safetensors.Tensor(
            type: .float16, shape: [1], bytes: [UInt8(bits & 0xFF), UInt8(bits >> 8)][...])
        #expect(try Safetensors(tensors: ["x": tensor]).weights("x", as: Float.self) == [value])
    }

    @Test("that the reference implementation refuses are refused", arguments: try FormatFiles.cases("must_refuse"))
    func refused(oracle: LayerOracleCase) throws {
        let bytes = try FormatFiles.bytes(oracle.testDescription)
        #expect(throws: SafetensorsError.self) { try Safetensors(decoding: bytes) }
    }

    @Test(
        "with a header that cannot be are refused with a sentence",
        arguments: [
            (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#, 4, "is not valid JSON"),
            (#"[]"#, 0, "does not begin with “{”"),
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "lies in 4 bytes, but [2] of F32 is 8"),
            (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "4 bytes before the tensor “a”"),
            (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 5, "1 bytes after the last tensor"),
            (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4, "which is not a start and an end"),
            (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, 4, "which is not a start and an end"),
            (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}"#, 4, "which is not a start and an end"),
            (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,400]}}"#, 4, "ends at byte 400 of the data"),
            (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "has a negative extent, -1"),
            (#"{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}"#, 4, "is of the unknown type “F33”"),
            (#"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#, 4, "the header "),
            (#"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#, 4, "is not a whole one"),
            (
                #"{"a":{"dtype":"F32","shape":"1","data_offsets":[0,4]}}"#, 4,
                "has something else than it should at “a"
            ),
            (#"{"a":{"dtype":"F32","data_offsets":[0,4]}}"#, 4, "has no “shape” in “a”"),
            (#"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}"#, 4, "the header "),
            (
                #"{"a":{"dtype":"F32","shape":[4611686018427387904,4611686018427387904],"data_offsets":[0,0]}}"#, 0,
                "too large to be"
            ),
            (
                #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
                4, "the same name twice"
            ),
            (#"{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}"#, 4, "the same name twice"),
            (#"{"__metadata__":{"x":"1","x":"2"}}"#, 0, "the same name twice"),
            (#"{"__metadata__":{"x":1}}"#, 0, "has something else than it should at “__metadata__"),
            (
                #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
                8, "the tensors “a” and “b” overlap"
            ),
        ] as [(String, Int, String)])
    func badHeaders(header: String, data: Int, words: String) throws {
        let error = #expect(throws: SafetensorsError.self) {
            try Safetensors(decoding: safetensorsFile(header, data: data))
        }
        #expect("\(try #require(error))".contains(words), "\(error?.description ?? "")")
    }

    @Test("that claim a header of any length are refused without spending memory on it")
    func lengths() {
        for length in [3, 1 << 20, 1 << 40, UInt64.max] {
            #expect(throws: SafetensorsError.self) {
                try Safetensors(decoding: safetensorsFile("{}", claiming: length))
            }
        }
        #expect(throws: SafetensorsError.self) {
            try Safetensors(decoding: safetensorsFile(String(repeating: #"{"a":"#, count: 100_000)))
        }
    }

    @Test("with an infinite number or none say which", arguments: [Float.nan, .infinity, -.infinity])
    func notFinite(value: Float) throws {
        let file = Safetensors(tensors: ["w": .init([1, value, 2], shape: [3])])
        let read = try Safetensors(decoding: file.encoded())
        #expect(throws: SafetensorsError.notFinite(tensor: "w", index: 1)) { try read.weights("w", as: Float.self) }
    }

    @Test("are the same bytes whatever order their parts were put in, with the numbers aligned")
    func bytes() throws {
        let tensors: [(String, Safetensors.Tensor)] = [
            ("b", .init([1.5] as [Float], shape: [])), ("a", .init([2, 3] as [Double], shape: [1, 2])),
            ("é", .init([] as [Float], shape: [0, 4])),
        ]
        let metadata = ["note": "“a/b”", "format": "pt"]
        let one = Safetensors(tensors: .init(tensors) { $1 }, metadata: metadata)
        let other = Safetensors(tensors: .init(tensors.reversed()) { $1 }, metadata: metadata)
        let bytes = try one.encoded()
        #expect(try bytes == other.encoded())
        #expect(bytes.count % 4 == 0 && (bytes.count - 20) % 8 == 0)
        #expect(try Safetensors(decoding: bytes) == one)
    }

    @Test("broken at random are refused or read, and never more than that")
    func mutations() throws {
        var random = RandomSource(seed: 8)
        var originals = try ["rnn_f32.safetensors", "rnn_f64_l2.safetensors", "mixed_dtypes.safetensors"].map {
            try FormatFiles.bytes($0)
        }
        // One of ours, so that the description of the layers is broken too.
        let network = Network<Double>([
            Residual(CausalConvolution(inputSize: 2, outputSize: 2, kernel: 2)), GRU(inputSize: 2, hiddenSize: 3),
            LayerNormalisation(size: 3), Dropout(size: 3, probability: 0.5), SkipSteps(inputSize: 3, count: 2),
            Dense(inputSize: 3, outputSize: 1),
        ])
        let parameters = network.initialParameters(using: &random)
        originals.append(try #require(Checkpoint(network, parameters: parameters)).safetensors().encoded())
        var read = 0
        for round in 0..<6000 {
            var bytes = originals[round % originals.count]
            for _ in 0..<(1 + Int(random.uniform() * 4)) {
                // Mostly in the header, where a byte matters.
                let place = Int(random.uniform() * Double(random.uniform() < 0.9 ? 500 : bytes.count))
                let index = min(place, bytes.count - 1)
                let digits = Array("0123456789-[]{}:,\"eE.".utf8)
                let byte = digits[Int(random.uniform() * Double(digits.count))]
                switch Int(random.uniform() * 3) {
                case 0: bytes[index] = byte
                case 1: bytes[index] ^= UInt8(1) << UInt8(random.uniform() * 8)
                default: bytes.removeSubrange(index..<min(index + 3, bytes.count - 1))
                }
            }
            guard let file = try? Safetensors(decoding: bytes) else { continue }
            read += 1
            #expect(try Safetensors(decoding: file.encoded()) == file)
            if let checkpoint = try? Checkpoint<Double>(file) {
                #expect(checkpoint.parameters.allSatisfy { $0.isFinite })
            }
        }
        #expect(read > 100, "most of these files were refused, and not all")
    }
}
