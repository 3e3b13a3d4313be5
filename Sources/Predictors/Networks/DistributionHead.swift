internal import Forecasting
internal import Learning

/// The head a network of the pipeline ends in: what its outputs say in units of the session's scale `s`.
///
/// At outputs of zero both say a plausible day, so training starts from a sensible forecast.
public enum DistributionHead: String, CaseIterable, Hashable, Sendable, Codable {
    /// Three outputs `(m, g, o)`: location `0.1·s·m`, scale `s·exp(g − 0.25)`, degrees of freedom `2.3 + softplus(o + 1)`; trained by
    /// the negative log density.
    case studentT = "student-t"
    /// Nineteen quantiles that cannot cross, trained by their pinball losses: a median, a scale, and the steps between
    /// neighbours, which start as those of a Student t with five degrees of freedom.
    case quantiles

    private static let studentTLoss = StudentTHeadLoss(
        locationFactor: 0.1, logScaleOffset: -0.25, minimumDegreesOfFreedom: 2.3)
    private static let quantileLoss = QuantileHeadLoss(
        levels: QuantileDistribution.levels,
        reference: QuantileDistribution.levels.map {
            PredictiveDistribution.studentT(location: 0, scale: 1, degreesOfFreedom: 5).quantile($0)
        })

    /// The training loss of the return over the session's scale.
    var loss: any Loss {
        switch self {
        case .studentT: Self.studentTLoss
        case .quantiles: Self.quantileLoss
        }
    }

    /// The number of network outputs.
    var outputs: Int { loss.outputsPerRow }

    /// What the outputs mean, for programs that read the weights.
    var words: String {
        let scaling = Self.studentTLoss.scaling
        switch self {
        case .studentT:
            return "m, g, o of a Student t in units of the session's scale s: location "
                + "\(scaling.locationFactor) s m, scale s exp(g + \(scaling.logScaleOffset)), degrees of freedom "
                + "\(Self.studentTLoss.minimumDegreesOfFreedom) + softplus(o + 1)"
        case .quantiles:
            return
                "m, g and steps o of quantiles at \(QuantileDistribution.levels) in units of the session's scale s: median "
                + "\(scaling.locationFactor) s m, from it steps s exp(g + \(scaling.logScaleOffset)) d softplus(o + ln(e - 1)), d those "
                + "of a Student t with 5 degrees of freedom"
        }
    }

    /// The forecast that one row of network outputs means.
    func distribution(_ outputs: ArraySlice<Float>, scale: Double) -> PredictiveDistribution {
        switch self {
        case .studentT:
            let standardised = Self.studentTLoss.distribution(of: outputs)
            return .studentT(
                location: scale * standardised.location, scale: scale * standardised.scale,
                degreesOfFreedom: standardised.degreesOfFreedom)
        case .quantiles:
            return .quantiles(
                QuantileDistribution(separating: Self.quantileLoss.quantiles(of: outputs).map { scale * $0 }))
        }
    }

    /// The forecasts of a feed-forward network, one a row of inputs and its session's scale, in one pass.
    func distributions(
        _ network: Network<Float>, parameters: [Float], rows: [Float], scales: [Double]
    ) -> [PredictiveDistribution] {
        let workspace = Workspace<Float>(recordsTape: false)
        var state: [Float] = []
        network.forward(
            parameters: parameters, input: rows, steps: scales.count, batch: 1, state: &state, workspace: workspace)
        return scales.enumerated().map { row, scale in
            distribution(workspace.output[row * outputs..<(row + 1) * outputs], scale: scale)
        }
    }
}
