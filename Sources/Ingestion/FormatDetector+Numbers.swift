/// What the fields say about the mark before fractions.
extension FormatDetector {
    /// Which mark stands before the fraction.
    ///
    /// The prices tell it wherever one of them can be read in one way only. 118.213 can be read in two; then the
    /// volumes and percentages of the same file tell it. Where nothing does, a point is a point, unless the header is
    /// in a language that writes commas: such a file is refused, as every price of it could be a thousandfold wrong.
    func readDecimalMark(_ candidate: inout Candidate) throws(IngestionError) {
        let layout = candidate.format.layout
        let prices =
            candidate.format.wideColumns.isEmpty
            ? [layout.open, layout.high, layout.low, layout.close, layout.adjustedClose].filter { $0 >= 0 }
            : candidate.format.wideColumns.map(\.index)
        let (comma, point) = marks(candidate.rows, columns: prices)
        if let mark = options.mapping?.decimalMark ?? options.decimalMark {
            candidate.format.decimalMark = mark
            if let against = mark == .comma ? point : comma, (mark == .comma ? comma : point) == nil {
                throw refusal(
                    .unknownFormat,
                    "a decimal \(mark.rawValue) was asked for, but “\(repairedText(against))” cannot be read with one"
                )
            }
            return
        }
        if let comma {
            guard point == nil else { return }
            candidate.format.decimalMark = .comma
            candidate.format.evidence.append("“\(repairedText(comma))” can only be read with a decimal comma")
            return
        }
        guard point == nil,
            let doubtful = candidate.rows.lazy.flatMap({ row in
                prices.map { $0 < row.fields.count ? row.fields[$0] : [] }
            })
            .first(where: { $0.contains(0x2C) || $0.contains(0x2E) })
        else { return }
        let width = candidate.rows.map(\.fields.count).max() ?? 0
        let others = (0..<width).filter { $0 != layout.date && $0 != layout.ticker && !prices.contains($0) }
        let (otherComma, otherPoint) = marks(candidate.rows, columns: others)
        if let otherComma, otherPoint == nil {
            candidate.format.decimalMark = .comma
            candidate.format.evidence.append(
                "“\(repairedText(doubtful))” is read as “\(repairedText(otherComma))” beside it can only be: with a "
                    + "decimal comma")
        } else if otherPoint == nil, candidate.names.contains(where: FormatDetector.commaWords.contains) {
            let text = repairedText(doubtful)
            let digits = text.filter { $0 != "," && $0 != "." }
            throw refusal(
                .unknownFormat,
                "every price in it is written like “\(text)”, which is \(text.replacing(",", with: ".")) with a decimal "
                    + "mark and \(digits) with a mark between thousands; say which with --decimal comma or --decimal "
                    + "point")
        }
    }

    /// Words in the headers of those who write a decimal comma.
    static let commaWords: Set<String> = [
        "último", "ultimo", "abertura", "apertura", "eröffn", "eröffnung", "erster", "zuletzt", "ouv", "ouverture",
        "máxima", "máximo", "fechamento", "cierre", "chiusura", "schlusskurs", "dernier", "clôture", "şimdi",
    ]

    /// The first field of some columns that can only be read with a comma, and the first with a point.
    private func marks(
        _ rows: [FormatSample.Record], columns: [Int]
    ) -> (comma: [UInt8]?, point: [UInt8]?) {
        var (comma, point): ([UInt8]?, [UInt8]?)
        for row in rows {
            for index in columns where index < row.fields.count {
                switch decimalMark(row.fields[index]) {
                case .comma: comma = comma ?? row.fields[index]
                case .point: point = point ?? row.fields[index]
                case nil: continue
                }
            }
        }
        return (comma, point)
    }

    /// The mark that a number can only be read with; nil where both will do, and where it is no number.
    private func decimalMark(_ field: [UInt8]) -> DecimalMark? {
        // Blanks, a dollar, signs, and the apostrophes of Switzerland say nothing.
        var text = field.filter { ![0x20, 0x24, 0x2B, 0x2D, 0x27].contains($0) }
        // A share in percent, a volume in thousands or millions.
        if let last = text.last, last == 0x25 || [0x6B, 0x6D, 0x62].contains(last | 0x20) { text.removeLast() }
        guard text.allSatisfy({ $0 &- 0x30 < 10 || $0 == 0x2C || $0 == 0x2E }),
            text.contains(where: { $0 &- 0x30 < 10 })
        else { return nil }
        let commas = text.indices.filter { text[$0] == 0x2C }
        let points = text.indices.filter { text[$0] == 0x2E }
        switch (commas.last, points.last) {
        case (nil, nil): return nil
        case (.some(let comma), .some(let point)): return comma > point ? .comma : .point
        case (.some(let comma), nil): return commas.count > 1 ? .point : isFraction(text, comma) ? .comma : nil
        case (nil, .some(let point)): return points.count > 1 ? .comma : isFraction(text, point) ? .point : nil
        }
    }

    /// Whether what stands behind a mark is no group of three digits behind at most three others.
    private func isFraction(_ text: [UInt8], _ mark: Int) -> Bool {
        text.count - mark - 1 != 3 || !(1...3).contains(mark) || text[..<mark] == [0x30]
    }
}
