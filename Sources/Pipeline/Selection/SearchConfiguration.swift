internal import ElementaryFunctions
internal import Evaluation
public import Forecasting
internal import Learning

/// A search for settings of one family, on data before the test: what a pipeline file says under `search`.
public struct SearchConfiguration: Hashable, Sendable {
    /// How the budget is spent.
    public enum Method: Hashable, Sendable {
        /// All candidates on all folds.
        case random
        /// Successive halving: one in `rate` goes on to `rate` times as many folds.
        case halving(rate: Int)
    }

    /// Where candidates are judged.
    public enum Folds: Hashable, Sendable {
        /// A yearly walk-forward over the last part of what is known before the test.
        case last(PipelineConfiguration.SpanLength)
        /// Combinatorial purged folds of all that is known before the test.
        case combinatorial(groups: Int, tested: Int)
    }

    /// One setting that is searched.
    public struct Dimension: Hashable, Sendable {
        /// What values it may take.
        public enum Values: Hashable, Sendable {
            /// One of these.
            case list([SettingValue])
            /// A whole number between two, both included.
            case integers(ClosedRange<Int>, isLogarithmic: Bool)
            /// A number between two.
            case numbers(ClosedRange<Double>, isLogarithmic: Bool)
        }

        /// The setting's name.
        public var name: String
        /// What it may be.
        public var values: Values
    }

    /// The family.
    public var family: ModelFamily
    /// The settings searched, in the order of the family's table.
    public var space: [Dimension]
    /// How the budget is spent.
    public var method: Method
    /// Candidates drawn.
    public var candidates: Int
    /// Where they are judged.
    public var folds: Folds
    /// What decides the draw.
    public var seed: Int
}

extension SearchConfiguration {
    /// The candidates: drawn by the seed alone, none twice, the family's defaults first.
    ///
    /// A space with fewer points gives fewer.
    var drawnCandidates: [ModelConfiguration] {
        guard let plain = try? family.model() else { return [] }
        var drawn = [plain]
        var seen: Set<String> = [plain.canonicalText]
        var source = RandomSource(seed: UInt64(seed)).split("search \(family.name)")
        // A small space is soon exhausted; the draws that repeat are many then, and bounded.
        for _ in 0..<candidates * 50 where drawn.count < candidates {
            let settings = Dictionary(uniqueKeysWithValues: space.map { ($0.name, $0.draw(&source)) })
            guard let model = try? family.model(settings), seen.insert(model.canonicalText).inserted else {
                continue
            }
            drawn.append(model)
        }
        return drawn
    }

    /// How they are judged, on so many folds.
    func schedule(candidates: Int, folds: Int) -> SearchSchedule {
        switch method {
        case .random: SearchSchedule(random: candidates, folds: folds)
        case .halving(let rate): SearchSchedule(halving: candidates, folds: folds, rate: rate)
        }
    }

    /// The folds in terms of the evaluation.
    var selectionFolds: SelectionFolds {
        switch folds {
        case .last(.years(let years)): .walkForward(.years(years))
        case .last(.sessions(let sessions)): .walkForward(.sessions(sessions))
        case .combinatorial(let groups, let tested): .combinatorial(groups: groups, tested: tested)
        }
    }

    /// One line for the normalised text.
    var normalised: String {
        let space = space.map { "\($0.name)=\($0.values)" }.joined(separator: " ")
        return "\(family.name) \(space) method=\(method) trials=\(candidates) folds=\(folds) seed=\(seed)"
    }
}

extension SearchConfiguration.Dimension {
    fileprivate func draw(_ source: inout RandomSource) -> SettingValue {
        switch values {
        case .list(let values): return values[source.integer(below: values.count)]
        case .integers(let range, let isLogarithmic):
            guard isLogarithmic else {
                return .integer(range.lowerBound + source.integer(below: range.count))
            }
            let drawn = logarithmic(Double(range.lowerBound)...Double(range.upperBound) + 1, source.uniform())
            return .integer(min(range.upperBound, max(range.lowerBound, Int(drawn))))
        case .numbers(let range, let isLogarithmic):
            let share = source.uniform()
            let drawn =
                isLogarithmic
                ? logarithmic(range, share) : range.lowerBound + share * (range.upperBound - range.lowerBound)
            // Three digits are enough to try, and to read in a name.
            return .number(min(range.upperBound, max(range.lowerBound, rounded(drawn))))
        }
    }

    private func logarithmic(_ range: ClosedRange<Double>, _ share: Double) -> Double {
        let (low, high) = (Elementary.log(range.lowerBound), Elementary.log(range.upperBound))
        return Elementary.exp(low + share * (high - low))
    }

    /// To three significant digits.
    private func rounded(_ value: Double) -> Double {
        guard value != 0 else { return 0 }
        // Through text, so that 0.003 is the number that reads as 0.003.
        return Double(significant(value, digits: 3)) ?? value
    }
}

extension SearchConfiguration.Method: CustomStringConvertible {
    /// As in the store and the report: `random`, `halving by 3`.
    public var description: String {
        switch self {
        case .random: "random"
        case .halving(let rate): "halving by \(rate)"
        }
    }
}

extension SearchConfiguration.Folds: CustomStringConvertible {
    /// As in the report: `the last 3 years`, `6 groups, 2 tested`.
    public var description: String {
        switch self {
        case .last(let length): "the last \(length)"
        case .combinatorial(let groups, let tested): "\(groups) groups, \(tested) tested"
        }
    }
}

extension SearchConfiguration.Dimension.Values: CustomStringConvertible {
    /// `{8, 16}`, `5…20`, `0.001…0.1 log`.
    public var description: String {
        func scale(_ isLogarithmic: Bool) -> String { isLogarithmic ? " log" : "" }
        switch self {
        case .list(let values): return "{\(values.map(\.description).joined(separator: ", "))}"
        case .integers(let range, let isLogarithmic):
            return "\(range.lowerBound)…\(range.upperBound)\(scale(isLogarithmic))"
        case .numbers(let range, let isLogarithmic):
            return "\(range.lowerBound)…\(range.upperBound)\(scale(isLogarithmic))"
        }
    }
}
