public import Windowing

/// Several predictors as one: its quantiles are the means of theirs.
///
/// What one network learned by luck the others did not. Averaging quantiles keeps a forecast as sharp as its members, where
/// a mixture of their densities is wider than any of them and covers too much (Lichtendahl, Grushka-Cockayne & Winkler 2013,
/// "Is it better to average probabilities or quantiles?"). Of location-scale families of one shape that is again one of them,
/// with the mean location and the mean scale; where the shapes differ a little, the mean of `1/ν` is taken for the shape.
public struct Blend: Predictor {
    /// What is blended.
    public let members: [any Predictor]
    /// How many times each is fitted, each time from other random numbers.
    public let seeds: Int
    /// How their forecasts become one.
    public let combination: Combination
    /// The name in tables.
    public let name: String

    /// How several forecasts become one.
    public enum Combination: String, CaseIterable, Hashable, Sendable, Codable {
        /// The means of their quantiles.
        case quantiles
        /// The mean of their distribution functions: each may be right, with the same probability. Given by its quantiles.
        case mixture
    }

    /// A blend of predictors.
    ///
    /// - Precondition: there is a member and a seed.
    public init(
        _ members: [any Predictor], seeds: Int = 1, combination: Combination = .quantiles, name: String? = nil
    ) {
        precondition(!members.isEmpty && seeds >= 1, "a blend has a member and a seed")
        self.members = members
        self.seeds = seeds
        self.combination = combination
        self.name = name ?? "blend(\(members.map(\.name).joined(separator: "+")))"
    }

    /// The longest of its members'.
    public var response: Response { Self.response(members.map(\.response)) }

    /// All of its members', once a seed.
    public var trainingCostPerExample: Int {
        seeds * members.reduce(0) { $0 + $1.trainingCostPerExample }
    }

    /// Fitted on each target where all members can be; there are no paths of a blend, whose members would part ways.
    public var horizonMethods: [HorizonMethod] {
        [.direct, .scaled].filter { method in members.allSatisfy { $0.horizonMethods.contains(method) } }
    }

    static func response(_ responses: [Response]) -> Response {
        var longest = 0
        for response in responses {
            guard case .finite(let width) = response else { return .infinite }
            longest = max(longest, width)
        }
        return .finite(width: longest)
    }

    /// Fits each member with each seed.
    public func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor {
        var fitted: [FittedBlend.Member] = []
        for round in 0..<seeds {
            for member in members {
                // Far apart, by the golden ratio of 2⁶⁴ as in SplitMix64; the first round's is the seed itself.
                let own = seed &+ UInt64(round) &* 0x9E37_79B9_7F4A_7C15
                fitted.append((member.name, try member.fit(panel, seed: own, isCancelled: isCancelled)))
            }
        }
        return FittedBlend(fitted, combination: combination)
    }
}

/// Some fitted predictors as one.
public struct FittedBlend: FittedPredictor {
    /// A member, and the name by which its reader is found.
    typealias Member = (name: String, fitted: any FittedPredictor)

    private let members: [Member]
    private let combination: Blend.Combination

    init(_ members: [Member], combination: Blend.Combination) {
        self.members = members
        self.combination = combination
    }

    /// The longest of its members'.
    public var response: Response { Blend.response(members.map(\.fitted.response)) }

    /// All of its members'.
    public var cost: ModelCost {
        members.reduce(ModelCost(parameters: 0, multiplyAddsPerForecast: 0)) { sum, member in
            ModelCost(
                parameters: sum.parameters + member.fitted.cost.parameters,
                multiplyAddsPerForecast: sum.multiplyAddsPerForecast + member.fitted.cost.multiplyAddsPerForecast)
        }
    }

    /// The members' forecasts, averaged; nil where one of them has none.
    public func forecasts(for series: ReturnSeries, cutoffs: Range<Int>) -> [PredictiveDistribution?] {
        averaged(members.map { $0.fitted.forecasts(for: series, cutoffs: cutoffs) })
    }

    /// Each member has its chance to compute what is common to all series once.
    public func forecasts(
        forEach series: [ReturnSeries], cutoffs: [Range<Int>], isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> [[PredictiveDistribution?]] {
        var byMember: [[[PredictiveDistribution?]]] = []
        for member in members {
            byMember.append(
                try member.fitted.forecasts(forEach: series, cutoffs: cutoffs, isCancelled: isCancelled))
        }
        return series.indices.map { place in averaged(byMember.map { $0[place] }) }
    }

    private func averaged(_ byMember: [[PredictiveDistribution?]]) -> [PredictiveDistribution?] {
        (byMember.first ?? []).indices.map { place in
            let forecasts = byMember.compactMap { $0[place] }
            guard forecasts.count == byMember.count else { return nil }
            switch combination {
            case .quantiles: return .averagingQuantiles(of: forecasts)
            case .mixture: return .quantiles(QuantileDistribution(mixing: forecasts))
            }
        }
    }

    private struct Saved: Codable {
        var name: String
        var member: [UInt8]
        /// Written with the first member, where it is not the means of quantiles.
        var combination: Blend.Combination?
    }

    /// The members as they save themselves.
    public func encoded() throws -> [UInt8] {
        var saved = try members.map { Saved(name: $0.name, member: try $0.fitted.encoded()) }
        if combination != .quantiles { saved[0].combination = combination }
        return try ModelCoding.encode(saved)
    }

    /// Reads what ``encoded()`` wrote, with the members' own readers.
    ///
    /// - Parameter decode: reads the bytes of the member of that name.
    public init(decoding bytes: [UInt8], member decode: (String, [UInt8]) throws -> any FittedPredictor) throws {
        let saved = try ModelCoding.decode([Saved].self, from: bytes)
        self.init(
            try saved.map { ($0.name, try decode($0.name, $0.member)) },
            combination: saved.first?.combination ?? .quantiles)
    }
}

extension PredictiveDistribution {
    /// The distribution whose quantiles are the means of some others', which are of about one shape.
    ///
    /// - Precondition: there is one.
    static func averagingQuantiles(of forecasts: [PredictiveDistribution]) -> PredictiveDistribution {
        precondition(!forecasts.isEmpty, "a mean is one of something")
        if forecasts.contains(where: { $0.quantiles != nil }) {
            return .quantiles(QuantileDistribution(averagingQuantilesOf: forecasts))
        }
        let count = Double(forecasts.count)
        let mean = forecasts.reduce(0) { $0 + $1.mean } / count
        let scale = forecasts.reduce(0) { $0 + $1.scale } / count
        let inverseDegrees = forecasts.reduce(0) { $0 + ($1.shape.map { 1 / $0 } ?? 0) } / count
        return inverseDegrees == 0
            ? .normal(mean: mean, standardDeviation: scale)
            : .studentT(location: mean, scale: scale, degreesOfFreedom: 1 / inverseDegrees)
    }
}
