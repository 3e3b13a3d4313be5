import Foundation
import Learning
import Testing

@Suite("Optimisers")
struct OptimiserTests {
    static let configurations: [OptimiserConfiguration] = [
        .sgd(SGD(momentum: 0.8, nesterov: true, weightDecay: 0.01)), .adam(Adam(weightDecay: 0.01)),
        .adamW(AdamW()),
    ]

    private func steps(
        _ count: Int, of optimiser: some Optimiser, from parameters: inout [Float],
        state: inout OptimiserState<Float>
    ) {
        for _ in 0..<count {
            let gradient = parameters.enumerated().map { 2 * $1 - Float($0) }
            optimiser.step(parameters: &parameters, gradient: gradient, state: &state, learningRate: 0.05)
        }
    }

    @Test("each finds the minimum of a bowl", arguments: configurations)
    func findsMinimum(_ configuration: OptimiserConfiguration) {
        var parameters: [Float] = [3, -2, 0.5]
        var state = configuration.initialState(parameterCount: 3, of: Float.self)
        steps(800, of: configuration, from: &parameters, state: &state)
        // Of Σ p² − i·p, at p = i/2; the decay pulls it a little towards 0.
        for (index, parameter) in parameters.enumerated() {
            #expect((parameter - Float(index) / 2).magnitude < 0.02)
        }
    }

    @Test("saved after some steps and loaded, it goes on to the same bits", arguments: configurations)
    func resumes(_ configuration: OptimiserConfiguration) throws {
        var parameters: [Float] = [3, -2, 0.5]
        var state = configuration.initialState(parameterCount: 3, of: Float.self)
        steps(7, of: configuration, from: &parameters, state: &state)
        let saved = try JSONEncoder().encode(state)
        let savedConfiguration = try JSONEncoder().encode(configuration)
        var resumed = parameters
        steps(5, of: configuration, from: &parameters, state: &state)

        var loaded = try JSONDecoder().decode(OptimiserState<Float>.self, from: saved)
        let again = try JSONDecoder().decode(OptimiserConfiguration.self, from: savedConfiguration)
        #expect(again == configuration)
        steps(5, of: again, from: &resumed, state: &loaded)
        #expect(resumed == parameters)
        #expect(loaded == state)
    }

    @Test("a momentum handed in replaces the configured one")
    func momentumOverride() {
        var one: [Double] = [1]
        var other: [Double] = [1]
        var oneState = SGD(momentum: 0.5).initialState(parameterCount: 1, of: Double.self)
        var otherState = oneState
        for _ in 0..<3 {
            SGD(momentum: 0.5).step(parameters: &one, gradient: [1], state: &oneState, learningRate: 0.1)
            SGD(momentum: 0.9).step(
                parameters: &other, gradient: [1], state: &otherState, learningRate: 0.1, momentum: 0.5)
        }
        // Velocities 1, 1.5, 1.75.
        #expect((one[0] - (1 - 0.1 * 4.25)).magnitude < 1e-15)
        #expect(one == other)
        #expect(oneState.firstMoment == [1.75])
    }

    @Test("the first step of Adam is the rate, whatever the size of the gradient", arguments: [1e-3, 1, 1e3])
    func firstStepOfAdam(_ size: Double) {
        var parameters = [0.0, 0]
        var state = Adam().initialState(parameterCount: 2, of: Double.self)
        Adam().step(parameters: &parameters, gradient: [size, -size], state: &state, learningRate: 0.01)
        #expect((parameters[0] + 0.01).magnitude < 1e-6)
        #expect(parameters[0] == -parameters[1])
    }

    @Test("a gradient that is not finite is left for the caller to refuse")
    func clippingBadGradients() {
        var infinite: [Float] = [1, .infinity]
        #expect(clipByGlobalNorm(&infinite, maximumNorm: 1) == .infinity)
        #expect(infinite == [1, .infinity])
        var missing: [Float] = [1, .nan]
        #expect(clipByGlobalNorm(&missing, maximumNorm: 1).isNaN)
        #expect(missing[0] == 1)
        var none: [Float] = []
        #expect(clipByGlobalNorm(&none, maximumNorm: 1) == 0)
        // 3, 4 → 5; in Float the squares would overflow.
        var large: [Float] = [3e30, 4e30]
        #expect((clipByGlobalNorm(&large, maximumNorm: 5) / 5e30 - 1).magnitude < 1e-6)
        #expect((large[0] - 3).magnitude < 1e-6 && (large[1] - 4).magnitude < 1e-6)
    }
}

@Suite("Learning-rate schedules")
struct LearningRateScheduleTests {
    @Test("warm-up rises in a line to the base rate, and the cosine starts there")
    func warmUp() {
        let schedule = CosineSchedule(baseRate: 0.8, annealingSteps: 2, warmUpSteps: 4)
        let rates = (0..<8).map { schedule.learningRate(atStep: $0) }
        for (rate, expected) in zip(rates, [0.2, 0.4, 0.6, 0.8, 0.8, 0.4, 0, 0]) {
            #expect((rate - expected).magnitude < 1e-15)
        }
    }

    @Test("beyond the end a schedule stays where it ended, and the shortest ones are finite")
    func ends() {
        for annealing in [OneCycleSchedule.Annealing.cosine, .linear] {
            for total in 1...5 {
                for share in [0, 0.3, 0.5, 1] {
                    let schedule = OneCycleSchedule(
                        maximumRate: 1, totalSteps: total, risingShare: share, annealing: annealing)
                    let rates = (0..<total + 3).map { schedule.learningRate(atStep: $0) }
                    #expect(rates.allSatisfy { $0 > 0 && $0 <= 1 })
                    #expect(rates[total - 1] == rates[total + 2])
                }
            }
        }
        #expect(LearningRateSchedule.constant(rate: 0.1).learningRate(atStep: 1_000_000) == 0.1)
        #expect(LearningRateSchedule.constant(rate: 0.1).momentum(atStep: 0) == nil)
    }

    @Test("a schedule survives its configuration file")
    func codable() throws {
        let schedules: [LearningRateSchedule] = [
            .constant(rate: 0.1), .cosine(CosineSchedule(baseRate: 0.1, annealingSteps: 9, warmUpSteps: 2)),
            .oneCycle(OneCycleSchedule(maximumRate: 0.1, totalSteps: 30, annealing: .linear)),
        ]
        let text = try JSONEncoder().encode(schedules)
        #expect(try JSONDecoder().decode([LearningRateSchedule].self, from: text) == schedules)
    }

    @Test("a plateau lowers the rate after the patience is used up, not before")
    func plateau() {
        let schedule = PlateauSchedule(baseRate: 1, factor: 0.5, patience: 2, threshold: 0.01, minimumRate: 0.2)
        var state = schedule.initialState
        var rates: [Double] = []
        // Improves; three that do not (one within the threshold, one NaN): halved; improves; then never again.
        for loss in [-1, -1.005, .nan, -0.5, -2, 0, 0, 0, 0, 0, 0, 0, 0, 0] {
            state = schedule.state(after: state, loss: loss)
            rates.append(state.learningRate)
        }
        #expect(rates == [1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.2, 0.2, 0.2, 0.2])
        #expect(state.bestLoss == -2)
    }
}
