import Evaluation

/// How one series looks, the same in every chart of a report.
///
/// Colours are classes, so a page decides them for light and dark; what is told apart by colour is told apart by
/// dashes or marks too.
struct SeriesStyle: Hashable, Sendable {
    /// The roles that have a colour of their own.
    ///
    /// A chart of thirty colours shows nothing: four series stand out, the others stay grey until asked for.
    enum Role: String, CaseIterable, Sendable {
        /// The best network of infinite response.
        case infinite
        /// The best network of finite response.
        case finite
        /// The best classical model.
        case classical
        /// The random walk, which all are held against.
        case naive
        /// Any other.
        case other
    }

    /// The place of the series among all of the report, by which the script switches it on and off.
    var index: Int
    /// What the reader calls it.
    var label: String
    /// Its role.
    var role: Role

    /// The class names of a group of marks.
    var classes: String { "s \(role.rawValue)" }
}

/// The style of every model of a report.
struct ModelStyles {
    private let styles: [String: SeriesStyle]
    /// Models in the order of the leaderboard.
    let models: [String]

    init(_ content: ReportContent) {
        let rows = ranked(content.leaderboard)
        models = rows.map(\.model)
        let infinite = rows.first { isNetwork($0.model) && $0.response == "infinite" }?.model
        let finite = rows.first { isNetwork($0.model) && $0.response == "finite" }?.model
        let classical = rows.first { !isNetwork($0.model) && $0.model != naiveModel }?.model
        var styles: [String: SeriesStyle] = [:]
        for (index, model) in models.enumerated() {
            let role: SeriesStyle.Role =
                switch model {
                case infinite: .infinite
                case finite: .finite
                case classical: .classical
                case naiveModel: .naive
                default: .other
                }
            styles[model] = SeriesStyle(index: index, label: Reporting.label(model), role: role)
        }
        self.styles = styles
    }

    subscript(_ model: String) -> SeriesStyle {
        styles[model] ?? SeriesStyle(index: models.count, label: label(model), role: .other)
    }

    /// The style of a model kept with its seed and fold in its name.
    func style(ofKept name: String) -> SeriesStyle {
        self[models.first { name == $0 || name.hasPrefix($0 + " ") } ?? name]
    }

    /// The models that stand out, the most interesting first.
    var emphasised: [String] {
        let roles: [SeriesStyle.Role] = [.infinite, .finite, .classical, .naive]
        return roles.compactMap { role in models.first { styles[$0]?.role == role } }
    }
}

/// The models that a report makes stand out: the best network of infinite and of finite response, the best classical
/// model and the random walk.
public func emphasisedModels(_ content: ReportContent) -> [String] { ModelStyles(content).emphasised }
