import Market

/// Files that do not name their columns: what the values themselves say.
extension FormatDetector {
    /// The columns of rows without a header.
    ///
    /// - Parameter above: The records before the first row; a line of as many fields as the rows is a header in words
    ///   that are not known, and several columns of prices are then not told apart by their usual order.
    func headerless(
        records: [FormatSample.Record], above: [FormatSample.Record], separator: UInt8
    ) -> Candidate? {
        let width = records[0].fields.count
        let hasUnknownNames = above.last.map { width > 1 && ($0.fields.count - width).magnitude <= 1 } ?? false
        let rows = records.filter { $0.fields.count == width }
        guard rows.count * 2 > records.count else { return nil }
        let columns = (0..<width).map { index in rows.map { $0.fields[index] } }
        guard let date = columns.firstIndex(where: { mostly($0, isDate) }) else { return nil }
        var layout = ColumnLayout(fieldCount: width)
        layout.date = date
        layout.ticker = columns[..<date].firstIndex { mostly($0, hasLetter) } ?? -1
        let numbers = (date + 1..<width).filter { index in
            mostly(columns[index], isNumberOrMissing) && columns[index].contains(where: isNumber)
                && !mostly(columns[index], isMidnight)
        }
        var format = FileFormat(name: .series, separator: separator, headerRecords: above.count, layout: layout)
        format.evidence.append("line \(records[0].line) is a row already: there is no header")
        switch numbers.count {
        case 1:
            format.layout.close = numbers[0]
            format.evidence.append("the only column of numbers is the close")
        case 4... where !hasUnknownNames:
            guard var order = priceOrder(rows, Array(numbers.prefix(4))) else { return nil }
            if isClosesFirst(rows, date: date, order.open, order.close) {
                (order.open, order.close) = (order.close, order.open)
                format.evidence.append(
                    "column \(order.open + 1) goes on where column \(order.close + 1) ended the session before: the "
                        + "closes stand first")
            }
            format.layout.open = order.open
            format.layout.high = order.high
            format.layout.low = order.low
            format.layout.close = order.close
            format.evidence.append(
                "column \(order.high + 1) is never below the other prices and column \(order.low + 1) never above")
            if numbers.count > 4, isLikeClose(rows, numbers[4], order.close) {
                format.layout.adjustedClose = numbers[4]
                if numbers.count > 5 { format.layout.volume = numbers[5] }
            } else if numbers.count > 4 {
                format.layout.volume = numbers[4]
            }
            format.name = .named
        default: return nil
        }
        return Candidate(format: format, names: [], rows: rows)
    }

    /// Which of four columns of prices is which: high and low by their sizes, open before close.
    private func priceOrder(
        _ rows: [FormatSample.Record], _ columns: [Int]
    ) -> (open: Int, high: Int, low: Int, close: Int)? {
        var above = [Int](repeating: 0, count: 4)
        var below = [Int](repeating: 0, count: 4)
        var (count, wide) = (0, 0)
        for row in rows {
            let values = columns.map { decimal(row.fields[$0]) }
            guard let highest = values.compactMap({ $0 }).max(), let lowest = values.compactMap({ $0 }).min(),
                !values.contains(nil)
            else { continue }
            count += 1
            // What differs threefold within most sessions is not four prices: a volume is among the columns.
            if highest > 3 * lowest { wide += 1 }
            for (index, value) in values.enumerated() {
                if value == highest { above[index] += 1 }
                if value == lowest { below[index] += 1 }
            }
        }
        guard count > 0, wide * 2 < count else { return nil }
        // A few broken rows must not hide what all others say.
        let highest = (0..<4).filter { above[$0] * 20 >= count * 19 }
        let lowest = (0..<4).filter { below[$0] * 20 >= count * 19 }
        // Open, high, low, close is the usual order, where the values leave a choice.
        for high in [1, 2, 3, 0] where highest.contains(high) {
            for low in [2, 3, 1, 0] where low != high && lowest.contains(low) {
                let rest = (0..<4).filter { $0 != high && $0 != low }
                return (columns[rest[0]], columns[high], columns[low], columns[rest[1]])
            }
        }
        return nil
    }

    /// Whether the columns taken for open and close are the other way round.
    ///
    /// A session opens near where the one before closed; the other way round it would open where this one closes,
    /// two sessions away. A factor leaves room for chance, and few rows prove nothing.
    private func isClosesFirst(_ rows: [FormatSample.Record], date: Int, _ open: Int, _ close: Int) -> Bool {
        func day(_ row: FormatSample.Record) -> SessionDate? {
            let field = row.fields[date]
            return if case .date(let day) = DateField(field.span) { day } else { nil }
        }
        guard rows.count >= 20, let first = day(rows[0]), let last = day(rows[rows.count - 1]) else { return false }
        let ordered = first <= last ? rows : rows.reversed()
        var (usual, other) = (0.0, 0.0)
        for (before, after) in zip(ordered, ordered.dropFirst()) {
            guard let open0 = decimal(before.fields[open]), let close0 = decimal(before.fields[close]),
                let open1 = decimal(after.fields[open]), let close1 = decimal(after.fields[close]), open0 > 0,
                close0 > 0
            else { continue }
            usual += min(1, (open1 / close0 - 1).magnitude)
            other += min(1, (close1 / open0 - 1).magnitude)
        }
        return other < 0.6 * usual
    }

    func mostly(_ fields: [[UInt8]], _ test: ([UInt8]) -> Bool) -> Bool {
        fields.filter(test).count * 10 >= fields.count * 8
    }

    private func hasLetter(_ field: [UInt8]) -> Bool { field.contains { $0 >= 0x41 } }

    /// A time of day in a column of its own: 000000, 00:00.
    private func isMidnight(_ field: [UInt8]) -> Bool {
        field.count >= 4 && field.allSatisfy { $0 == 0x30 || $0 == 0x3A }
    }

    /// Whether a column is the close corrected for splits and dividends.
    ///
    /// It lies below the close, at a share of it that changes at few of the sessions; a volume may be as large as a
    /// price, but does not move with it.
    private func isLikeClose(_ rows: [FormatSample.Record], _ column: Int, _ close: Int) -> Bool {
        var shares: [Double] = []
        for row in rows {
            guard let value = decimal(row.fields[column]), let price = decimal(row.fields[close]) else { continue }
            guard value > 0, value <= price * 1.05, value >= price / 1000 else { return false }
            shares.append(value / price)
        }
        let steady = zip(shares, shares.dropFirst()).count { ($0 / $1 - 1).magnitude < 0.02 }
        return shares.count > 1 && steady * 10 >= (shares.count - 1) * 8
    }

    /// A number with either decimal mark, for comparing columns.
    private func decimal(_ field: [UInt8]) -> Double? {
        let isComma = field.contains(0x2C) && !field.contains(0x2E)
        let plain = field.map { isComma && $0 == 0x2C ? 0x2E : $0 }
        let number = NumberField(plain.span)
        return if case .value(let value) = number { value } else { nil }
    }
}
