internal import Learning

/// The states of a network's recurrent layers for some sequences, as a file has them.
///
/// A file is a CSV. With a header its columns are `layer`, `seq` (0 where there is no such column), `part` (0 for the
/// outputs h, 1 for an LSTM's cells c; 0 where there is no such column), then as many numbers as the layer has units:
/// a row for each layer, sequence and part, in any order. Without a header it is nothing but the numbers, in PyTorch's
/// order `[layer][sequence][unit]`, all of h and then all of c.
struct NetworkStates<Scalar: NetworkScalar> {
    /// A recurrent layer: its units, and whether they have cells.
    private let layers: [(units: Int, hasCells: Bool)]
    private let stateSize: Int
    /// The sequences' numbers in the input.
    private let sequences: [Int]
    /// `[sequence][stateSize]` in the network's own layout: layer after layer, h and then c.
    var values: [[Scalar]]

    /// Zero for each sequence.
    init(_ network: Checkpoint<Scalar>, sequences: [Int]) {
        layers = network.description.layers.compactMap(\.stateLayout)
        stateSize = network.network.stateSize
        self.sequences = sequences
        values = sequences.map { _ in network.network.initialState(batch: 1) }
    }

    private var hasCells: Bool { layers.contains(where: \.hasCells) }

    /// Takes the states of a file, and those of a second one for the cells where they are apart.
    mutating func read(_ path: String, cells: String?) throws(ModelFileError) {
        guard stateSize > 0 else {
            throw ModelFileError(.refused, "\(path): the network has no recurrent layer, and so no state")
        }
        var found: Set<[Int]> = []
        try take(NumberTable(path: path), part: 0, found: &found)
        if let cells { try take(NumberTable(path: cells), part: 1, found: &found) }
        for (layer, shape) in layers.enumerated() {
            for (sequence, number) in sequences.enumerated() {
                for part in 0..<(shape.hasCells ? 2 : 1) where !found.contains([layer, sequence, part]) {
                    throw ModelFileError(
                        .refused,
                        "\(path): there is no state of layer \(layer), sequence \(number)"
                            + (part == 1 ? ", part 1 (an LSTM's cells); add it, or name a --cell-state file" : ""))
                }
            }
        }
    }

    private mutating func take(
        _ table: NumberTable, part givenPart: Int, found: inout Set<[Int]>
    ) throws(ModelFileError) {
        guard let header = table.header else { return try takeBare(table, from: givenPart, found: &found) }
        guard let layerColumn = header.firstIndex(of: "layer") else {
            throw ModelFileError(
                .refused,
                "\(table.path): its header has no column “layer”; the columns are layer, seq, part and the units"
            )
        }
        let (sequenceColumn, partColumn) = (header.firstIndex(of: "seq"), header.firstIndex(of: "part"))
        let own = [layerColumn, sequenceColumn, partColumn].compactMap(\.self)
        for row in table.rows {
            let layer = try table.index(row, layerColumn, "the layer")
            let sequence = try sequenceColumn.map { column throws(ModelFileError) in
                try table.index(row, column, "the sequence")
            }
            let part = try partColumn.map { column throws(ModelFileError) in
                try table.index(row, column, "the part")
            }
            guard layer < layers.count else {
                throw table.refusal(
                    of: row, "there is no recurrent layer \(layer); they are 0 to \(layers.count - 1)")
            }
            guard let place = sequences.firstIndex(of: sequence ?? 0) else {
                throw table.refusal(of: row, "the input has no sequence \(sequence ?? 0)")
            }
            let numbers = row.numbers.indices.filter { !own.contains($0) }.map { row.numbers[$0] }
            guard numbers.count == layers[layer].units else {
                throw table.refusal(
                    of: row,
                    "has \(numbers.count) numbers of state, but layer \(layer) has \(layers[layer].units) units")
            }
            let partNumber = part ?? givenPart
            guard partNumber == 0 || partNumber == 1 && layers[layer].hasCells else {
                throw table.refusal(
                    of: row, "part \(partNumber) is not there: 0 is the output, and 1 the cells of an LSTM")
            }
            guard found.insert([layer, place, partNumber]).inserted else {
                throw table.refusal(of: row, "the same layer, sequence and part stands in an earlier line")
            }
            put(numbers, layer: layer, sequence: place, part: partNumber)
        }
    }

    private mutating func takeBare(
        _ table: NumberTable, from part: Int, found: inout Set<[Int]>
    ) throws(ModelFileError) {
        var numbers = table.rows.flatMap(\.numbers)[...]
        let outputs = sequences.count * layers.reduce(0) { $0 + $1.units }
        let cells = sequences.count * layers.reduce(0) { $0 + ($1.hasCells ? $1.units : 0) }
        let possible = part == 1 ? [cells] : cells > 0 ? [outputs, outputs + cells] : [outputs]
        guard possible.contains(numbers.count) else {
            throw ModelFileError(
                .refused,
                "\(table.path): has \(numbers.count) numbers, but the states of \(sequences.count) sequences are "
                    + possible.map { "\($0)" }.joined(separator: " or "))
        }
        for part in part...1 {
            for (layer, shape) in layers.enumerated() where part == 0 || shape.hasCells {
                for sequence in sequences.indices where !numbers.isEmpty {
                    put(Array(numbers.prefix(shape.units)), layer: layer, sequence: sequence, part: part)
                    numbers = numbers.dropFirst(shape.units)
                    found.insert([layer, sequence, part])
                }
            }
        }
    }

    private func offset(layer: Int, part: Int) -> Int {
        layers[..<layer].reduce(0) { $0 + $1.units * ($1.hasCells ? 2 : 1) } + part * layers[layer].units
    }

    private mutating func put(_ numbers: [Double], layer: Int, sequence: Int, part: Int) {
        let start = offset(layer: layer, part: part)
        for (index, number) in numbers.enumerated() { values[sequence][start + index] = Scalar(number) }
    }

    /// The file that ``read(_:cells:)`` reads, to the bit.
    var text: String {
        let units = layers.map(\.units).max() ?? 0
        var lines = ["layer,seq" + (hasCells ? ",part" : "") + (0..<units).map { ",s\($0)" }.joined()]
        for part in 0..<(hasCells ? 2 : 1) {
            for (layer, shape) in layers.enumerated() where part == 0 || shape.hasCells {
                for (sequence, number) in sequences.enumerated() {
                    let start = offset(layer: layer, part: part)
                    let numbers = values[sequence][start..<(start + shape.units)]
                    // The shortest text that is read back as the same number.
                    lines.append(
                        "\(layer),\(number)" + (hasCells ? ",\(part)" : "")
                            + numbers.map { ",\($0)" }.joined())
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension LayerDescription {
    /// The state it carries from step to step; nil where it carries none.
    fileprivate var stateLayout: (units: Int, hasCells: Bool)? {
        switch self {
        case .residual(let inner): inner.stateLayout
        default: gates.map { (sizes.output, $0 == 4) }
        }
    }
}
