import Evaluation
import Market

func date(_ iso: String) -> SessionDate { SessionDate(iso: iso)! }

/// Scores with some of them given, the others zero: metrics are then sums that fit in a comment.
func scores(_ given: [PointScore: Double]) -> [Double] {
    PointScore.allCases.map { given[$0] ?? 0 }
}

/// Two symbols on the last two sessions of 2019 and the first of 2020.
let tinyGrid = ScoreGrid(
    symbols: ["X", "Y"], sessions: [date("2019-12-30"), date("2019-12-31"), date("2020-01-02")])

/// A sheet on ``tinyGrid`` with one number a cell, X's three sessions and then Y's; nil where not scored.
func sheet(
    _ model: String, _ values: [Double?], of given: [PointScore] = [.squaredError], also: [PointScore: Double] = [:]
) -> ScoreSheet {
    var sheet = ScoreSheet(model: model, grid: tinyGrid)
    for (cell, value) in values.enumerated() {
        guard let value else { continue }
        var cellScores = also
        for score in given { cellScores[score] = value }
        sheet.add(
            scores(cellScores), symbol: tinyGrid.symbols[tinyGrid.symbol(of: cell)],
            target: tinyGrid.sessions[tinyGrid.session(of: cell)])
    }
    return sheet
}

/// A plan of few draws, which are enough where only one of them is looked at.
func plan(shockPeriods: [ShockPeriod] = [], draws: Int = 40) -> EvaluationPlan {
    EvaluationPlan(naiveModel: "naive", shockPeriods: shockPeriods, draws: draws)
}

extension EvaluationResult {
    func row(
        _ name: String, of model: String, symbol: String = wholeSample, period: String = wholeSample,
        phase: String = wholeSample
    ) -> MetricRow? {
        metrics.first {
            $0.name == name && $0.model == model && $0.symbol == symbol && $0.period == period && $0.phase == phase
        }
    }

    func comparison(
        of model: String, to baseline: String, loss: String, period: String = wholeSample,
        phase: String = wholeSample, symbol: String = wholeSample, test: String = "diebold-mariano"
    ) -> ComparisonRow? {
        comparisons.first {
            $0.model == model && $0.baseline == baseline && $0.loss == loss && $0.period == period
                && $0.phase == phase && $0.symbol == symbol && $0.test == test
        }
    }
}
