internal import Market
internal import Windowing

/// All metrics of one model, on every sample.
///
/// What is not defined on a sample has no row there.
struct ModelMetrics: Sendable {
    let frame: EvaluationFrame
    /// The model's place among the sheets.
    let model: Int
    /// Its table over all symbols.
    let table: ScoreTable

    private var sheet: ScoreSheet { frame.sheets[model] }

    /// Tests of breaches take outcomes for independent, which what was forecast from overlapping pasts is not.
    private var testsBreaches: Bool { frame.plan.target == .nextSession }

    /// The rows, pooled samples first, then symbols.
    func rows() -> [MetricRow] {
        var rows: [MetricRow] = []
        for sample in frame.pooled {
            rows += self.rows(of: table, on: sample, definitions: MetricDefinition.all)
            if sample.isWhole {
                rows += calibration(on: sample)
                rows += correlation(of: frame.cells, on: sample)
                if testsBreaches { rows += panelBreachTests(on: sample) }
            }
            if testsBreaches, sample.phase != wholeSample { rows += breachClustering(on: sample) }
        }
        for (sample, cells) in frame.symbols {
            let table = frame.table(of: model, cells: cells)
            rows += self.rows(of: table, on: sample, definitions: MetricDefinition.all)
            rows += correlation(of: cells, on: sample)
            if testsBreaches { rows += breachTests(of: cells, on: sample) }
        }
        return rows
    }

    func row(
        _ name: String, _ value: Double?, on sample: Sample, n: Int, interval: ClosedRange<Double>? = nil
    ) -> [MetricRow] {
        guard let value, value.isFinite else { return [] }
        return [
            MetricRow(
                model: sheet.model, symbol: sample.symbol, period: sample.period, phase: sample.phase,
                horizon: frame.plan.target.horizon, name: name, value: value, n: n, lower: interval?.lowerBound,
                upper: interval?.upperBound, span: frame.plan.target.span)
        ]
    }

    /// Every metric that is a quotient of sums, with the interval of its draws.
    private func rows(
        of table: ScoreTable, on sample: Sample, definitions: [MetricDefinition]
    ) -> [MetricRow] {
        let totals = table.totals(rows: sample.rows)
        let saysDirection = totals[PointScore.saysDirection.rawValue] > 0
        let asked = definitions.filter { definition in
            (saysDirection || !definition.needsDirection)
                && (definition.name != "skill_vs_naive" || frame.naive != nil)
        }
        let intervals = intervals(
            of: asked.filter { sample.isTested || $0.isCore }, table: table, sample: sample)
        var rows: [MetricRow] = []
        for definition in asked {
            let value = definition.value(totals[definition.numerator], over: totals[definition.denominator])
            rows += row(
                definition.name, value, on: sample, n: Int(totals[definition.count]),
                interval: intervals[definition.name])
        }
        guard saysDirection else { return rows }
        return rows + direction(totals, on: sample)
    }

    private func intervals(
        of definitions: [MetricDefinition], table: ScoreTable, sample: Sample
    ) -> [String: ClosedRange<Double>] {
        guard let resampling = frame.resamplings[sample.rows.count], sample.rows.count > 1 else { return [:] }
        let columns = Set(definitions.flatMap { [$0.numerator, $0.denominator] }).sorted()
        let place = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
        let sums = resampling.sums(of: table.columns(columns, rows: sample.rows), width: columns.count)
        var values = [Double](repeating: 0, count: resampling.draws)
        var intervals: [String: ClosedRange<Double>] = [:]
        for definition in definitions {
            guard let above = place[definition.numerator], let below = place[definition.denominator] else {
                continue
            }
            for draw in 0..<resampling.draws {
                values[draw] =
                    definition.value(
                        sums[above * resampling.draws + draw], over: sums[below * resampling.draws + draw]) ?? .nan
            }
            guard values.allSatisfy(\.isFinite) else { continue }
            intervals[definition.name] = centralInterval(&values, level: MetricRow.intervalLevel)
        }
        return intervals
    }

    /// What a share of signs alone hides: the two directions apart, and Wilson's interval as if outcomes were independent.
    private func direction(_ totals: [Double], on sample: Sample) -> [MetricRow] {
        func total(_ score: PointScore) -> Double { totals[score.rawValue] }
        let (moved, rose) = (total(.moved), total(.rose))
        guard moved > 0 else { return [] }
        var rows: [MetricRow] = []
        if rose > 0, moved > rose {
            let falls = (total(.signRight) - total(.riseRight)) / (moved - rose)
            rows += row("balanced_accuracy", (total(.riseRight) / rose + falls) / 2, on: sample, n: Int(moved))
        }
        let wilson = DecisionMetrics.wilsonInterval(share: total(.signRight) / moved, count: moved)
        rows += row("directional_accuracy_wilson_lower", wilson?.lowerBound, on: sample, n: Int(moved))
        rows += row("directional_accuracy_wilson_upper", wilson?.upperBound, on: sample, n: Int(moved))
        return rows
    }

    /// The histogram of the probability integral transforms in tenths, and whether it is flat.
    ///
    /// Pearson's statistic divided by the mean design effect of the shares (Rao & Scott, JASA 76, 1981): symbols move together
    /// and losses cluster, so the cells are worth fewer independent ones; the bootstrap says how many.
    private func calibration(on sample: Sample) -> [MetricRow] {
        let tenths = (0..<10).map { PointScore.tenth1.rawValue + $0 }
        let totals = table.totals(rows: sample.rows)
        let cells = totals[ScoreTable.Column.cells.place]
        guard cells > 0, let resampling = frame.resamplings[sample.rows.count] else { return [] }
        let columns = tenths + [ScoreTable.Column.cells.place]
        let sums = resampling.sums(of: table.columns(columns, rows: sample.rows), width: columns.count)
        let draws = resampling.draws
        var rows: [MetricRow] = []
        var (statistic, effect) = (0.0, 0.0)
        for (place, column) in tenths.enumerated() {
            let share = totals[column] / cells
            var values = (0..<draws).map { sums[place * draws + $0] / sums[10 * draws + $0] }
            let variance = values.reduce(0) { $0 + ($1 - share) * ($1 - share) } / Double(draws)
            rows += row(
                "pit_\(place < 9 ? "0" : "")\(place + 1)", share, on: sample, n: Int(cells),
                interval: centralInterval(&values, level: MetricRow.intervalLevel))
            statistic += cells * (share - 0.1) * (share - 0.1) / 0.1
            // (1 − p)·(variance / (p(1 − p)/n)), summed and divided by k − 1.
            effect += cells * variance / 0.1 / 9
        }
        guard effect > 0 else { return rows }
        let test = TestResult(chiSquared: statistic / effect, degreesOfFreedom: 9)
        return rows + row("pit_chi_squared", test.statistic, on: sample, n: Int(cells))
            + row("pit_p", test.pValue, on: sample, n: Int(cells))
    }

    /// The information coefficients: the correlation of forecast means with outcomes, of values and of ranks.
    private func correlation(of cells: [Int], on sample: Sample) -> [MetricRow] {
        let means = cells.map { sheet[.mean, $0] }
        let outcomes = cells.map { sheet[.outcome, $0] }
        guard means.contains(where: { $0 != means[0] }) else { return [] }
        return row("ic", RankCorrelation.pearson(means, outcomes), on: sample, n: cells.count)
            + row("rank_ic", RankCorrelation.spearman(means, outcomes), on: sample, n: cells.count)
    }
}
