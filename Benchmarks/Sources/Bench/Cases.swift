import Learning

/// Writes training steps for other implementations to repeat: the same weights, inputs and targets must give them the
/// same gradient, and the same losses over ten steps.
///
/// `cases.jsonl` has a line a case; the numbers lie in `NAME.f32`, parameters, gradient, inputs, targets one after
/// another, as little-endian floats.
func writeCases(to folder: String) {
    makeFolder(folder)
    let index = OutputFile(path: "\(folder)/cases.jsonl")
    func write(_ model: String, _ size: (key: String, value: Int), steps: Int, _ network: Network<Float>) {
        let name = "\(model)-\(size.value)"
        let step = TrainingStep(network)
        let file = OutputFile(path: "\(folder)/\(name).f32")
        file.write(step.parameters)
        var losses = [step.run()]
        file.write(step.gradient)
        file.write(step.input)
        file.write(step.targets)
        for _ in 1..<10 { losses.append(step.run()) }
        let shapes = network.parameterShapes.map { "[\"\($0.name)\",\($0.shape)]" }
        index.write(
            """
            {"name":"\(name)","model":"\(model)","\(size.key)":\(size.value),"steps":\(steps),"batch":\(step.batch),\
            "inputs":\(network.inputSize),"shapes":[\(shapes.joined(separator: ","))],"losses":\(losses)}\n
            """)
    }
    for cell in Cell.allCases {
        for hidden in [32, 64] {
            write(
                cell.rawValue, ("H", hidden), steps: 64, recurrent(cell, inputs: 8, hidden: hidden, steps: 64))
        }
    }
    for width in [20, 60] {
        write("tdnn", ("N", width), steps: width, timeDelay(width: width))
        write("mlp", ("N", width), steps: width, perceptron(width: width))
    }
}
