internal import Evaluation
#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The measurements as JSON: one object a model, keys sorted; what is not defined is left out.
func memoryJSON(_ memories: [ModelMemory]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    return String(decoding: try encoder.encode(memories.map(MemoryObject.init)), as: UTF8.self) + "\n"
}

/// One model as a program reads it.
private struct MemoryObject: Encodable {
    struct Response: Encodable {
        var events: Int
        var half_life: Double?
        var one_percent_horizon: Double?
        var reach: Int?
        var mean: [Double]
        var deviation: [Double]
        var variance: [Double]
        var influence: [Double]

        init(_ response: ImpulseResponse) {
            let curve = response.influence
            events = response.events
            half_life = curve.halfLife
            one_percent_horizon = curve.onePercentHorizon
            reach = curve.reach
            mean = response.mean
            deviation = response.deviation
            variance = response.variance
            influence = curve.influence
        }
    }

    struct State: Encodable {
        var size: Int
        var spectral_radius: Double
        var largest_spectral_radius: Double
        var jacobian_norm: Double
        var states: Int
    }

    var model: String
    var response: String
    var width: Int?
    var formula: [String: Double]?
    var stimuli: [String: Response]
    var state: State?
    var washout: [String: [Double]]?

    init(_ memory: ModelMemory) {
        model = memory.model
        response = memory.width == nil ? "infinite" : "finite"
        width = memory.width
        formula = memory.weight.map { [$0.name: $0.value] }
        stimuli = Dictionary(uniqueKeysWithValues: memory.responses.map { ($0.stimulus.rawValue, Response($0)) })
        state = memory.spectrum.map {
            State(
                size: $0.size, spectral_radius: $0.radius, largest_spectral_radius: $0.largestRadius,
                jacobian_norm: $0.norm, states: $0.states)
        }
        washout =
            memory.washout.isEmpty
            ? nil : Dictionary(uniqueKeysWithValues: memory.washout.map { ($0.start.rawValue, $0.distance) })
    }
}
