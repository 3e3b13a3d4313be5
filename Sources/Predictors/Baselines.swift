internal import Forecasting

// How the baselines are described, made and read back.

extension RegisteredModel {
    static let randomWalk = RegisteredModel(
        family: ModelFamily(name: "random-walk"), make: { _ in RandomWalk() },
        decode: { try ModelCoding.decode(ConstantForecast.self, from: $0) })

    static let drift = RegisteredModel(
        family: ModelFamily(name: "drift"), make: { _ in Drift() },
        decode: { try ModelCoding.decode(ConstantForecast.self, from: $0) })

    static let seasonalNaive = RegisteredModel(
        family: ModelFamily(
            name: "seasonal-naive",
            settings: [SettingSpecification(name: "season", kind: .integer(1...260), default: .integer(5))]),
        make: { SeasonalNaive(season: $0.integer("season"), name: $0.name) },
        decode: { try ModelCoding.decode(FittedSeasonalNaive.self, from: $0) })

    static let ses = smoothing(.simple)
    static let holt = smoothing(.holt)
    static let theta = smoothing(.theta)

    private static func smoothing(_ method: ExponentialSmoothing.Method) -> RegisteredModel {
        RegisteredModel(
            family: ModelFamily(name: method.rawValue), make: { _ in ExponentialSmoothing(method) },
            decode: { try ModelCoding.decode(FittedSmoothing.self, from: $0) })
    }

    static let ar = RegisteredModel(
        family: ModelFamily(
            name: "ar",
            settings: [
                SettingSpecification(
                    name: "order", kind: .integer(1...60), default: .integer(5), sweptKey: "orders"),
                SettingSpecification(
                    name: "selection", kind: .choice(["fixed", "aic"]), default: .choice("fixed")),
            ]),
        make: { settings in
            AutoRegressive(
                order: settings.integer("order"), choosesOrder: settings.choice("selection") == "aic",
                name: settings.name)
        },
        decode: { try ModelCoding.decode(FittedAutoRegressive.self, from: $0) })

    static let constant = RegisteredModel(
        family: ModelFamily(name: "constant", settings: [ErrorFamily.setting(default: .normal)]),
        make: { ConstantVolatility(errors: ErrorFamily($0), name: $0.name) },
        decode: { try ModelCoding.decode(ConstantForecast.self, from: $0) })

    static let ewma = RegisteredModel(
        family: ModelFamily(
            name: "ewma",
            settings: [
                SettingSpecification(name: "decay", kind: .number(0.01...0.999), default: .number(0.94)),
                ErrorFamily.setting(default: .normal),
            ]),
        make: { ExponentialVolatility(decay: $0.number("decay"), errors: ErrorFamily($0), name: $0.name) },
        decode: { try ModelCoding.decode(FittedExponentialVolatility.self, from: $0) })

    static let garch = garch(isAsymmetric: false, hasStudentErrors: false)
    static let garchT = garch(isAsymmetric: false, hasStudentErrors: true)
    static let gjr = garch(isAsymmetric: true, hasStudentErrors: false)
    static let gjrT = garch(isAsymmetric: true, hasStudentErrors: true)

    private static func garch(isAsymmetric: Bool, hasStudentErrors: Bool) -> RegisteredModel {
        let model = GARCH(
            form: GARCHEstimate.Form(isAsymmetric: isAsymmetric, hasStudentErrors: hasStudentErrors))
        return RegisteredModel(
            family: ModelFamily(name: model.name), make: { _ in model },
            decode: { try ModelCoding.decode(FittedGARCH.self, from: $0) })
    }

    static let har = har(.returns)
    static let harX = har(.market)
    static let harRange = har(.ranges)

    private static func har(_ kind: HeterogeneousAutoregression.Kind) -> RegisteredModel {
        RegisteredModel(
            family: ModelFamily(name: kind.rawValue, settings: [ErrorFamily.setting(default: .studentT)]),
            make: { HeterogeneousAutoregression(errors: ErrorFamily($0), kind: kind, name: $0.name) },
            decode: { try ModelCoding.decode(FittedHAR.self, from: $0) })
    }

    static let historical = RegisteredModel(
        family: ModelFamily(
            name: "historical",
            settings: [
                SettingSpecification(
                    name: "width", kind: .integer(20...2520), default: .integer(250), sweptKey: "widths")
            ]),
        make: { HistoricalSimulation(width: $0.integer("width"), name: $0.name) },
        decode: { try ModelCoding.decode(FittedHistoricalSimulation.self, from: $0) })

    static let dlinear = linearWindow(.dlinear)
    static let nlinear = linearWindow(.nlinear)

    private static func linearWindow(_ method: LinearWindow.Method) -> RegisteredModel {
        RegisteredModel(
            family: ModelFamily(
                name: method.rawValue,
                settings: [
                    SettingSpecification(
                        name: "width", kind: .integer(1...512), default: .integer(60), sweptKey: "widths")
                ]),
            make: { LinearWindow(method, width: $0.integer("width"), name: $0.name) },
            decode: { try ModelCoding.decode(FittedLinearWindow.self, from: $0) })
    }

    static let logistic = RegisteredModel(
        family: ModelFamily(
            name: "logistic",
            settings: [SettingSpecification(name: "lags", kind: .integer(1...60), default: .integer(5))]),
        make: { LogisticDirection(lags: $0.integer("lags"), name: $0.name) },
        decode: { try ModelCoding.decode(FittedLogisticDirection.self, from: $0) })
}
