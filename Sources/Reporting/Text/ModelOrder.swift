import Evaluation

/// The order in which all tables list the models: by NLL over the whole test sample, lowest first.
///
/// What has no NLL comes after what has one; ties go by name. One order for all tables lets the eye stay on its
/// row.
struct ModelOrder {
    private let ranks: [String: Int]

    /// The order of one report.
    init(_ content: ReportContent) {
        let names = ranked(content.leaderboard).map(\.model)
        ranks = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Some models in order, each once; those that the leaderboard lacks come last, by name.
    func sorted(_ models: some Sequence<String>) -> [String] {
        Set(models).sorted { precedes($0, $1) }
    }

    /// Whether one model is listed before another.
    func precedes(_ left: String, _ right: String) -> Bool {
        (ranks[left] ?? .max, left) < (ranks[right] ?? .max, right)
    }
}

/// The rows of a leaderboard, lowest NLL first.
func ranked(_ rows: [LeaderboardRow]) -> [LeaderboardRow] {
    rows.sorted { left, right in
        let losses = (left.nll ?? .infinity, right.nll ?? .infinity)
        return losses.0 != losses.1
            ? losses.0 < losses.1
            : (left.model, left.horizon, left.runID) < (right.model, right.horizon, right.runID)
    }
}
