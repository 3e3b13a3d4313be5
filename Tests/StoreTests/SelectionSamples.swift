import Evaluation

/// A measured memory with every part.
let sampleMemory = ModelMemory(
    model: "gru", width: nil,
    responses: [
        ImpulseResponse(
            stimulus: .unit, events: 3, mean: [0.5, 0.25, 0.1], deviation: [1, 0.5, 0.2],
            variance: [0.5, 0.25, 0.1]),
        ImpulseResponse(
            stimulus: .crash, events: 3, mean: [2, 1, 0.4], deviation: [3, 1, 0.1], variance: [2, 1, 0.4]),
    ], weight: ModelMemory.Weight(name: "lambda", value: 0.94),
    spectrum: StateSpectrum(size: 4, radius: 0.9, largestRadius: 0.95, norm: 1.5, states: 12),
    washout: [
        WashoutCurve(start: .zero, distance: [0.5, 0.1]), WashoutCurve(start: .learned, distance: [0.4, 0.05]),
        WashoutCurve(start: .warmUp, distance: [0.1, 0]), WashoutCurve(start: .carried, distance: [0, 0]),
    ])

/// Two candidates, one of which could not be fitted.
let sampleSearch = [
    SearchTrialRow(
        search: 0, candidate: 0, fold: 0, rung: 0, model: "rnn(hidden=8)", settings: "rnn(hidden=8)", loss: -3.25,
        n: 60, returnSum: 0.125, squaredReturnSum: 0.25, sessions: 20),
    SearchTrialRow(
        search: 0, candidate: 1, fold: 0, rung: 0, model: "rnn(hidden=16)", settings: "rnn(hidden=16)", loss: nil,
        n: 0, returnSum: 0, squaredReturnSum: 0, sessions: 0),
]

/// What that search chose.
let sampleChoice = SearchChoiceRow(
    search: 0, method: "random on the last 3 years", candidates: 2, model: "rnn(hidden=8)",
    settings: "rnn(hidden=8)")

/// Losses with and without earlier shocks.
let sampleStress = [
    StressRow(
        period: "covid-2020", model: "gru", loss: "coverage_90", removedSessions: 40, n: 66, withShocks: 0.75,
        withoutShocks: 0.5, pValue: nil),
    StressRow(
        period: "covid-2020", model: "gru", loss: "nll", removedSessions: 40, n: 66, withShocks: -2,
        withoutShocks: -1.5,
        pValue: 0.0625),
]

/// What an audit compared.
let sampleAudit = [
    LeakAuditRow(model: "gru", seed: 1, fold: 0, corruption: "fit", compared: 500),
    LeakAuditRow(model: "gru", seed: 1, fold: 0, corruption: "future", compared: 2000),
]
