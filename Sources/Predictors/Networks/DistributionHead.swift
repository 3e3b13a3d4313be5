internal import Forecasting
internal import Learning

/// The head every network of the pipeline ends in: three outputs `(m, g, o)` that say a Student t density in
/// units of the session's scale `s`.
///
/// Location `0.1·s·m`, scale `s·exp(g − 0.25)`, degrees of freedom `2.3 + softplus(o + 1)`: at outputs of zero
/// a plausible day, so training starts from a sensible forecast.
enum DistributionHead {
    /// The number of network outputs.
    static let outputs = 3
    /// Its training loss: the negative log density of the return over the session's scale.
    static let loss = StudentTHeadLoss(
        locationFactor: 0.1, logScaleOffset: -0.25, minimumDegreesOfFreedom: 2.3)

    /// The forecast that one row of network outputs means.
    static func distribution(_ outputs: ArraySlice<Float>, scale: Double) -> PredictiveDistribution {
        let standardised = loss.distribution(of: outputs)
        return .studentT(
            location: scale * standardised.location, scale: scale * standardised.scale,
            degreesOfFreedom: standardised.degreesOfFreedom)
    }

    /// The forecasts of a feed-forward network, one a row of inputs and its session's scale, in one pass.
    static func distributions(
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
