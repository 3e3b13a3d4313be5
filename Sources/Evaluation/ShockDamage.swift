internal import Market

/// One model's losses session by session, looked at through shock periods.
struct ShockDamage {
    private let model: String
    private let table: ScoreTable
    private let sessions: [SessionDate]
    /// The mean NLL of each session, and of the sessions up to it.
    private let losses: [Double]
    private let rolling: [Double?]

    init(model: String, table: ScoreTable, sessions: [SessionDate]) {
        self.model = model
        self.table = table
        self.sessions = sessions
        let losses = (0..<table.count).map { table.mean(.negativeLogDensity, $0) }
        self.losses = losses
        let window = ShockResponse.window
        rolling = losses.indices.map { end in
            end + 1 < window ? nil : losses[(end + 1 - window)...end].reduce(0, +) / Double(window)
        }
    }

    private func rows(_ period: ShockPeriod, _ phase: ShockPeriod.Phase) -> [Int] {
        guard let dates = period.intervals.first(where: { $0.phase == phase })?.dates else { return [] }
        return sessions.indices.filter { dates.contains(sessions[$0]) }
    }

    /// The worst session and how long the 20-session loss stayed above its band; nil where no session of the shock was scored.
    func response(to period: ShockPeriod) -> ShockResponse? {
        let shock = rows(period, .shock)
        guard let first = shock.first, let last = shock.last,
            let worst = shock.max(by: { (losses[$0], -$0) < (losses[$1], -$1) }), losses[worst].isFinite
        else { return nil }
        var response = ShockResponse(
            period: period.name, model: model, worstDate: sessions[worst], worstNLL: losses[worst], bandUpper: nil,
            peakNLL: nil, sessionsToRecover: nil, sessionsWatched: sessions.count - first)
        var before = rows(period, .pre).compactMap { rolling[$0] }
        let end = max(last, rows(period, .recovery).last ?? last)
        guard let band = centralInterval(&before, level: 0.95)?.upperBound,
            let peak = (first...end).filter({ rolling[$0] != nil }).max(by: {
                (rolling[$0] ?? 0, -$0) < (rolling[$1] ?? 0, -$1)
            }), let peakNLL = rolling[peak]
        else { return response }
        response.bandUpper = band
        response.peakNLL = peakNLL
        if peakNLL <= band {
            response.sessionsToRecover = 0
        } else {
            response.sessionsToRecover = (peak..<sessions.count).first { (rolling[$0] ?? .infinity) <= band }.map {
                $0 - first
            }
        }
        return response
    }

    /// Each session of a period.
    func path(through period: ShockPeriod) -> [ShockPathRow] {
        ShockPeriod.Phase.allCases.flatMap { phase in
            rows(period, phase).map { row in
                ShockPathRow(
                    period: period.name, phase: phase.rawValue, model: model, date: sessions[row],
                    forecastVolatility: table.mean(.variance, row).squareRoot(),
                    realisedVolatility: table.mean(.squaredOutcome, row).squareRoot(), nll: losses[row],
                    nll20: rolling[row])
            }
        }
    }
}
