import Foundation
import TestSupport
import Testing

@testable import Pipeline

@Suite("hindcast apply")
struct ApplyTests {
    @Test(
        "gives PyTorch's outputs in the file's precision, sequence by sequence from their states",
        arguments: [("rnn_f32", 1e-5, 1e-6), ("rnn_f64_l2", 1e-10, 1e-12)])
    func oracle(name: String, relative: Double, absolute: Double) throws {
        let text = try applyModel(
            ApplyRequest(
                model: fixture("\(name).safetensors"), input: fixture("\(name)_input.csv"),
                state: fixture("\(name)_h0.csv")))
        let found = try NumberTable(text: Array(text.utf8), path: "outputs")
        let expected = try NumberTable(path: fixture("\(name)_expected.csv"))
        #expect(found.header == ["seq", "t", "y0"] && found.rows.count == expected.rows.count)
        for (found, expected) in zip(found.rows, expected.rows) {
            #expect(found.numbers[..<2] == expected.numbers[..<2])
            #expect(abs(found.numbers[2] - expected.numbers[2]) <= absolute + relative * abs(expected.numbers[2]))
        }
    }

    @Test("computes an LSTM as its formula says, and prints nine digits a row without a header")
    func arithmetic() throws {
        let folder = try TemporaryFolder()
        try write(lstm, to: "lstm.safetensors", in: folder)
        try folder.write("x\n1\n-0.5\n", to: "x.csv")
        try folder.write("0.25\n-0.75\n", to: "state.csv")
        let text = try applyModel(
            ApplyRequest(
                model: folder.path("lstm.safetensors"), input: folder.path("x.csv"), state: folder.path("state.csv")
            ))
        func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
        var (h, c) = (0.25, -0.75)
        for (line, x) in zip(text.split(separator: "\n"), [1, -0.5]) {
            let i = logistic(0.5 * x + 0.125 * h + 0.5)
            let f = logistic(-0.5 * x + 0.25 * h + 1)
            let g = tanh(1 * x + 0.375 * h - 0.5)
            let o = logistic(0.25 * x + 0.5 * h + 0)
            c = f * c + i * g
            h = o * tanh(c)
            #expect(abs(try #require(Double(line)) - (2 * h + 1)) < 3e-7)
            #expect(line.filter(\.isNumber).count <= 10, "\(line)")
        }
        #expect(text.split(separator: "\n").count == 2)
    }

    @Test("goes on from a saved state as if it had never stopped, to the last digit")
    func continues() throws {
        let folder = try TemporaryFolder()
        try write(lstm, to: "lstm.safetensors", in: folder)
        let rows = (0..<20).map { "\($0 % 2),\($0 / 2),\(Double($0 * 7 % 11) / 3 - 2)" }
        func apply(_ rows: some Sequence<String>, from state: String?, to saved: String?) throws -> [Substring] {
            try folder.write((["seq,t,f0"] + rows).joined(separator: "\n"), to: "x.csv")
            let text = try applyModel(
                ApplyRequest(
                    model: folder.path("lstm.safetensors"), input: folder.path("x.csv"),
                    state: state.map(folder.path), savedState: saved.map(folder.path)))
            return text.split(separator: "\n").dropFirst().sorted()
        }
        let whole = try apply(rows, from: nil, to: "end.csv")
        let first = try apply(rows.prefix(8), from: nil, to: "middle.csv")
        let second = try apply(rows.dropFirst(8), from: "middle.csv", to: "end-again.csv")
        #expect(whole == (first + second).sorted() && whole.count == 20)
        #expect(try folder.text("end.csv") == folder.text("end-again.csv"))
        #expect(try folder.text("end.csv").hasPrefix("layer,seq,part,s0\n0,0,0,"))

        // Outputs and cells in two files, as PyTorch's pair (h, c), are the same state.
        let lines = try folder.text("middle.csv").split(separator: "\n").dropFirst().map {
            $0.split(separator: ",")
        }
        for (part, name) in [("0", "h.csv"), ("1", "c.csv")] {
            let own = lines.filter { $0[2] == part }.map { "\($0[0]),\($0[1]),\($0[3])" }
            try folder.write((["layer,seq,s0"] + own).joined(separator: "\n"), to: name)
        }
        let text = try applyModel(
            ApplyRequest(
                model: folder.path("lstm.safetensors"), input: folder.path("x.csv"), state: folder.path("h.csv"),
                cellState: folder.path("c.csv")))
        #expect(text.split(separator: "\n").dropFirst().sorted() == second)
    }

    @Test(
        "refuses inputs and states that do not fit, with the line",
        arguments: [
            ("1,2\n", nil, "x.csv, line 1: has 2 inputs, but the network has 1"),
            ("1\nnan\n", nil, "x.csv, line 2, column 1: “nan” is not a finite number"),
            ("1\n\n1e999\n", nil, "x.csv, line 3, column 1: “1e999” is not a finite number"),
            ("1\n2,\n", nil, "x.csv, line 2, column 2: “” is not a finite number"),
            ("", nil, "x.csv: holds no row of numbers"),
            ("a,b\n", nil, "x.csv: holds no row of numbers"),
            ("seq,t,x\n0,0,1\n0,2,1\n", nil, "x.csv, line 3: step 2 of sequence 0 does not follow on step 0"),
            ("seq,t,x\n0,0,1\n0,0,1\n", nil, "x.csv, line 3: step 0 of sequence 0 does not follow on step 0"),
            ("seq,t,x\n0,0\n", nil, "x.csv, line 2: has 0 inputs, but the network has 1 beside seq and t"),
            ("seq,t,x\n-1,0,1\n", nil, "x.csv, line 2: the sequence is not a whole number from 0"),
            ("1\n", "1\n2\n3\n", "s.csv: has 3 numbers, but the states of 1 sequences are 1 or 2"),
            ("1\n", "0.5\n", "s.csv: there is no state of layer 0, sequence 0, part 1 (an LSTM's cells)"),
            ("1\n", "unit\n0.5\n", "s.csv: its header has no column “layer”"),
            ("1\n", "layer,part,s0\n1,0,0.5\n", "s.csv, line 2: there is no recurrent layer 1"),
            ("1\n", "layer,seq,s0\n0,1,0.5\n", "s.csv, line 2: the input has no sequence 1"),
            ("1\n", "layer,s0,s1\n0,1,2\n", "s.csv, line 2: has 2 numbers of state, but layer 0 has 1 units"),
            ("1\n", "layer,part,s0\n0,2,1\n", "s.csv, line 2: part 2 is not there"),
            ("1\n", "layer,s0\n0,1\n0,1\n", "s.csv, line 3: the same layer, sequence and part"),
        ] as [(String, String?, String)])
    func refusals(input: String, state: String?, sentence: String) throws {
        let folder = try TemporaryFolder()
        try write(lstm, to: "lstm.safetensors", in: folder)
        try folder.write(input, to: "x.csv")
        if let state { try folder.write(state, to: "s.csv") }
        let request = ApplyRequest(
            model: folder.path("lstm.safetensors"), input: folder.path("x.csv"),
            state: state.map { _ in folder.path("s.csv") })
        let error = #expect(throws: ModelFileError.self) { try applyModel(request) }
        #expect("\(try #require(error))".contains(sentence), "\(error?.description ?? "")")
        #expect(Failure(try #require(error))?.exitCode == 65)
    }

    @Test("refuses a weight that is no number, a file that is not there, and words that do not fit")
    func models() throws {
        let folder = try TemporaryFolder()
        var broken = lstm
        broken[0].values[2] = .nan
        try write(broken, to: "nan.safetensors", in: folder)
        try folder.write("1\n", to: "x.csv")
        func code(_ request: ApplyRequest) throws -> Int32? {
            let error = #expect(throws: (any Error).self) { try applyModel(request) }
            return Failure(try #require(error))?.exitCode
        }
        let input = folder.path("x.csv")
        #expect(try code(ApplyRequest(model: folder.path("nan.safetensors"), input: input)) == 65)
        #expect(try code(ApplyRequest(model: input, input: input)) == 65)
        #expect(try code(ApplyRequest(model: folder.path("none.safetensors"), input: input)) == 66)
        #expect(try code(ApplyRequest(model: folder.url.path, input: input)) == 74)
        try write(lstm, to: "lstm.safetensors", in: folder)
        let model = folder.path("lstm.safetensors")
        #expect(try code(ApplyRequest(model: model, input: folder.path("none.csv"))) == 66)
        #expect(try code(ApplyRequest(model: model, input: input, nonlinearity: "relu")) == 65)
        #expect(try code(ApplyRequest(model: model, input: input, nonlinearity: "sine")) == 64)
        #expect(try code(ApplyRequest(model: model, input: input, cellState: input)) == 64)
        #expect(try code(ApplyRequest(model: model, input: input, savedState: folder.path("no/state.csv"))) == 73)
    }

    @Test("reads tables with any separator, line end and byte order mark")
    func tables() throws {
        func rows(_ text: String) throws -> [[Double]] {
            try NumberTable(text: Array(text.utf8), path: "t").rows.map(\.numbers)
        }
        #expect(try rows("1,2\n3,4") == [[1, 2], [3, 4]])
        #expect(
            try rows("\u{FEFF}a;b\r\n1; 2\r\n\r\n# no\r\n3;\t4".replacing("\t", with: "")) == [[1, 2], [3, 4]])
        #expect(try rows("\"a\"\t\"b\"\n1\t-2e-3\n") == [[1, -0.002]])
        #expect(try rows("1\r2\r") == [[1], [2]])
    }

    @Test(
        "writes numbers with so many significant digits",
        arguments: [
            (0.1, 9, "0.1"), (1 / 3, 9, "0.333333333"), (-1.5e-7, 9, "-1.5e-07"), (123_456_789.6, 9, "123456790"),
            (0.1, 17, "0.10000000000000001"), (0, 9, "0"), (1e22, 9, "1e+22"),
        ] as [(Double, Int, String)])
    func digits(value: Double, digits: Int, text: String) { #expect(significant(value, digits: digits) == text) }

    private func fixture(_ name: String) throws -> String {
        try #require(Bundle.module.url(forResource: "Fixtures/models/\(name)", withExtension: nil)).path
    }
}

/// An array to be written to a safetensors file.
private struct Array32 {
    var name: String
    var shape: [Int]
    var values: [Float]
}

/// One input, one unit, one output: `y = 2 h + 1`; of the two biases each has a half.
private let lstm = [
    Array32(name: "net.weight_ih_l0", shape: [4, 1], values: [0.5, -0.5, 1, 0.25]),
    Array32(name: "net.weight_hh_l0", shape: [4, 1], values: [0.125, 0.25, 0.375, 0.5]),
    Array32(name: "net.bias_ih_l0", shape: [4], values: [0.25, 0.5, -0.25, 0]),
    Array32(name: "net.bias_hh_l0", shape: [4], values: [0.25, 0.5, -0.25, 0]),
    Array32(name: "fc.weight", shape: [1, 1], values: [2]),
    Array32(name: "fc.bias", shape: [1], values: [1]),
]

private func write(_ arrays: [Array32], to name: String, in folder: TemporaryFolder) throws {
    var (entries, data) = ([String](), [UInt8]())
    for array in arrays {
        let start = data.count
        for value in array.values { withUnsafeBytes(of: value.bitPattern.littleEndian) { data += $0 } }
        entries.append(
            #""\#(array.name)":{"dtype":"F32","shape":\#(array.shape),"data_offsets":[\#(start),\#(data.count)]}"#)
    }
    let header = Array("{\(entries.joined(separator: ","))}".utf8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    try Data(length + header + data).write(to: folder.url.appending(path: name))
}
