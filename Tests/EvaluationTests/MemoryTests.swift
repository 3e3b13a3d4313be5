import Evaluation
import Forecasting
import Foundation
import Market
import Predictors
import TestSupport
import Testing
import Windowing

@Suite("How long predictors remember")
struct MemoryTests {
    private let series: [ReturnSeries]
    private let panel: TrainingPanel
    private let plan = ImpulsePlan(lags: 200, events: 6, burnIn: 300)

    init() throws {
        var series: [ReturnSeries] = []
        for index in 0..<3 {
            series.append(
                syntheticReturns(
                    symbol: "S\(index)", from: date("2015-01-01"), count: 900, seed: UInt64(40 + index)))
        }
        self.series = series.sharingPanel()
        let dates = series[0].dates
        panel = TrainingPanel(
            series: self.series, training: dates[1]...dates[599], validation: dates[600]...dates[699])
    }

    private func fitted(_ family: String, _ settings: [String: SettingValue] = [:]) throws -> any FittedPredictor {
        let model = try #require(Registry.model(family))
        return try model.make(try model.family.model(settings)).fit(panel, seed: 1)
    }

    private func responses(_ fitted: any FittedPredictor) throws -> [ImpulseResponse] {
        try #require(impulseResponses(of: fitted, on: series, plan: plan))
    }

    @Test("an EWMA's influence is λ^k, for a unit and for a crash", arguments: [0.8, 0.94, 0.97])
    func ewma(decay: Double) throws {
        for response in try responses(fitted("ewma", ["decay": .number(decay)])) {
            let influence = response.influence.influence
            #expect(response.events == 6 && influence.count == 201)
            for lag in 0...200 {
                let expected = influence[0] * pow(decay, Double(lag))
                #expect(abs(influence[lag] - expected) < 1e-9 * influence[0])
            }
            let halfLife = try #require(response.influence.halfLife)
            #expect(abs(halfLife - log(0.5) / log(decay)) < 1e-6)
            let horizon = try #require(response.influence.onePercentHorizon)
            #expect(abs(horizon - log(0.01) / log(decay)) < 1e-6)
            // The variance it adds is (1 − λ)(r² after − r² before), in units of σ₀²: never the mean.
            #expect(response.mean.allSatisfy { $0 == 0 })
        }
    }

    @Test("a GARCH's measured influence fades by its β, and its formula says α + β")
    func garch() throws {
        let garch = try #require(fitted("garch") as? FittedGARCH)
        // One symbol only, so that one β is measured.
        let one = [series[1]]
        let response = try #require(impulseResponses(of: garch, on: one, plan: plan)?.first)
        let beta = garch.parameters(of: "S1").garch
        let influence = response.influence.influence
        for lag in 1..<60 {
            #expect(abs(influence[lag] - influence[0] * pow(beta, Double(lag))) < 1e-8 * influence[0])
        }
        let weight = try #require(garch.fadingWeight)
        #expect(weight.name == "alpha+beta")
        let all = ["S0", "S1", "S2"].map { garch.parameters(of: $0).persistence }.sorted()
        #expect(weight.value == all[1])
        let spectrum = try #require(stateSpectrum(of: garch, on: one))
        #expect(abs(spectrum.radius - beta) < 1e-6 && abs(spectrum.norm - beta) < 1e-6 && spectrum.size == 1)
    }

    @Test("simple smoothing forgets by 1 − α in the mean and not at all in the scale")
    func smoothing() throws {
        let ses = try #require(fitted("ses") as? FittedSmoothing)
        let alpha = ses.parameters(of: "S2").level
        let response = try #require(impulseResponses(of: ses, on: [series[2]], plan: plan)?.first)
        for lag in 0..<50 {
            #expect(abs(response.mean[lag] - alpha * pow(1 - alpha, Double(lag))) < 1e-6)
            #expect(response.deviation[lag] == 0)
        }
        #expect(ses.fadingWeight?.name == "alpha")
        let spectrum = try #require(stateSpectrum(of: ses, on: [series[2]]))
        #expect(spectrum.size == 1 && abs(spectrum.radius - (1 - alpha)) < 1e-6)
    }

    @Test("a window of N sessions remembers N − 1 sessions and then exactly nothing", arguments: [5, 12, 40])
    func finite(width: Int) throws {
        let tdnn = try fitted("tdnn", ["width": .integer(width), "epochs": .integer(1)])
        for response in try responses(tdnn) {
            #expect(response.influence.reach == width - 1)
            #expect(response.influence.influence[width...].allSatisfy { $0 == 0 })
        }
    }

    @Test(
        "a model without memory has no influence, no half-life and no reach",
        arguments: ["random-walk", "constant"])
    func nothing(family: String) throws {
        let curve = try responses(fitted(family))[0].influence
        #expect(curve.peak == 0 && curve.reach == nil && curve.halfLife == nil && curve.onePercentHorizon == nil)
    }

    @Test("a recurrent network has a state of its size whose fading is measured")
    func network() throws {
        let network = try fitted("rnn", ["hidden": .integer(6), "epochs": .integer(1)])
        let response = try responses(network)[0]
        #expect(response.influence.reach == 200)
        #expect(try #require(response.influence.halfLife) < 200)
        let recurrent = try #require(network as? FittedRecurrentNetwork)
        let spectrum = try #require(stateSpectrum(of: recurrent, on: series))
        #expect(spectrum.size == 6 && spectrum.states == 3)
        #expect(
            spectrum.radius > 0.3 && spectrum.radius <= spectrum.norm && spectrum.largestRadius >= spectrum.radius)
    }

    @Test("a linear network of known radius fades by it, and its Jacobian says so", arguments: [0.5, 0.9, 0.99])
    func linear(radius: Double) throws {
        // A turn by 40° and a shrinking: complex eigenvalues of that magnitude.
        let (c, s) = (radius * cos(0.7), radius * sin(0.7))
        let network = LinearMemory(recurrent: [c, -s, s, c])
        let spectrum = try #require(stateSpectrum(of: network, on: series))
        #expect(abs(spectrum.radius - radius) < 1e-6 && abs(spectrum.norm - radius) < 1e-6)
        let plain = LinearMemory(recurrent: [radius, 0, 0, 0])
        let response = try #require(impulseResponses(of: plain, on: series, plan: plan)?.first)
        for lag in 0..<100 { #expect(abs(response.mean[lag] - pow(radius, Double(lag))) < 1e-9) }
        let curves = washout(of: plain, on: series)
        #expect(curves.map(\.start) == StartingState.allCases)
        for curve in curves where curve.start == .zero || curve.start == .learned {
            #expect(curve.distance[0] > 0)
            #expect(abs(curve.distance[20] - curve.distance[0] * pow(radius, 20)) < 1e-9)
        }
    }

    @Test("starting states are ranked as they should be: carried is exact, a warmed one beats zero")
    func startingStates() throws {
        let ewma = try #require(fitted("ewma") as? FittedExponentialVolatility)
        let curves = Dictionary(uniqueKeysWithValues: washout(of: ewma, on: series).map { ($0.start, $0) })
        let zero = try #require(curves[.zero])
        let warm = try #require(curves[.warmUp])
        #expect(try #require(curves[.carried]).distance.allSatisfy { $0 == 0 })
        // Sixty sessions leave .94^60 of what was wrong.
        #expect(warm.distance[0] < 0.2 * zero.distance[0])
        #expect(warm.distance[0] > 0)
        #expect(try #require(warm.sessions(below: 0.01)) <= (zero.sessions(below: 0.01) ?? .max))
        #expect(try #require(curves[.learned]).distance[0] > 0)
    }

    @Test("a half-life lies between the lags it belongs to, and there is none where the end is still above half")
    func curves() {
        #expect(FadingCurve([8, 4, 2, 1]).halfLife == 1)
        #expect(FadingCurve([8, 8, 4, 0, 0]).halfLife == 3)
        #expect(FadingCurve([1, 1, 1, 0]).halfLife == 3)
        #expect(FadingCurve([4, 1, 3, 1]).lag(below: 0.5)! > 2)
        #expect(FadingCurve([4, 3, 3, 3]).halfLife == nil)
        #expect(FadingCurve([]).halfLife == nil)
        #expect(FadingCurve([2, 0, 1, 0]).reach == 2)
    }

    @Test("radius and norm of a matrix that stretches before it shrinks")
    func matrices() {
        // Triangular: eigenvalues .5 and .2, but a vector can grow tenfold in one step.
        let matrix = [0.5, 10, 0, 0.2]
        #expect(abs(spectralRadius(matrix, size: 2) - 0.5) < 1e-6)
        let gram = [0.25, 5, 5, 100.04]
        let largest = (gram[0] + gram[3]) / 2 + (pow((gram[0] - gram[3]) / 2, 2) + 25).squareRoot()
        #expect(abs(spectralNorm(matrix, size: 2) - largest.squareRoot()) < 1e-6)
        #expect(spectralRadius([0, 1, 0, 0], size: 2) == 0)
    }

}
