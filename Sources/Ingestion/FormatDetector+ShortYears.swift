/// Where the year stands in dates such as 03/23/20.
extension FormatDetector {
    /// Reads three parts of two digits with the year last, or says why not.
    ///
    /// 20/03/12 is a day of 2012, of 2020 or of 1931 in Taiwan. The year is the part that stays for hundreds of rows
    /// while another changes from row to row, or one that is above 31; it is only ever taken where it stands last,
    /// as it does in all exports with such years that are known. Which part is the day is then found as ever.
    func readShortYears(_ dates: [[UInt8]], _ format: inout FileFormat) throws(IngestionError) {
        var parts: [(first: Int, second: Int, third: Int)] = []
        for field in dates {
            if case .shortYear(let first, let second, let third) = DateField(field.span) {
                parts.append((first, second, third))
            }
        }
        guard parts.count * 2 > dates.count, format.dates.form == .written else { return }
        let pairs = zip(parts, parts.dropFirst())
        let steps = parts.count - 1
        let firstSteps = pairs.count { $0.first != $1.first }
        let secondSteps = pairs.count { $0.second != $1.second }
        let thirdSteps = pairs.count { $0.third != $1.third }
        let staysLast = steps >= 4 && thirdSteps * 4 < steps && max(firstSteps, secondSteps) * 2 > steps
        let staysFirst = steps >= 4 && firstSteps * 4 < steps && thirdSteps * 2 > steps
        let isLast = staysLast || parts.contains { $0.third > 31 }
        let isFirst = staysFirst || parts.contains { $0.first > 31 }
        if options.dateOrder == nil {
            guard isLast, !isFirst else {
                let text = dates.first { if case .shortYear = DateField($0.span) { true } else { false } } ?? []
                throw refusal(
                    .ambiguousDate,
                    "its years have two digits, as in “\(repairedText(text))”, and "
                        + (isFirst ? "may stand first" : "nothing tells them from days and months")
                        + "; say with --date-order dmy or --date-order mdy that they stand last, or map the columns "
                        + "with ingest: columns: and date: in a pipeline file")
            }
            format.evidence.append(
                staysLast
                    ? "the last part of the dates stays while another changes from row to row: it is the year"
                    : "the last part of a date is above 31: it is the year")
        }
        format.dates.form = .shortYear
        format.evidence.append("years of two digits: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068")
    }
}
