internal import Ingestion
internal import Market
internal import Store

/// Reads the sections `ingest` and `check`.
enum IngestDecoding {
    static func settings(
        ingest: DocumentValue?, check: DocumentValue?
    ) throws(PipelineFileError) -> IngestSettings {
        var settings = IngestSettings()
        if let ingest { try read(ingest, into: &settings) }
        if let check {
            let section = try DocumentSection(check, keys: HealthThreshold.findings, owner: "check")
            for finding in HealthThreshold.findings {
                guard let value = section[finding] else { continue }
                let limits = try DocumentSection(value, keys: ["warn", "refuse"], owner: "check.\(finding)")
                func limit(_ key: String) throws(PipelineFileError) -> Double? {
                    try limits[key]?.number(in: 0...1e9, expected: "a number from 0 on")
                }
                settings.thresholds.append(
                    HealthThreshold(finding: finding, warn: try limit("warn"), refuse: try limit("refuse")))
            }
        }
        return settings
    }

    private static func read(
        _ value: DocumentValue, into settings: inout IngestSettings
    ) throws(PipelineFileError) {
        let section = try DocumentSection(
            value,
            keys: [
                "format", "date_order", "columns", "date", "separator", "decimal", "scale", "time_zone", "header",
                "splits", "non_positive",
            ], owner: "ingest")
        if let format = section["format"] {
            let word = try format.word(of: FormatName.allCases.map(\.rawValue))
            settings.reading.format = FormatName(rawValue: word)
        }
        if let order = section["date_order"] {
            settings.reading.dateOrder = try order.word(of: ["dmy", "mdy"]) == "dmy" ? .dayFirst : .monthFirst
        }
        if let columns = section["columns"] { settings.reading.mapping = try mapping(columns, section) }
        if let decimal = section["decimal"], settings.reading.mapping == nil {
            settings.reading.decimalMark = DecimalMark(rawValue: try decimal.word(of: ["point", "comma"]))
        }
        if let symbols = section["non_positive"] {
            let expected = "a list of symbols such as [WTI]"
            for symbol in try symbols.entries(expected: expected) {
                settings.reading.nonPositiveSymbols.insert(try symbol.text(expected: expected))
            }
        }
        for key in ["date", "separator", "scale", "time_zone", "header"] {
            guard let value = section[key], section["columns"] == nil else { continue }
            throw value.refused("belongs to ingest.columns, which is missing; say which column holds what")
        }
        guard let splits = section["splits"] else { return }
        for entry in try splits.entries(expected: "a list of {symbol: USO, date: 2020-04-29, ratio: 1:8}") {
            let split = try DocumentSection(entry, keys: ["symbol", "date", "ratio"], owner: "ingest.splits")
            let symbol = try split.required("symbol", expected: "a symbol").text(expected: "a symbol")
            let date = try split.required("date", expected: "the first session at the new level").date()
            let ratio = try split.required("ratio", expected: "new:old shares such as 2:1")
            let parts = try ratio.text(expected: "new:old shares such as 2:1").split(separator: ":").map {
                Double($0)
            }
            guard parts.count == 2, let new = parts[0], let old = parts[1], new > 0, old > 0, new.isFinite,
                old.isFinite
            else { throw ratio.refused(expected: "new:old shares such as 2:1") }
            settings.splits[symbol, default: []].append(SuspectedSplit(date: date, ratio: new / old))
        }
    }

    private static func mapping(
        _ value: DocumentValue, _ section: DocumentSection
    ) throws(PipelineFileError) -> ColumnMapping {
        let names = PriceColumn.allCases.map(\.rawValue)
        let columns = try DocumentSection(value, keys: names, owner: "ingest.columns")
        var mapping = ColumnMapping(columns: [:])
        let expected = "the number of a column from 1, or its name in the header"
        for column in PriceColumn.allCases {
            guard let place = columns[column.rawValue] else { continue }
            let text = try place.text(expected: expected)
            if let number = Int(text) {
                guard (1...1000).contains(number) else { throw place.refused(expected: expected) }
                mapping.columns[column] = .number(number)
            } else {
                mapping.columns[column] = .named(text)
            }
        }
        _ = try columns.required("date", expected: expected)
        _ = try columns.required("close", expected: expected)
        if let date = section["date"] {
            let expected = "a pattern such as dd/MM/yyyy, or unix, or unix-ms"
            guard let pattern = DatePattern(try date.text(expected: expected)) else {
                throw date.refused(expected: expected)
            }
            mapping.date = pattern
        }
        if let separator = section["separator"] {
            let words = ["comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "blank": " "]
            let expected = "one character, or comma, semicolon, tab, pipe, blank"
            let text = try separator.text(expected: expected)
            let character = Array((words[text] ?? text).utf8)
            guard character.count == 1, character[0] != 0x22, character[0] < 0x80 else {
                throw separator.refused(expected: expected)
            }
            mapping.separator = character[0]
        }
        if let decimal = section["decimal"] {
            mapping.decimalMark = DecimalMark(rawValue: try decimal.word(of: ["point", "comma"]))
        }
        if let scale = section["scale"] {
            mapping.scale = try scale.number(in: 1e-9...1e9, expected: "a number above zero such as 0.01")
        }
        if let zone = section["time_zone"] {
            let expected = "hours and minutes ahead of UTC such as +09:00 or -05:00"
            let text = Array(try zone.text(expected: expected).utf8)
            let parts = text.dropFirst().split(separator: UInt8(ascii: ":")).map {
                Int(String(decoding: $0, as: UTF8.self))
            }
            guard let sign = text.first, sign == 0x2B || sign == 0x2D, parts.count == 2, let hours = parts[0],
                let minutes = parts[1], (0...14).contains(hours), (0...59).contains(minutes)
            else { throw zone.refused(expected: expected) }
            mapping.minutesAheadOfUTC = (sign == 0x2D ? -1 : 1) * (60 * hours + minutes)
        }
        if let header = section["header"] { mapping.hasHeader = try header.boolean() }
        return mapping
    }
}
