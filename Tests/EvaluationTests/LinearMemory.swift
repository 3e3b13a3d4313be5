import Forecasting
import Windowing

/// A linear recurrent network whose every answer is known: `h_t = A h_{t−1} + b r_t`, mean `c·h_t`, a fixed scale.
struct LinearMemory: MemoryCoordinates {
    struct State: Sendable, Codable {
        var hidden: [Double]
    }

    /// Row-major, `[2, 2]`.
    let recurrent: [Double]
    var input = [1.0, 0.0]
    var output = [1.0, 0.0]

    var cost: ModelCost { ModelCost(parameters: 8, multiplyAddsPerForecast: 8) }
    func initialState() -> State { State(hidden: [0, 0]) }
    func encoded() throws -> [UInt8] { [] }
    func coordinates(of state: State) -> [Double] { state.hidden }
    func state(_ coordinates: [Double], like state: State) -> State { State(hidden: coordinates) }

    func step(_ state: State, logReturn: Double) -> (state: State, forecast: PredictiveDistribution?) {
        let (a, h) = (recurrent, state.hidden)
        let next = [
            a[0] * h[0] + a[1] * h[1] + input[0] * logReturn, a[2] * h[0] + a[3] * h[1] + input[1] * logReturn,
        ]
        let mean = output[0] * next[0] + output[1] * next[1]
        return (State(hidden: next), .normal(mean: mean, standardDeviation: 0.01))
    }
}
