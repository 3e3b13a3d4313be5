import Evaluation
import Foundation
import Market
import Reporting
import Store
import TestSupport
import Testing

@testable import Pipeline

@Suite("The track record")
struct TrackRecordTests {
    @Test("joins each forecast with its outcome when the bar arrives, once")
    func outcomes() async throws {
        let nights = try NightMarket()
        let sessions = nights.sessions("2021-05-27", "2021-06-02")
        for last in sessions { try await nights.night(last) }
        let store = try nights.market.store()
        for row in try store.foretold() {
            let place = try #require(sessions.firstIndex(of: row.cutoff))
            guard place + 1 < sessions.count else {
                #expect(row.targetDate == nil && row.actual == nil)
                continue
            }
            #expect(row.targetDate == sessions[place + 1])
            let prices = try #require(nights.market.prices.first { $0.symbol == row.symbol })
            let (then, now) = (
                try #require(prices.close(on: row.cutoff)), try #require(prices.close(on: sessions[place + 1]))
            )
            #expect(abs((row.actual ?? 9) - log(now / then)) < 1e-12)
        }
        let scores = try store.sessionScores(
            pipeline: "night", notAfter: sessions[sessions.count - 1], sessions: 250)
        #expect(scores.count == 4 * (sessions.count - 1))
        #expect(scores.allSatisfy { $0.forecasts == 3 })
        let rows = try store.foretold().filter { $0.model == "ewma" && $0.targetDate == sessions[1] }
        let ewma = try #require(scores.first { $0.model == "ewma" && $0.date == sessions[1] })
        #expect(abs(ewma.squaredError - rows.reduce(0) { $0 + pow($1.error ?? 9, 2) }) < 1e-15)
        #expect(ewma.covered90 == rows.count { $0.covered90 == true })
    }

    @Test("is summed over windows and held against the random walk and EWMA")
    func windows() {
        var scores: [SessionScore] = []
        for (model, density) in [("ewma", -2.0), ("random-walk", -1.0), ("rnn", -2.5)] {
            for day in 0..<70 {
                var score = SessionScore(
                    pipeline: "p", model: model, seed: 1, date: SessionDate(dayNumber: 18_000 + Int32(day)))
                (score.forecasts, score.covered90) = (2, model == "rnn" || day % 5 == 0 ? 1 : 2)
                score.below05 = model == "rnn" ? 1 : 0
                (score.negativeLogDensity, score.squaredError, score.squaredZ) = (2 * density, 2 * 0.0004, 2)
                scores.append(score)
            }
        }
        let record = TrackRecord(scores)
        let rnn = record.rows.filter { $0.model == "rnn" }
        #expect(rnn.map(\.window) == [20, 60, 250] && rnn.map(\.sessions) == [20, 60, 70])
        #expect(rnn[0].forecasts == 40 && abs(rnn[0].rootMeanSquaredError - 0.02) < 1e-12)
        #expect(rnn[0].versusRandomWalk == -1.5 && rnn[0].versusEWMA == -0.5)
        #expect(rnn[0].coverage90 == 0.5 && rnn[0].below05 == 0.5 && rnn[0].standardisedError == 1)
        // 60 draws at 90 %: from 47 to 59 are inside the 99 % band, and 50 % is outside.
        #expect(record.alerts.count == 1)
        #expect(
            record.alerts.first
                == "rnn seed 1: the 90 % interval held 50.0 % of the outcomes of the last 60 sessions, outside the 99 % band of "
                + "78.3 % to 98.3 %")
    }
}
