import Market

/// What the values of known columns say about dates, fractions and scale, and whose layout it all is.
extension FormatDetector {
    /// What a vendor always does.
    func presume(_ format: inout FileFormat) {
        format.dateOrder = options.dateOrder
        if let order = options.dateOrder {
            format.evidence.append("--date-order says \(order.rawValue)")
        } else if options.format == .nasdaq || options.format == .manila {
            format.dateOrder = .monthFirst
        }
    }

    /// How the date column is written.
    func readDates(_ candidate: inout Candidate) throws(IngestionError) {
        if let mapping = options.mapping {
            candidate.format.dates.secondsAheadOfUTC = 60 * mapping.minutesAheadOfUTC
            if let pattern = mapping.date {
                candidate.format.dates.form = .pattern(pattern)
                return
            }
        }
        func values(_ index: Int) -> [[UInt8]] {
            candidate.rows.compactMap { index < $0.fields.count ? trimmed($0.fields[index]) : nil }
        }
        var dates = values(candidate.format.layout.date)
        // Two columns may tell the date, and the first be no date: the one that is a date counts.
        if !dates.isEmpty, dates.filter(isDate).count * 2 < dates.count, stampUnits(dates) == nil,
            let other = candidate.names.indices.first(where: { index in
                ColumnNames.column(candidate.names[index]) == .date
                    || ColumnNames.possibleColumn(candidate.names[index]) == .date
                        && values(index).filter(isDate).count * 2 > dates.count
            }), other != candidate.format.layout.date
        {
            candidate.format.layout.date = other
            dates = values(other)
        }
        let dateIndex = candidate.format.layout.date
        let isNamedStamp = dateIndex < candidate.names.count && candidate.names[dateIndex].hasPrefix("unix")
        // Eight digits may be a date or a second of 1972: the name tells.
        if let units = stampUnits(dates) ?? (isNamedStamp ? 1 : nil) {
            candidate.format.dates.form = .stamp(unitsPerSecond: units)
            candidate.format.evidence.append(
                "the dates are counts of \(units == 1 ? "seconds" : units == 1000 ? "milliseconds" : "microseconds")"
                    + " since 1970, read in UTC")
        }
        // 98/03/23 has the same shape: only a third digit, or the words of the exchange, tell the years apart.
        let isTaipei = candidate.names.contains {
            ["收盤價", "開盤價", "成交股數", "收盤", "開盤", "收盤指數", "開盤指數"].contains($0)
        }
        let republican = dates.count {
            if case .republicYear(let year, _, _) = DateField($0.span) { year >= 100 || isTaipei } else { false }
        }
        // A year with a digit too few is a typing error among others.
        if republican * 2 > dates.count {
            candidate.format.dates.form = .republic
            candidate.format.evidence.append("years are counted from 1912, as Taiwan does")
        }
        try readShortYears(dates, &candidate.format)
        try shiftUTCMidnights(dates, &candidate.format)
        try refuseIntraday(candidate)
    }

    private func stampUnits(_ dates: [[UInt8]]) -> Int? {
        func share(_ digits: ClosedRange<Int>) -> Bool {
            !dates.isEmpty
                && dates.filter { field in
                    let whole = field.prefix { $0 != 0x2E }
                    return digits.contains(whole.count) && whole.allSatisfy { $0 &- 0x30 < 10 }
                }.count * 10 >= dates.count * 8
        }
        if share(9...10) { return 1 }
        if share(12...13) { return 1000 }
        if share(15...16) { return 1_000_000 }
        return nil
    }

    /// LEAN writes whole ten-thousandths of a dollar behind dates such as 20200323 00:00.
    func readScale(_ candidate: inout Candidate) throws(IngestionError) {
        let layout = candidate.format.layout
        func isLean(_ row: FormatSample.Record) -> Bool {
            guard row.fields.count == layout.fieldCount, row.fields[layout.date].count == 14 else { return false }
            return row.fields[layout.date][8] == 0x20
                && [layout.open, layout.high, layout.low, layout.close].allSatisfy { index in
                    index >= 0 && row.fields[index].allSatisfy { $0 &- 0x30 < 10 }
                }
        }
        let looksLean =
            candidate.names.isEmpty && options.mapping == nil && !candidate.rows.isEmpty
            && candidate.rows.allSatisfy(isLean)
        if options.format == .lean, !looksLean {
            throw refusal(
                .unknownFormat,
                "--format lean was given, but its rows are not LEAN's: a date such as 20200323 00:00, then whole "
                    + "ten-thousandths of a dollar; leave --format out, and --explain shows what is found")
        }
        // Whatever layout was asked for: read otherwise, its prices would be ten thousand times too high.
        guard looksLean else { return }
        candidate.format.name = .lean
        candidate.format.priceScale = 0.0001
        candidate.format.evidence.append(
            "dates are yyyyMMdd HH:mm and prices whole numbers: LEAN's ten-thousandths of a dollar")
    }

    /// The vendor whose layout it is; a name for people, on which nothing rests.
    func vendor(of candidate: Candidate) -> FormatName {
        let names = candidate.names
        let set = Set(names)
        let format = candidate.format
        func has(_ words: String...) -> Bool { words.allSatisfy(set.contains) }
        if options.mapping != nil { return .mapped }
        if !format.wideColumns.isEmpty { return format.wideColumns[0].symbol.hasPrefix("EUR") ? .ecb : .wide }
        if names.isEmpty {
            if format.layout.ticker >= 0 { return .manila }
            return format.layout.open < 0 ? .series : .named
        }
        if has("per", "date") || has("otwarcie") || has("zamkniecie") || has("zamknięcie") {
            return has("per") ? .stooqBulk : .stooq
        }
        if set.contains(where: { $0.hasPrefix("unix") }) || format.headerRecords > 1 && set.contains("symbol") {
            return .cryptoDataDownload
        }
        if has("close/last") { return .nasdaq }
        if has("timestamp", "close") { return .alphaVantage }
        if has("tscode") { return .shanghai }
        if has("tradedate") || has("begin", "end") || has("secid") { return .moex }
        if set.contains(where: { ["收盤價", "收盤", "證券代號", "開盤價"].contains($0) }) { return .taipei }
        if set.contains(where: { ["終値", "始値", "高値"].contains($0) }) { return .tokyo }
        if set.contains(where: { ["종가", "시가"].contains($0) }) { return .seoul }
        if names.contains("交易量") || has("vol", "change%") || names.contains(where: { $0.hasPrefix("var") }) {
            return .investing
        }
        if set.contains(where: { ["开盘", "收盘价"].contains($0) }) { return .shanghai }
        if set.contains(where: {
            ["prevclose", "ltp", "noofshares", "totaltradedquantity", "sharestraded"].contains($0)
        }) {
            return .mumbai
        }
        if format.layout.open < 0, candidate.format.layout.fieldCount == 2, !has("close") {
            return has("observationdate")
                || candidate.rows.contains { $0.fields.count == 2 && $0.fields[1] == [0x2E] }
                ? .fred : .series
        }
        if has("adjclose") { return .yahoo }
        let stamped = candidate.rows.first.map { row in
            format.layout.date < row.fields.count
                && row.fields[format.layout.date].suffix(6) == Array("+09:00".utf8)[...]
        }
        if stamped == true { return .seoul }
        let isOpenFirst = format.layout.open >= 0 && format.layout.close == format.layout.open + 1
        if isOpenFirst, format.layout.high == format.layout.close + 1 { return .shanghai }
        return .named
    }
}

private func trimmed(_ field: [UInt8]) -> [UInt8] {
    let start = field.firstIndex { !isBlank($0) } ?? field.endIndex
    let end = field.lastIndex { !isBlank($0) } ?? start
    return start < field.endIndex ? Array(field[start...end]) : []
}
