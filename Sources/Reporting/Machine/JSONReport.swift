import Evaluation
import Market

/// Renders everything a report knows as one JSON object, for programs; `docs/report.schema.json` describes it.
///
/// Numbers are the stored ones to the last bit. What is not defined is null, never left out, so that every object of a
/// list has the same members. Forecasts, of which there may be millions, are in the CSV form.
public func renderJSON(_ content: ReportContent, evidence: Evidence) -> String {
    var json = JSONText(indented: true)
    json.object { json in
        json.member("format") { $0.string("hindcast report 1") }
        json.member("run") { json in
            json.object { json in
                json.members(content.run, runColumns)
                json.member("seeds") { $0.list(content.run.seeds, isLine: true) { $0.number($1) } }
            }
        }
        json.member("headline") { json in
            var judged = content
            judged.leaderboard.removeAll { $0.horizon != content.run.horizon }
            json.list(headline(judged, metrics: MetricIndex(judged))) { $0.string($1) }
        }
        json.table("leaderboard", content.leaderboard, leaderboardColumns)
        json.table("width_sweep", content.widthSweep, widthSweepColumns)
        json.table("shock_table", content.shockTable, shockTableColumns)
        json.member("shock_periods") { json in
            json.list(content.shockPeriods) { json, period in
                json.object { json in
                    json.member("name") { $0.string(period.name) }
                    json.member("intervals") { json in
                        json.list(period.intervals, isLine: true) { json, interval in
                            json.object { json in
                                json.member("phase") { $0.string(interval.phase.rawValue) }
                                json.member("first_date") { $0.date(interval.dates.lowerBound) }
                                json.member("last_date") { $0.date(interval.dates.upperBound) }
                                json.member("source") { $0.string(interval.source) }
                            }
                        }
                    }
                }
            }
        }
        json.table("metrics", content.metrics, metricColumns)
        json.table("comparisons", content.comparisons + content.otherTests, comparisonColumns)
        json.table("data_health", content.dataHealth, dataHealthColumns(usableFrom: content.usableFrom))
        json.table("rejected_rows", content.rejections.counts, rejectionColumns)
        json.table("training", TrainingRow.rows(of: evidence.fits), trainingColumns)
        json.member("sessions") { write(evidence, into: &$0) }
        json.member("influence") { json in
            json.list(evidence.influences) { json, profile in
                json.object(isLine: true) { json in
                    json.member("model") { $0.string(profile.model) }
                    json.member("response") { $0.string(profile.response) }
                    json.member("width") { $0.number(profile.width) }
                    json.member("lag") { $0.list(profile.lags) { $0.number($1) } }
                    json.member("influence") { $0.list(profile.values) { $0.number($1) } }
                }
            }
        }
    }
    return json.text + "\n"
}

/// The losses and returns a session, column by column: what the pictures of a whole run are drawn from.
private func write(_ evidence: Evidence, into json: inout JSONText) {
    json.object { json in
        json.member("date") { $0.list(evidence.sessions, isLine: true) { $0.date($1) } }
        json.member("hold_return") { $0.list(evidence.holdReturn, isLine: true) { $0.number($1) } }
        json.member("models") { json in
            json.list(evidence.tracks) { json, track in
                json.object { json in
                    json.member("model") { $0.string(track.model) }
                    json.member("nll") { $0.list(track.nll, isLine: true) { $0.number($1) } }
                    json.member("squared_error") { $0.list(track.squaredError, isLine: true) { $0.number($1) } }
                    json.member("strategy_return") { $0.list(track.strategyReturn, isLine: true) { $0.number($1) } }
                    json.member("pit_counts") { $0.list(track.transform, isLine: true) { $0.number($1) } }
                }
            }
        }
    }
}

extension JSONText {
    /// Writes a member that is a list of rows, each an object on a line of its own.
    fileprivate mutating func table<Row>(_ name: String, _ rows: [Row], _ columns: [Column<Row>]) {
        member(name) { $0.list(rows) { json, row in json.object(isLine: true) { $0.members(row, columns) } } }
    }

    /// Writes a member a column.
    fileprivate mutating func members<Row>(_ row: Row, _ columns: [Column<Row>]) {
        for column in columns { member(column.name) { $0.cell(column.cell(row)) } }
    }

    private mutating func cell(_ cell: Cell) {
        switch cell {
        case .text(let text): string(text)
        case .count(let count): number(count)
        case .number(let value): number(value)
        case .flag(let flag): bool(flag)
        case .date(let day): date(day)
        }
    }

    /// Writes a date as ISO text; nil as null.
    fileprivate mutating func date(_ date: SessionDate?) { string(date?.description) }
}
