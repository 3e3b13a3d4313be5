import Evaluation
import Market
import Testing

@Suite("What a shock does to a model")
struct ShockDamageTests {
    /// 60 calm sessions before, 5 of the shock, 60 after it.
    private let grid = ScoreGrid(
        symbols: ["X"], sessions: (0..<125).map { SessionDate(dayNumber: 18_000 + Int32($0)) })

    private func period(pre: Bool = true) -> ShockPeriod {
        func dates(_ range: Range<Int>) -> ClosedRange<SessionDate> {
            grid.sessions[range.lowerBound]...grid.sessions[range.upperBound - 1]
        }
        let before = ShockPeriod.Interval(phase: .pre, dates: dates(0..<60), source: "none")
        return ShockPeriod(
            name: "crash",
            intervals: (pre ? [before] : []) + [
                .init(phase: .shock, dates: dates(60..<65), source: "none"),
                .init(phase: .recovery, dates: dates(65..<125), source: "none"),
            ])
    }

    /// A loss of 1 before, `shock` in it, `after` behind it.
    private func sheet(_ model: String, shock: [Double], after: Double) -> ScoreSheet {
        var sheet = ScoreSheet(model: model, grid: grid)
        for (index, session) in grid.sessions.enumerated() {
            let loss = index < 60 ? 1 : index < 65 ? shock[index - 60] : after
            sheet.add(
                scores([.negativeLogDensity: loss, .variance: 4, .squaredOutcome: 9, .below1: index < 63 ? 0 : 1]),
                symbol: "X", target: session)
        }
        return sheet
    }

    @Test("names the worst session and counts the sessions until the 20-session loss is back")
    func response() async throws {
        let result = await evaluate(
            [
                sheet("naive", shock: [1, 3, 9, 3, 1], after: 1),
                sheet("slow", shock: [1, 2, 2, 2, 2], after: 1.5),
            ],
            plan: plan(shockPeriods: [period()]))
        let quick = try #require(result.shockResponses.first { $0.model == "naive" })
        #expect(quick.worstDate == grid.sessions[62] && quick.worstNLL == 9)
        #expect(quick.bandUpper == 1)
        // 20-session means: (17·1 + 3 + 9 + 3)/20 at the highest.
        #expect(quick.peakNLL == 32.0 / 20)
        // The last loss above 1 is the fourth of the shock, session 63; it leaves the window with session 83.
        #expect(quick.sessionsToRecover == 83 - 60)
        #expect(quick.sessionsWatched == 65)
        let slow = try #require(result.shockResponses.first { $0.model == "slow" })
        #expect(slow.sessionsToRecover == nil)
    }

    @Test("is no damage where the loss stays in its band, and unknown where nothing was scored before")
    func noDamage() async throws {
        let calm = await evaluate(
            [sheet("naive", shock: [1, 1, 1, 1, 1], after: 1)], plan: plan(shockPeriods: [period()]))
        #expect(calm.shockResponses.map(\.sessionsToRecover) == [0])
        let unknown = await evaluate(
            [sheet("naive", shock: [1, 3, 9, 3, 1], after: 1)], plan: plan(shockPeriods: [period(pre: false)]))
        #expect(unknown.shockResponses.map(\.bandUpper) == [nil])
        #expect(unknown.shockResponses.map(\.sessionsToRecover) == [nil])
    }

    @Test("is followed session by session, with what was forecast and what came")
    func path() async throws {
        let result = await evaluate(
            [sheet("naive", shock: [1, 3, 9, 3, 1], after: 1)], plan: plan(shockPeriods: [period()]))
        #expect(result.shockPaths.count == 125)
        let row = try #require(result.shockPaths.first { $0.date == grid.sessions[62] })
        #expect(row.phase == "shock" && row.forecastVolatility == 2 && row.realisedVolatility == 3 && row.nll == 9)
        #expect(row.nll20 == (17 + 1 + 3 + 9) / 20.0)
        #expect(result.shockPaths.first?.nll20 == nil)
    }

    @Test("shows in how often one breach follows another")
    func clustering() async throws {
        let result = await evaluate(
            [sheet("naive", shock: [1, 1, 1, 1, 1], after: 1)], plan: plan(shockPeriods: [period()]))
        // In the shock the last two sessions breach: one breach is followed, by another.
        let row = try #require(
            result.row("var_01_breach_after_breach", of: "naive", period: "crash", phase: "shock"))
        #expect(row.value == 1 && row.n == 1)
        // Of 125 sessions 62 breach, and all after each other.
        #expect(try #require(result.row("var_01_kupiec_p", of: "naive", symbol: "X")).value < 1e-6)
        #expect(try #require(result.row("var_01_independence_p", of: "naive", symbol: "X")).value < 1e-6)
        #expect(result.row("var_01_kupiec_rejected", of: "naive")?.value == 1)
        #expect(result.row("var_01_kupiec_rejected", of: "naive")?.n == 1)
    }
}
