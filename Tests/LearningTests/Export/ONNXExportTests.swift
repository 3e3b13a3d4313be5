import Foundation
import Testing

@testable import Learning

@Suite("An ONNX file")
struct ONNXExportTests {
    // What the bytes mean is checked by `scripts/check-model-files.py`, with onnxruntime.
    @Test("is the committed one", arguments: NetworkCase.exported)
    func golden(networkCase: NetworkCase) throws {
        let network = networkCase.network(Float.self)
        // Not random numbers, so that a fixture does not depend on how networks begin.
        let parameters = (0..<network.parameterCount).map { Float(($0 * 37) % 101 - 50) / 128 }
        let checkpoint = try #require(
            Checkpoint(network, parameters: parameters, metadata: ["version": "0", "note": networkCase.name]))
        let stem = networkCase.name.replacing(" ", with: "-")
        for (name, window) in [("\(stem).onnx", nil), ("\(stem)-window.onnx", networkCase.steps + network.context)]
        {
            let bytes = try checkpoint.onnx(window: window)
            if ProcessInfo.processInfo.environment["HINDCAST_RECORD"] == "1" {
                let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                try Data(bytes).write(to: tests.appending(path: "Fixtures/onnx/\(name)"))
                Issue.record("recorded Fixtures/onnx/\(name); check it, then run again without HINDCAST_RECORD")
                continue
            }
            let url = try #require(Bundle.module.url(forResource: "Fixtures/onnx/\(name)", withExtension: nil))
            #expect(try bytes == [UInt8](Data(contentsOf: url)), "\(name)")
        }
    }

    @Test("has inputs and outputs for every memory of a stream, and none for a window")
    func declarations() throws {
        func names(_ layers: [NetworkCase.Kind], window: Int? = nil) throws -> [[String]] {
            let network = Network(layers.map { $0.layer(Float.self) })
            let zeros = [Float](repeating: 0, count: network.parameterCount)
            let model = Fields(try #require(Checkpoint(network, parameters: zeros)).onnx(window: window))
            let graph = try #require(model.messages(7).first)
            return [11, 12].map { graph.messages($0).map { $0.text(1) } }
        }
        #expect(try names([.gru(2, 3), .gru(3, 3), .dense(3, 1, .identity)]) == [["x", "h0"], ["y", "hn"]])
        #expect(try names([.lstm(2, 3)]) == [["x", "h0", "c0"], ["y", "hn", "cn"]])
        #expect(
            try names([.elman(2, 3), .lstm(3, 3)]) == [
                ["x", "h0_0", "h0_1", "c0_1"], ["y", "hn_0", "hn_1", "cn_1"],
            ])
        #expect(
            try names([.convolution(2, 3, kernel: 3, dilation: 2), .head(3, 1, kernel: 1)]) == [
                ["x", "x0_0"], ["y", "xn_0"],
            ])
        #expect(try names([.lstm(2, 3)], window: 4) == [["x"], ["y"]])
        #expect(try names([.convolution(2, 3, kernel: 3, dilation: 2)], window: 5) == [["x"], ["y"]])
    }

    @Test("has a recurrent layer's gates in ONNX's order")
    func gateOrder() throws {
        // One input and one unit: each gate is one row, and its number tells it.
        for (layer, expected) in [
            (LayerDescription.gru(inputSize: 1, hiddenSize: 1), [1, 0, 2] as [Float]),
            (.lstm(inputSize: 1, hiddenSize: 1), [0, 3, 1, 2]),
        ] {
            let rows = expected.count
            let network = Network([layer.layer(of: Float.self)])
            var parameters = [Float](repeating: 0, count: network.parameterCount)
            for gate in 0..<rows {
                parameters[gate] = Float(gate)
                parameters[rows + gate] = Float(10 + gate)
            }
            let model = Fields(try #require(Checkpoint(network, parameters: parameters)).onnx())
            let constants = try #require(model.messages(7).first).messages(5)
            func values(_ name: String) -> [Float]? {
                constants.first { $0.text(8) == name }?.bytes(9).withUnsafeBytes {
                    Array($0.bindMemory(to: Float.self))
                }
            }
            #expect(values("layers.0.W") == expected)
            #expect(values("layers.0.R") == expected.map { $0 + 10 })
        }
    }

    @Test("of a window that gives no output is refused, and so is a weight beyond single precision")
    func refusals() throws {
        let network = Network<Double>([SkipSteps(inputSize: 1, count: 3), Dense(inputSize: 1, outputSize: 1)])
        let checkpoint = try #require(Checkpoint(network, parameters: [1, 0]))
        #expect(throws: ONNXExportError.windowTooShort(window: 3, needed: 4)) { try checkpoint.onnx(window: 3) }
        let large = try #require(Checkpoint(network, parameters: [1e300, 0]))
        #expect(throws: ONNXExportError.notSingle(layer: 1)) { try large.onnx() }
    }

    @Test(
        "has its integers seven bits a byte",
        arguments: [
            (0, [8, 0]), (1, [8, 1]), (127, [8, 127]), (128, [8, 0x80, 1]), (300, [8, 0xAC, 2]),
            (-1, [8] + [UInt8](repeating: 0xFF, count: 9) + [1]),
        ] as [(Int, [UInt8])])
    func integers(value: Int, bytes: [UInt8]) {
        var message = ProtobufMessage()
        message.add(1, value)
        #expect(message.bytes == bytes)
    }
}

extension NetworkCase {
    /// Together they have every layer and every operator.
    fileprivate static let exported = [
        NetworkCase(name: "elman", layers: [.elman(2, 3), .dense(3, 1, .identity)], steps: 4, batch: 1),
        NetworkCase(name: "relu stack", layers: [.elman(2, 3, .relu), .elman(3, 3, .relu)], steps: 4, batch: 1),
        NetworkCase(
            name: "gru last", layers: [.gru(2, 3), .skip(3, count: 3), .dense(3, 1, .identity)], steps: 1, batch: 1),
        NetworkCase(name: "lstm", layers: [.lstm(2, 3), .dropout(3, 0.5), .lstm(3, 3)], steps: 4, batch: 1),
        NetworkCase(
            name: "time delays", layers: [.convolution(2, 3, kernel: 3, dilation: 2), .head(3, 1, kernel: 2)],
            steps: 2,
            batch: 1),
        NetworkCase(
            name: "all kinds",
            layers: [
                .residual(.convolution(2, 2, kernel: 2, dilation: 1, .gelu)), .elman(2, 3), .lstm(3, 3),
                .residual(.gru(3, 3)), .normalisation(3), .dense(3, 2, .relu), .dense(2, 1, .tanh),
            ], steps: 3, batch: 1),
    ]
}

/// The fields of a message on the wire, enough to look into a file.
private struct Fields {
    private var found: [(number: Int, bytes: [UInt8])] = []

    init(_ message: [UInt8]) {
        var rest = message[...]
        func variable() -> Int {
            var (value, shift) = (UInt64(0), UInt64(0))
            while let byte = rest.popFirst() {
                value |= UInt64(byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 { break }
            }
            return Int(truncatingIfNeeded: value)
        }
        while !rest.isEmpty {
            let key = variable()
            switch key & 7 {
            case 2:
                let length = variable()
                found.append((key >> 3, Array(rest.prefix(length))))
                rest = rest.dropFirst(length)
            case 5: rest = rest.dropFirst(4)
            default: _ = variable()
            }
        }
    }

    func bytes(_ number: Int) -> [UInt8] { found.first { $0.number == number }?.bytes ?? [] }

    func text(_ number: Int) -> String { String(decoding: bytes(number), as: UTF8.self) }

    func messages(_ number: Int) -> [Fields] { found.filter { $0.number == number }.map { Fields($0.bytes) } }
}
