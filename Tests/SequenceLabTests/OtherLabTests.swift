import Learning
import Testing

@testable import SequenceLab

@Suite("N-grams")
struct NGramTests {
    // a b a b a in codes.
    private let codes: [Int32] = [0, 1, 0, 1, 0]

    @Test("Probabilities are Witten and Bell's, by hand")
    func byHand() {
        let model = NGramModel(order: 2, alphabetCount: 2, codes: codes[...])
        // One character: 3 a of 5, 2 different seen: (3 + 2 · ½) / (5 + 2) = 4/7.
        #expect(abs(model.probability(of: 0, after: []) - 4.0 / 7) < 1e-15)
        // After b: a twice, one different: (2 + 1 · 4/7) / (2 + 1) = 6/7.
        #expect(abs(model.probability(of: 0, after: [1]) - 6.0 / 7) < 1e-15)
        // After b, b was never seen: (0 + 1 · 3/7) / 3 = 1/7.
        #expect(abs(model.probability(of: 1, after: [1]) - 1.0 / 7) < 1e-15)
        // Two single ones, ab and ba.
        #expect(model.storedCounts == 4)
    }

    @Test("Probabilities of all characters sum to one after any history", arguments: 1...4)
    func sumToOne(order: Int) throws {
        let text = try SymbolText(DialectText.text(characters: 300), name: "text")
        let model = NGramModel(order: order, alphabetCount: text.alphabet.count, codes: text.codes[..<200])
        for end in [0, 1, 3, 150, 250] {
            let sum = (0..<text.alphabet.count).reduce(0.0) {
                $0 + model.probability(of: Int32($1), after: text.codes[..<end])
            }
            #expect(abs(sum - 1) < 1e-12)
        }
    }

    @Test("What is counted is what the range before the held-out part holds, and the report says so")
    func report() async throws {
        var lab = NGramLab()
        lab.text = try SymbolText(DialectText.text(characters: 400), name: "text")
        lab.steps = 2
        lab.model.units = 4
        let report = try await lab.run(LabSettings(seeds: 1))
        #expect(report.records.count == 7)
        #expect(
            report.records[1]["parameters"] == .number(Double(lab.text!.alphabet.count * lab.text!.alphabet.count)))
        let training = lab.text!.codes[..<(lab.text!.heldOut.lowerBound + 1)]
        #expect(report.records[0]["stored"] == .count(Set(training).count))
    }
}

@Suite("The adding problem")
struct AddingTests {
    @Test("The target is the sum of the two marked numbers, one in each half", arguments: [2, 5, 10])
    func target(length: Int) {
        var batch = Batch<Float>()
        var random = RandomSource(seed: 4)
        AddingTask(length: length).draw(&batch, sequences: 20, context: length - 1, random: &random)
        for sequence in 0..<20 {
            var (sum, places): (Float, [Int]) = (0, [])
            for step in 0..<length {
                let row = (step * 20 + sequence) * 2
                if batch.input[row + 1] == 1 {
                    sum += batch.input[row]
                    places.append(step)
                }
            }
            #expect(places.count == 2 && places[0] < length / 2 && places[1] >= length / 2)
            #expect(abs(batch.targets[sequence] - sum) < 1e-6)
        }
    }

    @Test("A narrow window sees the newest steps of the same sequences")
    func narrow() {
        var (wide, narrow) = (Batch<Float>(), Batch<Float>())
        var (first, second) = (RandomSource(seed: 4), RandomSource(seed: 4))
        AddingTask(length: 9).draw(&wide, sequences: 3, context: 8, random: &first)
        AddingTask(length: 9).draw(&narrow, sequences: 3, context: 3, random: &second)
        #expect(narrow.input == Array(wide.input.suffix(4 * 3 * 2)))
        #expect(narrow.targets == wide.targets)
    }

    @Test("Every model answers once, after all steps", arguments: AddingModel.allCases)
    func shapes(_ model: AddingModel) {
        let network = model.network(length: 8)
        #expect(network.outputSize == 1)
        #expect(network.context == (model == .halfWindow ? 3 : 7))
    }
}

@Suite("Sequence shapes")
struct ShapesTests {
    @Test("Each shape answers its task")
    func answers() {
        #expect(SequenceShape.oneToOne.answers(to: [3]) == [0])
        #expect(SequenceShape.oneToMany.answers(to: [2]) == [3, 0, 1, 2, 3])
        #expect(SequenceShape.manyToOne.answers(to: [1, 0, 2, 1, 0]) == [2])
        #expect(SequenceShape.encoderDecoder.answers(to: [0, 1, 3]) == [3, 1, 0])
        #expect(SequenceShape.inStep.answers(to: [2, 1, 3, 0, 0]) == [0, 2, 1, 3, 0])
    }

    @Test(
        "As many answers as steps that write, as many symbols as steps that read", arguments: SequenceShape.allCases
    )
    func counts(_ shape: SequenceShape) {
        let reading = (0..<shape.steps).filter(shape.reads).count
        let writing = (0..<shape.steps).filter(shape.writes).count
        #expect(shape.answers(to: Array(repeating: 0, count: reading)).count == writing)
        var batch = Batch<Float>()
        var random = RandomSource(seed: 1)
        shape.draw(&batch, sequences: 3, random: &random)
        #expect(batch.weights.reduce(0, +) == Float(3 * writing))
        // Each step has one input that is set, the last one where nothing is read.
        #expect(batch.input.reduce(0, +) == Float(3 * shape.steps))
    }

    @Test("The unrolled graph names the shared weights at every step")
    func unrolled() {
        #expect(
            SequenceShape.encoderDecoder.unrolled == """
                                                        y3        y4        y5
                                                        ▲W_y      ▲W_y      ▲W_y
                h−1──W_h─▶h0───W_h─▶h1───W_h─▶h2───W_h─▶h3───W_h─▶h4───W_h─▶h5
                          ▲W_x      ▲W_x      ▲W_x      ▲W_x      ▲W_x      ▲W_x
                          x0        x1        x2        –         –         –

                """)
    }

    @Test("A small network learns to write the next symbol")
    func learns() throws {
        var lab = ShapesLab()
        (lab.units, lab.steps, lab.tests) = (6, 120, 50)
        #expect(try lab.rightSequences(.oneToOne, start: 0, LabSettings(seeds: 1)) == 50)
    }
}

@Suite("Impulse responses")
struct ImpulseTests {
    @Test("The spectral radius is the largest magnitude of an eigenvalue")
    func radius() {
        // A turn by 30° times 0.9: both eigenvalues are complex, of magnitude 0.9.
        let (cosine, sine) = (0.9 * 0.75.squareRoot(), 0.45)
        #expect(abs(spectralRadius([cosine, -sine, sine, cosine], size: 2) - 0.9) < 1e-6)
        #expect(abs(spectralRadius([-2, 5, 0, 0.5], size: 2) - 2) < 1e-6)
        // Nilpotent: its square is zero.
        #expect(spectralRadius([0, 1, 0, 0], size: 2) == 0)
    }

    @Test("A window forgets exactly, a recurrent network does not, trained or not")
    func memory() async throws {
        var lab = ImpulseLab()
        (lab.width, lab.units, lab.steps) = (4, 3, 5)
        let report = try await lab.run(LabSettings(seeds: 1))
        func response(_ model: String, _ lag: Int) -> LabValue? {
            report.records.first { $0["model"] == .text(model) && $0["lag"] == .count(lag) }?["response"]
        }
        #expect(response("tdnn(width=4)", 3) != .number(0))
        for lag in [4, 5, 10, 40, 160] { #expect(response("tdnn(width=4)", lag) == .number(0)) }
        for lag in [0, 1, 2, 3, 4, 5] { #expect(response("rnn", lag) != .number(0)) }
    }

    @Test("The process fades by a tenth a step")
    func process() {
        var batch = Batch<Float>()
        var random = RandomSource(seed: 6)
        LeakyProcess.draw(&batch, steps: 30, sequences: 2, context: 5, random: &random)
        for step in 1..<30 {
            for sequence in 0..<2 {
                let before = batch.targets[(step - 1) * 2 + sequence]
                let input = batch.input[(step + 5) * 2 + sequence]
                let expected = 1 + 0.9 * (before - 1) + 0.1 * input
                #expect(abs(batch.targets[step * 2 + sequence] - expected) < 1e-6)
            }
        }
    }
}
