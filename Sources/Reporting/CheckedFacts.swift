public import Evaluation

/// What was done beside judging the models: searches, stress, audit.
public struct CheckedFacts: Hashable, Sendable {
    /// What each search chose.
    public var choices: [SearchChoiceRow]
    /// Every candidate on every fold.
    public var tried: [SearchTrialRow]
    /// Losses in shocks with and without earlier shocks in training.
    public var stress: [StressRow]
    /// What a leak audit compared.
    public var audit: [LeakAuditRow]

    /// Facts from their parts; what was not done is empty.
    public init(
        choices: [SearchChoiceRow] = [], tried: [SearchTrialRow] = [], stress: [StressRow] = [],
        audit: [LeakAuditRow] = []
    ) {
        self.choices = choices
        self.tried = tried
        self.stress = stress
        self.audit = audit
    }
}
