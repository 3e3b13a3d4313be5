internal import Learning

/// The five shapes of sequence tasks: which steps of the one unrolled graph read, and which write.
enum SequenceShape: String, CaseIterable, Sendable {
    case oneToOne = "one-to-one"
    case oneToMany = "one-to-many"
    case manyToOne = "many-to-one"
    case encoderDecoder = "many-to-many, encoder then decoder"
    case inStep = "many-to-many, in step"

    /// Different symbols, the same for what is read and written.
    static let symbols = 4
    /// A one for each symbol, and one where nothing is read.
    static let inputSize = symbols + 1

    /// The tiny task of each shape.
    var task: String {
        switch self {
        case .oneToOne: "write the next symbol"
        case .oneToMany: "count on from the symbol read"
        case .manyToOne: "write the largest symbol read"
        case .encoderDecoder: "write what was read, backwards"
        case .inStep: "write the symbol of the step before"
        }
    }

    var steps: Int {
        switch self {
        case .oneToOne: 1
        case .oneToMany, .manyToOne, .inStep: 5
        case .encoderDecoder: 6
        }
    }

    func reads(at step: Int) -> Bool {
        switch self {
        case .oneToOne, .manyToOne, .inStep: true
        case .oneToMany: step == 0
        case .encoderDecoder: step < steps / 2
        }
    }

    func writes(at step: Int) -> Bool {
        switch self {
        case .oneToOne, .oneToMany, .inStep: true
        case .manyToOne: step == steps - 1
        case .encoderDecoder: step >= steps / 2
        }
    }

    /// What has to be written for some symbols, at the steps that write.
    func answers(to symbols: [Int]) -> [Int] {
        switch self {
        case .oneToOne: [(symbols[0] + 1) % Self.symbols]
        case .oneToMany: (0..<steps).map { (symbols[0] + 1 + $0) % Self.symbols }
        case .manyToOne: [symbols.max() ?? 0]
        case .encoderDecoder: symbols.reversed()
        case .inStep: [0] + symbols.dropLast()
        }
    }

    /// Random sequences of the task, the rows that write nothing without weight.
    func draw(_ batch: inout Batch<Float>, sequences: Int, random: inout RandomSource) {
        batch.reshape(
            steps: steps, sequences: sequences, context: 0, inputSize: Self.inputSize, continuesSequences: false)
        for sequence in 0..<sequences {
            var symbols: [Int] = []
            for step in 0..<steps {
                let row = (step * sequences + sequence) * Self.inputSize
                if reads(at: step) {
                    symbols.append(random.integer(below: Self.symbols))
                    batch.input[row + symbols[symbols.count - 1]] = 1
                } else {
                    batch.input[row + Self.symbols] = 1
                }
            }
            for (step, answer) in zip((0..<steps).filter(writes), answers(to: symbols)) {
                batch.setTarget(Float(answer), step: step, sequence: sequence)
            }
        }
    }

    /// The graph unrolled, as text: every step has the same three sets of weights.
    var unrolled: String {
        // A column a step, ten wide; the first state's name stands in the tenth place.
        func line(_ cell: (Int) -> String) -> String {
            var line = String(repeating: " ", count: 10)
            for step in 0..<steps {
                let text = cell(step)
                line += text + String(repeating: " ", count: 10 - text.count)
            }
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }
        let states = "h−1" + (0..<steps).map { "──W_h─▶h\($0)" }.joined(separator: "─")
        return line { writes(at: $0) ? "y\($0)" : "" } + line { writes(at: $0) ? "▲W_y" : "" } + states + "\n"
            + line { _ in "▲W_x" } + line { reads(at: $0) ? "x\($0)" : "–" }
    }
}
