internal import Learning

extension CharacterTraining {
    /// Characters drawn one after another, each fed back as the next input.
    ///
    /// - Parameters:
    ///   - count: how many.
    ///   - temperature: divides the logits: below 1 likely characters become likelier, above 1 rare ones; 0 takes the
    ///     likeliest always.
    func sample(count: Int, temperature: Double, random: RandomSource) -> String {
        var random = random
        var state = network.initialState(parameters: self.state.parameters, batch: 1)
        let workspace = Workspace<Float>(recordsTape: false)
        var code = text.codes[0]
        var codes: [Int32] = []
        for _ in 0..<count {
            code = draw(next(after: code, &state, workspace), temperature, &random)
            codes.append(code)
        }
        return text.alphabet.text(of: codes)
    }

    /// The likeliest successor of each character of a text, all of it read from the initial state.
    func likeliestSuccessors(of codes: [Int32]) -> String {
        var state = network.initialState(parameters: self.state.parameters, batch: 1)
        let workspace = Workspace<Float>(recordsTape: false)
        return text.alphabet.text(of: codes.map { likeliest(next(after: $0, &state, workspace)) })
    }

    private func next(after code: Int32, _ state: inout [Float], _ workspace: Workspace<Float>) -> [Float] {
        var input = [Float](repeating: 0, count: text.alphabet.count)
        input[Int(code)] = 1
        network.forward(
            parameters: self.state.parameters, input: input, steps: 1, batch: 1, state: &state, workspace: workspace
        )
        return workspace.output
    }

    private func likeliest(_ logits: [Float]) -> Int32 {
        var best = 0
        for (index, logit) in logits.enumerated() where logit > logits[best] { best = index }
        return Int32(best)
    }

    private func draw(_ logits: [Float], _ temperature: Double, _ random: inout RandomSource) -> Int32 {
        guard temperature > 0 else { return likeliest(logits) }
        let largest = Double(logits[Int(likeliest(logits))])
        let weights = logits.map { exponential((Double($0) - largest) / temperature) }
        var rest = random.uniform() * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            rest -= weight
            if rest < 0 { return Int32(index) }
        }
        return likeliest(logits)
    }
}
