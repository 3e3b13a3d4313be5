import Evaluation

/// The level below which a difference counts as one.
let significanceLevel = 0.05

/// What some tests of one loss against the random walk say together, in one sentence.
///
/// A model *beats* the random walk where its mean loss is lower and the two-sided p-value is below
/// ``significanceLevel``; it is *worse* where the mean loss is higher at the same level.
struct Verdict {
    private let rows: [ComparisonRow]

    /// The verdict on a loss over the whole test sample.
    init(loss: String, comparisons: [ComparisonRow], horizon: Int) {
        rows =
            comparisons
            .filter {
                $0.loss == loss && $0.baseline == naiveModel && $0.model != naiveModel && $0.period == wholeSample
                    && $0.phase == wholeSample && $0.horizon == horizon && $0.isOfPanel
            }
            .sorted { ($0.meanDifference, $0.model) < ($1.meanDifference, $1.model) }
    }

    /// Whether nothing was compared.
    var isEmpty: Bool { rows.isEmpty }

    /// The number of tests with a defined result.
    var definedCount: Int { rows.count { $0.pValue != nil } }

    /// The test of the model that is best: of those that beat the random walk, else of those with a lower mean loss, the one with
    /// the lowest; nil where the random walk's is the lowest.
    var best: ComparisonRow? {
        let better = rows.filter { $0.meanDifference < 0 }
        return better.first(where: isSignificant) ?? better.first
    }

    /// The sentence.
    ///
    /// - Parameters:
    ///   - subject: what is compared, such as `on the mean of the next return`.
    ///   - effect: the size of a model's difference in words, without the p-value.
    func sentence(on subject: String, effect: (ComparisonRow) -> String?) -> String {
        let better = rows.filter { $0.meanDifference < 0 && isSignificant($0) }
        let worse = rows.filter { $0.meanDifference > 0 && isSignificant($0) }
        func evidence(_ row: ComparisonRow) -> String {
            [effect(row), pPhrase(row.pValue)].compactMap(\.self).joined(separator: ", ")
        }
        guard let first = rows.first else { return "No model was compared with the random walk \(subject)." }
        let best = self.best ?? first

        if rows.count == 1 {
            let verb = !better.isEmpty ? "beats" : !worse.isEmpty ? "is worse than" : "does not beat"
            return "\(label(best.model)) \(verb) the random walk \(subject) (\(evidence(best)))."
        }
        let rest = rows.count - better.count
        let bestEvidence = "(best: \(label(best.model)), \(evidence(best)))"
        let sentence: String
        switch better.count {
        case 0 where self.best == nil: sentence = "No model is better than the random walk \(subject)"
        case 0: sentence = "No model beats the random walk \(subject) \(bestEvidence)"
        case rows.count:
            sentence =
                "\(rows.count == 2 ? "Both" : "All \(rows.count)") models beat the random walk \(subject) \(bestEvidence)"
        case 1:
            sentence =
                "\(label(best.model)) beats the random walk \(subject) (\(evidence(best))); \(others(rest))"
        default:
            let networks = rows.filter { isNetwork($0.model) }.map(\.model)
            let winners =
                networks == better.map(\.model)
                ? "\(better.count == 2 ? "Both" : "All \(better.count)") networks"
                : "\(better.count) of \(rows.count) models"
            sentence = "\(winners) beat the random walk \(subject) \(bestEvidence); \(others(rest))"
        }
        return sentence + worseClause(worse.count) + "."
    }

    private func others(_ count: Int) -> String {
        count == 1 ? "the other model does not" : "the other \(count) models do not"
    }

    private func worseClause(_ count: Int) -> String {
        switch count {
        case 0: ""
        case rows.count:
            rows.count == 2 ? "; both are significantly worse" : "; all \(count) are significantly worse"
        case 1: "; 1 is significantly worse"
        default: "; \(count) are significantly worse"
        }
    }
}

extension ComparisonRow {
    /// Whether it is a Diebold–Mariano test of the panel's mean loss.
    var isOfPanel: Bool { symbol == wholeSample && test == "diebold-mariano" }

    /// Whether it is about these two models, in either direction.
    func isOf(_ first: String, _ second: String) -> Bool {
        (model == first && baseline == second) || (model == second && baseline == first)
    }

    /// The mean difference of a model of the pair to the other.
    func difference(of model: String) -> Double { self.model == model ? meanDifference : -meanDifference }
}

/// Whether a test rejects equality at ``significanceLevel``.
func isSignificant(_ row: ComparisonRow) -> Bool {
    row.pValue.map { $0 < significanceLevel } ?? false
}

/// Whether a model's registered name is that of a network.
func isNetwork(_ model: String) -> Bool {
    ["tdnn", "mlp", "rnn", "gru", "lstm"].contains { model == $0 || model.hasPrefix($0 + "(") }
}
