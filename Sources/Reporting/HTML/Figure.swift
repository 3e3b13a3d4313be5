import Evaluation
import Market

/// A picture with everything that makes it readable: what it shows, of which sample, in which unit, and its numbers.
struct Figure {
    /// The place it is found by, unique in a report.
    var id: String
    /// What is to be seen, as a sentence where the numbers allow one.
    var headline: String
    /// What is drawn, in which unit, on which sample.
    var subtitle: String
    /// The picture; nil where there is nothing to draw, which ``note`` then explains.
    var chart: Chart?
    /// The series that the reader may switch.
    var legend: [SeriesStyle] = []
    /// Where the numbers come from and how to read them.
    var note: String
    /// The numbers behind the picture.
    var table: TextTable?
    /// Further data for the script, beside the values of the picture's lines.
    var data: JSONText?
    /// The series it shows, where it shows one.
    var symbol = ""
    /// The shock period it is about, for the filter.
    var period = ""
}

/// What every figure is made from.
struct FigureSource {
    let content: ReportContent
    let evidence: Evidence
    let styles: ModelStyles
    let order: ModelOrder
    let metrics: MetricIndex

    init(_ content: ReportContent, _ evidence: Evidence) {
        self.content = content
        self.evidence = evidence
        styles = ModelStyles(content)
        order = ModelOrder(content)
        metrics = MetricIndex(content)
    }

    /// The sample of whole-run pictures, in words.
    var sample: String {
        guard let first = evidence.sessions.first, let last = evidence.sessions.last else { return "no session" }
        return "\(counted(evidence.sessions.count, "session")), \(fullDate(first)) to \(fullDate(last)), "
            + "\(counted(evidence.seriesCount, "series", "series"))"
    }

    /// All models' styles, those that stand out first.
    func legend(_ models: some Sequence<String>) -> [SeriesStyle] {
        let shown = order.sorted(models)
        let emphasised = styles.emphasised.filter { shown.contains($0) }
        return (emphasised + shown.filter { !emphasised.contains($0) }).map { styles[$0] }
    }

    /// Models with those that stand out last, so that they are drawn over the others.
    func backToFront(_ models: some Sequence<String>) -> [String] {
        legend(models).reversed().map { style in
            styles.models.indices.contains(style.index) ? styles.models[style.index] : style.label
        }
    }

    /// The tests of a loss against the random walk in one phase of one period.
    func againstNaive(_ loss: String, period: String = "all", phase: String = "all") -> [ComparisonRow] {
        content.comparisons.filter {
            $0.loss == loss && $0.baseline == naiveModel && $0.model != naiveModel && $0.period == period
                && $0.phase == phase && $0.symbol == wholeSample && $0.horizon == content.run.horizon
        }
    }
}

/// The 95 % interval of a mean difference, out of the statistic that was stored with it; nil where it is undefined.
///
/// The statistic is the difference over its standard error, so the error is one division away; the quantile is that of
/// Student's t with n − 1 degrees of freedom (Cornish–Fisher series, good to 0.003 from ten degrees on).
func differenceInterval(_ row: ComparisonRow) -> ClosedRange<Double>? {
    guard let statistic = row.statistic, statistic != 0, row.n > 2 else { return nil }
    let z = 1.959964
    let freedom = Double(row.n - 1)
    let z3 = z * z * z
    let t =
        z + (z3 + z) / (4 * freedom) + (5 * z3 * z * z + 16 * z3 + 3 * z) / (96 * freedom * freedom)
    let half = abs(row.meanDifference / statistic) * t
    guard half.isFinite else { return nil }
    return row.meanDifference - half...row.meanDifference + half
}

/// Places of a long series that a picture keeps: every k-th and the last, so that none but the finest detail is lost.
func thinned(_ count: Int, to limit: Int) -> [Int] {
    guard count > limit, limit > 1 else { return Array(0..<count) }
    let step = (count + limit - 1) / limit
    var places = Array(stride(from: 0, to: count, by: step))
    if places.last != count - 1 { places.append(count - 1) }
    return places
}
