import Evaluation
import Foundation
import GRDB
import Ingestion
import Market
import Testing

@testable import Store

/// A folder for one test, removed with it.
final class Folder {
    let url = FileManager.default.temporaryDirectory.appending(path: "hindcast-store-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    func path(_ name: String = "store.sqlite") -> String {
        url.appending(path: name).path
    }

    func store(_ name: String = "store.sqlite") throws -> Store {
        try Store.open(path: path(name))
    }
}

let noon = "2026-11-23T12:00:00Z"

func day(_ iso: String) -> SessionDate {
    SessionDate(iso: iso)!
}

/// Bars on consecutive civil days from a date, one a close.
func prices(_ symbol: String, from first: String = "2020-01-01", _ closes: [Double]) throws -> PriceSeries {
    try PriceSeries(
        symbol: symbol,
        bars: closes.enumerated().map { Bar(date: day(first).advanced(byDays: $0.offset), close: $0.element) })
}

func file(
    _ series: PriceSeries, path: String? = nil, sha256 digit: Character = "a", rejected: [RejectedRow] = []
) -> IngestedFile {
    IngestedFile(
        source: SourceFile(
            path: path ?? "prices/\(series.symbol).csv", byteCount: 100, sha256: String(repeating: digit, count: 64)
        ),
        series: series, rejectedRows: rejected, warnings: [])
}

extension Store {
    /// Takes one file in.
    func ingest(
        _ file: IngestedFile, firstUsable: SessionDate? = nil, splits: [SuspectedSplit] = [], at time: String
    ) throws -> IngestionSummary {
        let symbol = file.series.symbol
        let summaries = try ingest(
            [.whole(file)], firstUsable: firstUsable.map { [symbol: $0] } ?? [:], splits: [symbol: splits], at: time
        )
        return try #require(summaries[0])
    }
}

func run(_ id: String = "r1", startedAt: String = noon) -> RunRecord {
    RunRecord(
        id: id, pipeline: "nightly", configurationHash: "c0", dataHash: "d0", version: "1.0",
        configuration: "models:\n\t- random-walk", command: "hindcast run small.yaml", seed: .max,
        firstTestDate: day("2020-01-02"),
        lastTestDate: day("2020-01-31"), startedAt: startedAt)
}

func trial(
    _ planIndex: Int, _ model: String, width: Int? = 1, seed: Int = 0, fold: Int = 0, isNetwork: Bool = false,
    parameters: Int = 0, seconds: Double = 0, run: String = "r1"
) -> TrialRecord {
    TrialRecord(
        runID: run, planIndex: planIndex, model: model, isNetwork: isNetwork, width: width, seed: seed, fold: fold,
        training: day("2010-01-01")...day("2018-12-31"), validation: day("2019-01-01")...day("2019-12-31"),
        test: day("2020-01-01")...day("2020-12-31"), parameters: parameters,
        multiplyAddsPerForecast: 10 * parameters, trainSeconds: seconds, epochs: 3, trainingLoss: -3.5)
}

/// A forecast for the day after the cutoff.
func forecast(
    _ symbol: String = "AAA", cutoff: String = "2020-01-01", mean: Double = 0.001, actual: Double? = 0.01,
    horizon: Int = 1
) -> ForecastRecord {
    ForecastRecord(
        symbol: symbol, cutoff: day(cutoff),
        targetDate: actual == nil ? nil : day(cutoff).advanced(byDays: horizon),
        horizon: horizon, family: "student-t", mean: mean, scale: 0.01, shape: 5, standardDeviation: 0.0129,
        q05: -0.02, q50: mean, q95: 0.02, probabilityUp: 0.53, invest: true, actual: actual, naiveScale: 0.008)
}

/// One number of the pooled panel.
func metric(
    _ model: String, _ name: String, _ value: Double, period: String = wholeSample, phase: String = wholeSample,
    horizon: Int = 1, symbol: String = wholeSample
) -> MetricRow {
    MetricRow(
        model: model, symbol: symbol, period: period, phase: phase, horizon: horizon, name: name, value: value,
        n: 20)
}

func comparison(
    _ model: String, against baseline: String, loss: String, p: Double?, period: String = wholeSample,
    phase: String = wholeSample
) -> ComparisonRow {
    ComparisonRow(
        model: model, baseline: baseline, loss: loss, period: period, phase: phase, horizon: 1,
        test: "diebold-mariano", meanDifference: -0.1, statistic: p.map { -$0 }, pValue: p, n: 20)
}

extension Store {
    /// A number asked of the file in SQL.
    func count(_ sql: String) throws -> Int {
        try read { try Int.fetchOne($0, sql: sql) ?? -1 }
    }
}
