/// One law for all sessions of a symbol: mean, scale and tails that never change, by maximum likelihood.
///
/// What every model of a changing scale has to beat. With normal errors it is the drift; with Student-t errors its tails
/// are as heavy as those of all the sessions known, quiet and wild ones together.
public struct ConstantVolatility: Predictor {
    /// The distribution of errors.
    public let errors: ErrorFamily
    /// The name in tables.
    public let name: String

    /// A constant law of a family.
    public init(errors: ErrorFamily = .normal, name: String? = nil) {
        self.errors = errors
        self.name = name ?? (errors == .normal ? "constant" : "constant(errors=\(errors.rawValue))")
    }

    /// It looks at no session at all.
    public var response: Response { .finite(width: 0) }
    /// Some ten passes over the sessions.
    public var trainingCostPerExample: Int { 100 }

    /// Fits the law of every symbol.
    public func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor {
        let laws = try panel.fittedPerSymbol(needed: 2, model: name, isCancelled: isCancelled) {
            ErrorLaw($0, family: errors)
        }
        return ConstantForecast(
            bySymbol: laws.bySymbol.mapValues { $0.distribution(centre: 0, scale: 1) },
            pooled: laws.pooled.distribution(centre: 0, scale: 1))
    }
}
