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
        json.member("run") { write(content.run, into: &$0) }
        json.member("leaderboard") { $0.list(content.leaderboard) { write($1, into: &$0) } }
        json.member("width_sweep") { $0.list(content.widthSweep) { write($1, into: &$0) } }
        json.member("shock_table") { $0.list(content.shockTable) { write($1, into: &$0) } }
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
        json.member("metrics") { $0.list(content.metrics) { write($1, into: &$0) } }
        json.member("comparisons") { $0.list(content.comparisons + content.otherTests) { write($1, into: &$0) } }
        json.member("data_health") {
            $0.list(content.dataHealth) { write($1, content.usableFrom[$1.symbol], into: &$0) }
        }
        json.member("rejected_rows") { json in
            json.list(content.rejections.counts) { json, count in
                json.object(isLine: true) { json in
                    json.member("file") { $0.string(count.file) }
                    json.member("reason") { $0.string(count.reason) }
                    json.member("rows") { $0.number(count.rows) }
                }
            }
        }
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
    /// Writes a date as ISO text; nil as null.
    mutating func date(_ date: SessionDate?) { string(date?.description) }
}
