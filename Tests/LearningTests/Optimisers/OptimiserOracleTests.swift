import Learning
import Testing

/// Optimisers, clipping and schedules against the oracle.
@Suite("Optimisers agree with the oracle")
struct OptimiserOracleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let optimiser: OptimiserConfiguration
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "sgd_momentum", optimiser: .sgd(SGD(momentum: 0.9))),
        Case(name: "sgd_nesterov", optimiser: .sgd(SGD(momentum: 0.9, nesterov: true))),
        Case(name: "sgd_momentum_l2", optimiser: .sgd(SGD(momentum: 0.9, weightDecay: 0.02))),
        Case(name: "adam", optimiser: .adam(Adam())),
        Case(name: "adam_l2", optimiser: .adam(Adam(weightDecay: 0.02))),
        Case(name: "adamw", optimiser: .adamW(AdamW(weightDecay: 0.02))),
    ]
    static let schedules = ["cosine", "one_cycle_cos", "one_cycle_linear"]
    static let clippings = ["clip_active", "clip_inactive"]

    @Test("every case of the oracle is tested")
    func everyCaseIsTested() throws {
        let tested = Set(Self.cases.map(\.name) + Self.schedules + Self.clippings)
        #expect(try tested == TrainingFixture.names("optim"))
    }

    @Test("the parameters after each step in Double", arguments: cases)
    func inDouble(_ item: Case) throws {
        try check(item, scalar: Double.self, relative: 1e-10, absolute: 1e-13)
    }

    @Test("the parameters after each step in Float", arguments: cases)
    func inFloat(_ item: Case) throws {
        try check(item, scalar: Float.self, relative: 5e-5, absolute: 1e-6)
    }

    private func check<Scalar: BinaryFloatingPoint & Sendable>(
        _ item: Case, scalar: Scalar.Type, relative: Double, absolute: Double
    ) throws {
        let fixture = try TrainingFixture("optim", case: item.name)
        let rate = try TrainingFixture.number(fixture.params["lr"])
        var parameters = try TrainingFixture.numbers(fixture.inputs["p0"]).map { Scalar($0) }
        let count = parameters.count
        let gradients = try TrainingFixture.numbers(fixture.inputs["grads"]).map { Scalar($0) }
        var trajectory: [Double] = []
        var state = item.optimiser.initialState(parameterCount: count, of: scalar)
        for start in stride(from: 0, to: gradients.count, by: count) {
            item.optimiser.step(
                parameters: &parameters, gradient: Array(gradients[start..<start + count]), state: &state,
                learningRate: rate)
            trajectory += parameters.map { Double($0) }
        }
        let expected = try TrainingFixture.numbers(fixture.expected["p_after_each_step"])
        #expect(firstDifference(trajectory, expected, relative: relative, absolute: absolute) == nil)
        #expect(state.steps == gradients.count / count)
    }

    @Test("clipping by the global norm", arguments: clippings)
    func clipping(_ name: String) throws {
        let fixture = try TrainingFixture("optim", case: name)
        let parts = fixture.inputs["grads"] as? [Any] ?? []
        var gradient = try parts.flatMap { try TrainingFixture.numbers($0) }
        let clipped = fixture.expected["clipped"] as? [Any] ?? []
        let expected = try clipped.flatMap { try TrainingFixture.numbers($0) }
        var floats = gradient.map { Float($0) }
        let limit = try TrainingFixture.number(fixture.params["max_norm"])
        let norm = try TrainingFixture.number(fixture.expected["total_norm"])

        #expect(
            firstDifference(
                [clipByGlobalNorm(&gradient, maximumNorm: limit)], [norm], relative: 1e-10, absolute: 1e-13) == nil)
        #expect(firstDifference(gradient, expected, relative: 1e-10, absolute: 1e-13) == nil)
        clipByGlobalNorm(&floats, maximumNorm: limit)
        #expect(
            firstDifference(floats.map { Double($0) }, expected, relative: 5e-5, absolute: 1e-6) == nil)
    }

    @Test("the rate and the momentum of each step", arguments: schedules)
    func schedule(_ name: String) throws {
        let fixture = try TrainingFixture("optim", case: name)
        let schedule = try schedule(named: name, fixture.params)
        let rates = try TrainingFixture.numbers(fixture.expected["lr"])
        let actual = rates.indices.map { schedule.learningRate(atStep: $0) }
        #expect(firstDifference(actual, rates, relative: 1e-10, absolute: 1e-13) == nil)
        if let momenta = fixture.expected["momentum"] {
            let actual = rates.indices.compactMap { schedule.momentum(atStep: $0) }
            let expected = try TrainingFixture.numbers(momenta)
            #expect(firstDifference(actual, expected, relative: 1e-10, absolute: 1e-13) == nil)
        }
    }

    private func schedule(named name: String, _ params: [String: Any]) throws -> LearningRateSchedule {
        func number(_ key: String) throws -> Double { try TrainingFixture.number(params[key]) }
        if name == "cosine" {
            return try .cosine(
                CosineSchedule(
                    baseRate: number("base_lr"), minimumRate: number("eta_min"),
                    annealingSteps: Int(number("T_max"))))
        }
        return try .oneCycle(
            OneCycleSchedule(
                maximumRate: number("max_lr"), totalSteps: Int(number("total_steps")),
                risingShare: number("pct_start"), divisor: number("div_factor"),
                finalDivisor: number("final_div_factor"),
                annealing: params["anneal"] as? String == "cos" ? .cosine : .linear,
                minimumMomentum: number("base_momentum"), maximumMomentum: number("max_momentum")))
    }
}
