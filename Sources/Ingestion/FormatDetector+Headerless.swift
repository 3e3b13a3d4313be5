/// Files that do not name their columns: what the values themselves say.
extension FormatDetector {
    /// The columns of rows without a header.
    func headerless(records: [FormatSample.Record], preamble: Int, separator: UInt8) -> Candidate? {
        let width = records[0].fields.count
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
        var format = FileFormat(name: .series, separator: separator, headerRecords: preamble, layout: layout)
        format.evidence.append("line \(records[0].line) is a row already: there is no header")
        switch numbers.count {
        case 1:
            format.layout.close = numbers[0]
            format.evidence.append("the only column of numbers is the close")
        case 4...:
            guard let order = priceOrder(rows, Array(numbers.prefix(4))) else { return nil }
            format.layout.open = order.open
            format.layout.high = order.high
            format.layout.low = order.low
            format.layout.close = order.close
            format.evidence.append(
                "column \(order.high + 1) is never below the other prices and column \(order.low + 1) never above")
            if numbers.count == 6, isLikeClose(rows, numbers[4], order.close) {
                format.layout.adjustedClose = numbers[4]
                format.layout.volume = numbers[5]
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
        var count = 0
        for row in rows {
            let values = columns.map { decimal(row.fields[$0]) }
            guard let highest = values.compactMap({ $0 }).max(), let lowest = values.compactMap({ $0 }).min(),
                !values.contains(nil)
            else { continue }
            count += 1
            for (index, value) in values.enumerated() {
                if value == highest { above[index] += 1 }
                if value == lowest { below[index] += 1 }
            }
        }
        guard count > 0 else { return nil }
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

    private func mostly(_ fields: [[UInt8]], _ test: ([UInt8]) -> Bool) -> Bool {
        fields.filter(test).count * 10 >= fields.count * 8
    }

    private func hasLetter(_ field: [UInt8]) -> Bool { field.contains { $0 >= 0x41 } }

    /// A time of day in a column of its own: 000000, 00:00.
    private func isMidnight(_ field: [UInt8]) -> Bool {
        field.count >= 4 && field.allSatisfy { $0 == 0x30 || $0 == 0x3A }
    }

    private func isLikeClose(_ rows: [FormatSample.Record], _ column: Int, _ close: Int) -> Bool {
        rows.allSatisfy { row in
            guard let value = decimal(row.fields[column]), let price = decimal(row.fields[close]) else {
                return true
            }
            return value > 0 && value <= price * 1.05 && value >= price / 1000
        }
    }

    /// A number with either decimal mark, for comparing columns.
    private func decimal(_ field: [UInt8]) -> Double? {
        let isComma = field.contains(0x2C) && !field.contains(0x2E)
        let plain = field.map { isComma && $0 == 0x2C ? 0x2E : $0 }
        let number = NumberField(plain.span)
        return if case .value(let value) = number { value } else { nil }
    }
}
