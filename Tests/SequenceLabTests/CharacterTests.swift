import Foundation
import Learning
import Testing

@testable import SequenceLab

@Suite("Character model")
struct CharacterTests {
    @Test("Trained on “machine”, every cell predicts exactly “achine” from “machin”")
    func machine() async throws {
        let words = try await CharacterLab().demonstrations(LabSettings(seeds: 2))
        #expect(words.map(\.cell) == Cell.allCases)
        for word in words { #expect(word.answers == ["achine", "achine"]) }
    }

    @Test("A text gives its alphabet in order, and back")
    func alphabet() throws {
        let text = try SymbolText(Array("naïve αβα".utf8), name: "text")
        #expect(text.alphabet.text(of: text.codes) == "naïve αβα")
        #expect(text.alphabet.count == 8)
        #expect(text.alphabet.symbols == text.alphabet.symbols.sorted())
        let bytes = try SymbolText([0xFF, 0x00, 0xFF], name: "bytes", asBytes: true)
        #expect(bytes.alphabet.symbols == [0, 255])
        #expect(bytes.codes == [1, 0, 1])
    }

    @Test(
        "A text that nothing can be learnt from is refused in one sentence",
        arguments: [
            ([], "x.txt is empty; a text needs at least two different characters"),
            ([0x61], "x.txt has a single character; a text needs at least two different ones"),
            ([0xC3, 0xA4], "x.txt has a single character; a text needs at least two different ones"),
            ([0x61, 0x61, 0x61], "x.txt has one distinct character only, so that there is nothing to predict"),
            (
                [0x61, 0xFF, 0x62],
                "x.txt is not UTF-8; convert it, or model it byte by byte with --bytes"
            ),
        ] as [([UInt8], String)])
    func badText(_ bytes: [UInt8], sentence: String) {
        #expect(throws: LabError.data(sentence)) { try SymbolText(bytes, name: "x.txt") }
    }

    @Test("The last tenth is held out, and every step predicts one that is there")
    func spans() throws {
        let text = try SymbolText(Array(String(repeating: "ab", count: 50).utf8), name: "text")
        #expect(text.training == 0..<89)
        #expect(text.heldOut == 89..<99)
        #expect(try SymbolText(Array("machine".utf8), name: "text").heldOut.isEmpty)
    }

    @Test("Batches read each step of the text once, lane by lane, and predict the next symbol")
    func batches() throws {
        let characters = Array("the quick brown fox jumps over the lazy dog".utf8)
        let text = try SymbolText(characters, name: "text")
        let source = CharacterBatches(text, range: text.training, lanes: 3, chunk: 4)
        var batch = Batch<Float>()
        var lanes = [[Int]](repeating: [], count: 3)
        for index in 0..<source.batchCount {
            source.fill(&batch, index: index)
            #expect(batch.continuesSequences == (index > 0))
            for step in 0..<batch.steps {
                for lane in 0..<3 where batch.weights[step * 3 + lane] == 1 {
                    let row = (step * 3 + lane) * text.alphabet.count
                    let input = batch.input[row..<(row + text.alphabet.count)]
                    #expect(input.reduce(0, +) == 1)
                    let code = (input.firstIndex(of: 1) ?? row) - row
                    lanes[lane].append(code)
                    lanes[lane].append(Int(batch.targets[step * 3 + lane]))
                }
            }
        }
        // Pairs of a step's input and target, put together again lane after lane.
        let pairs = lanes.joined().map { Int32($0) }
        let expected = text.training.flatMap { [text.codes[$0], text.codes[$0 + 1]] }
        #expect(pairs == expected)
    }

    private func training(_ text: SymbolText) -> CharacterTraining {
        var model = CharacterModel()
        (model.cell, model.units, model.lanes, model.chunk) = (.lstm, 8, 4, 5)
        return CharacterTraining(model: model, text: text, random: RandomSource(seed: 3))
    }

    @Test(
        "A training that is saved, read and gone on with gives the bits of one that never stopped",
        arguments: [1, 7, 30])
    func resume(firstSteps: Int) throws {
        let text = try SymbolText(DialectText.text(characters: 300), name: "text")
        var whole = training(text)
        try whole.run(steps: 40) { false }
        var part = training(text)
        try part.run(steps: firstSteps) { false }
        let data = try CharacterCheckpoint(part).encoded()
        let read = try CharacterCheckpoint(data, name: "saved")
        try read.check(text)
        var rest = CharacterTraining(model: read.model, text: text, state: read.state)
        try rest.run(steps: 40 - firstSteps) { false }
        #expect(rest.state == whole.state)
        #expect(rest.heldOutBits == whole.heldOutBits)
        let samples = [rest, whole].map { $0.sample(count: 30, temperature: 1, random: RandomSource(seed: 1)) }
        #expect(samples[0] == samples[1] && samples[0].count == 30)
    }

    @Test("A checkpoint of another alphabet or another text is refused, and so is what is none")
    func badCheckpoints() throws {
        let text = try SymbolText(Array("abcabcabcabc".utf8), name: "abc.txt")
        let checkpoint = CharacterCheckpoint(training(text))
        let other = try SymbolText(Array("abcdabcdabcd".utf8), name: "abcd.txt")
        #expect(
            throws: LabError.data(
                "the checkpoint has another alphabet than abcd.txt; go on with the text it was trained on")
        ) { try checkpoint.check(other) }
        let sameLetters = try SymbolText(Array("abccba".utf8), name: "cba.txt")
        #expect(
            throws: LabError.data(
                "the checkpoint was trained on another text than cba.txt; go on with that, or begin anew")
        ) { try checkpoint.check(sameLetters) }
        #expect(
            throws: LabError.data(
                "x.model is not a checkpoint of a character model; name the file that --save wrote")
        ) { try CharacterCheckpoint(Data("abc".utf8), name: "x.model") }
    }

    @Test("At temperature 0 the likeliest character is drawn, whatever the random numbers")
    func coldSample() throws {
        let text = try SymbolText(DialectText.text(characters: 200), name: "text")
        var training = training(text)
        try training.run(steps: 20) { false }
        let cold = training.sample(count: 20, temperature: 0, random: RandomSource(seed: 1))
        #expect(cold == training.sample(count: 20, temperature: 0, random: RandomSource(seed: 2)))
        let warm = training.sample(count: 20, temperature: 2, random: RandomSource(seed: 1))
        #expect(warm != training.sample(count: 20, temperature: 2, random: RandomSource(seed: 2)))
    }

    @Test("An untrained model of zeros takes the logarithm of the alphabet in bits")
    func uniformBits() throws {
        let text = try SymbolText(Array(String(repeating: "abcd", count: 30).utf8), name: "text")
        var state = training(text).state
        state.parameters = state.parameters.map { _ in 0 }
        let zeros = CharacterTraining(model: training(text).model, text: text, state: state)
        #expect(abs(try #require(zeros.heldOutBits) - 2) < 1e-12)
        #expect(abs(zeros.trainingBits - 2) < 1e-12)
    }
}
