import Market

/// What times of day behind the dates say: whose midnight it is, and whether rows are sessions at all.
extension FormatDetector {
    /// Midnight in Seoul is 15:00 of the day before in UTC: such dates run from Sunday to Thursday.
    ///
    /// A close in New York is 20:00 of the same day in UTC, and the weekdays tell the two apart. Where they do not,
    /// because the file holds a few sessions only, it is refused: each of its dates could be a day wrong.
    func shiftUTCMidnights(_ dates: [[UInt8]], _ format: inout FileFormat) throws(IngestionError) {
        guard options.mapping == nil, !dates.isEmpty else { return }
        var weekdays = [Int](repeating: 0, count: 7)
        var (moments, onTheHalfHour, late) = (0, 0, 0)
        for field in dates {
            guard let moment = utcMoment(field, format) else { continue }
            moments += 1
            // 1970-01-01 was a Thursday; 0 is Monday.
            weekdays[Int(((moment.date.dayNumber + 3) % 7 + 7) % 7)] += 1
            if moment.second % 1800 == 0, moment.second >= 10 * 3600 { onTheHalfHour += 1 }
            if moment.second >= 15 * 3600 { late += 1 }
        }
        guard moments * 10 >= dates.count * 8, onTheHalfHour * 10 >= moments * 8 else { return }
        let hasEvenings = weekdays[6] > 0 && weekdays[4] == 0
        if !hasEvenings {
            guard late * 10 >= moments * 8, weekdays[4...6].allSatisfy({ $0 == 0 }) else { return }
            throw refusal(
                .ambiguousDate,
                "its times are UTC and late in the day, the close of that date or midnight at the start of the next, "
                    + "and no Friday or Sunday among them decides; export more sessions, or map the columns with "
                    + "ingest: columns: and time_zone:")
        }
        if case .stamp = format.dates.form {
            format.dates.secondsAheadOfUTC = 14 * 3600
        } else {
            format.dates.daysAdded = 1
        }
        format.evidence.append(
            "in UTC the dates run from Sunday to Thursday: they are midnights of a zone ahead of UTC, and belong to the "
                + "next day")
    }

    /// The date and second of the day in UTC, where a field says them.
    private func utcMoment(_ field: [UInt8], _ format: FileFormat) -> (date: SessionDate, second: Int)? {
        if case .stamp(let units) = format.dates.form {
            guard
                let date = SessionDate(stamp: field.span, unitsPerSecond: units, secondsAheadOfUTC: 0),
                let value = Int(String(decoding: field.prefix { $0 != 0x2E }, as: UTF8.self))
            else { return nil }
            let second = Int(date.dayNumber) * 86_400
            return (date, value / units - second)
        }
        let text = String(decoding: field, as: UTF8.self)
        guard text.hasSuffix("Z") || text.hasSuffix("+00:00") || text.hasSuffix("+0000") || text.hasSuffix("UTC"),
            case .date(let date) = DateField(field.span),
            let mark = field.firstIndex(where: { $0 == 0x54 || $0 == 0x20 }), mark + 5 < field.count
        else { return nil }
        let digits = [1, 2, 4, 5].map { Int(field[mark + $0]) - 0x30 }
        guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
        return (date, (digits[0] * 10 + digits[1]) * 3600 + (digits[2] * 10 + digits[3]) * 60)
    }

    /// Several rows of one date and one series, told apart by a time of day, are no sessions.
    func refuseIntraday(_ candidate: Candidate) throws(IngestionError) {
        let layout = candidate.format.layout
        let time = candidate.names.firstIndex { $0 == "time" && layout.date >= 0 } ?? -1
        let rows = candidate.rows.filter { $0.fields.count == layout.fieldCount }
        guard candidate.format.wideColumns.isEmpty, rows.count >= 4 else { return }
        func day(_ row: FormatSample.Record) -> DateField {
            let field = row.fields[layout.date]
            if case .stamp(let units) = candidate.format.dates.form {
                return SessionDate(stamp: field.span, unitsPerSecond: units, secondsAheadOfUTC: 0).map { .date($0) }
                    ?? .malformed
            }
            return DateField(field.span)
        }
        func isMoment(_ one: FormatSample.Record, besides other: FormatSample.Record) -> Bool {
            guard layout.ticker < 0 || one.fields[layout.ticker] == other.fields[layout.ticker] else {
                return false
            }
            let isOther =
                one.fields[layout.date] != other.fields[layout.date]
                || time >= 0 && time != layout.date && one.fields[time] != other.fields[time]
            return isOther && day(one) != .malformed && day(one) == day(other)
        }
        let repeats = zip(rows, rows.dropFirst()).count { isMoment($0, besides: $1) }
        guard repeats * 4 > rows.count else { return }
        throw refusal(
            .intraday, "several rows have the same date and different times of day; export one row a session")
    }
}
