internal import Forecasting
internal import Predictors

extension PipelineConfiguration {
    /// The same pipeline with every network at the size that gives it the parameters asked for.
    ///
    /// Models that differed in size alone become one.
    func withEqualParameters() -> PipelineConfiguration {
        guard let equalParameters else { return self }
        var configuration = self
        var seen: Set<String> = []
        configuration.models = models.map { $0.sized(toParameters: equalParameters) }.filter {
            seen.insert($0.canonicalText).inserted
        }
        return configuration
    }
}
