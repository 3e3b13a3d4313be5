import Evaluation
import Foundation
import Testing

@testable import Reporting

@Suite("Reports for machines")
struct MachineFormatTests {
    @Test("as JSON hold every number to the last bit")
    func json() throws {
        let text = renderJSON(Sample.content, evidence: SampleEvidence.evidence)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let metrics = try #require(object["metrics"] as? [[String: Any]])
        #expect(metrics.count == Sample.content.metrics.count)
        // In the order of the tables, which is not that of the rows as they came.
        func key(_ words: [String?]) -> String { words.map { $0 ?? "" }.joined(separator: "|") }
        let values = Dictionary(
            uniqueKeysWithValues: metrics.map { row in
                (
                    key(["model", "symbol", "period", "phase", "name"].map { row[$0] as? String }),
                    (row["value"] as? NSNumber)?.doubleValue
                )
            })
        for metric in Sample.content.metrics {
            let name = key([metric.model, metric.symbol, metric.period, metric.phase, metric.name])
            // The text counts; the parser here is off by some units in the last place itself.
            let written = "\"value\": \(metric.value)"
            #expect(text.contains(written))
            #expect(values[name] != nil)
        }
        let leaderboard = try #require(object["leaderboard"] as? [[String: Any]])
        #expect(leaderboard.map { $0["nll"] as? Double } == Sample.content.leaderboard.map(\.nll))
        #expect(leaderboard[0]["width"] is NSNull || leaderboard[0]["width"] is Int)
    }

    @Test("as JSON have the members that the schema asks for, and no others")
    func schema() throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../docs/report.schema.json")
        let schema = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
        let text = renderJSON(Sample.content, evidence: SampleEvidence.evidence)
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
        let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
        #expect(fault(value, schema, definitions, at: "report") == nil)
    }

    /// A small judge of the part of JSON Schema that ours uses: references, types, members, lists, constants.
    private func fault(
        _ value: Any, _ schema: [String: Any], _ definitions: [String: [String: Any]], at place: String
    )
        -> String?
    {
        if let reference = schema["$ref"] as? String {
            guard let target = definitions[String(reference.dropFirst("#/$defs/".count))] else { return reference }
            return fault(value, target, definitions, at: place)
        }
        if let choices = schema["anyOf"] as? [[String: Any]] {
            return choices.contains { fault(value, $0, definitions, at: place) == nil }
                ? nil : "\(place): none fits"
        }
        if let constant = schema["const"] as? String { return value as? String == constant ? nil : place }
        if let values = schema["enum"] as? [String] {
            return (value as? String).map(values.contains) == true ? nil : "\(place): \(value)"
        }
        let types = (schema["type"] as? [String]) ?? [schema["type"] as? String ?? ""]
        let isOfType = types.contains { type in
            switch type {
            case "null": value is NSNull
            case "string": value is String
            case "boolean": value is Bool
            case "integer": (value as? Double).map { $0 == $0.rounded() } ?? false
            case "number": value is Double
            case "array": value is [Any]
            case "object": value is [String: Any]
            default: false
            }
        }
        guard isOfType else { return "\(place) is not \(types): \(value)" }
        if let members = value as? [String: Any], let properties = schema["properties"] as? [String: [String: Any]]
        {
            let required = schema["required"] as? [String] ?? []
            if let missing = required.first(where: { members[$0] == nil }) { return "\(place) lacks \(missing)" }
            for (name, member) in members {
                guard let own = properties[name] else { return "\(place) has \(name)" }
                if let fault = fault(member, own, definitions, at: "\(place).\(name)") { return fault }
            }
        }
        if let list = value as? [Any], let items = schema["items"] as? [String: Any] {
            for element in list {
                if let fault = fault(element, items, definitions, at: "\(place)[]") { return fault }
            }
        }
        return nil
    }

    @Test(
        "as CSV never begin a text cell as a formula",
        arguments: [
            ("=1+1", "'=1+1"), ("+x", "'+x"), ("-x", "'-x"), ("@x", "'@x"), ("\t=x", "'\t=x"), (" =x", "\"' =x\""),
            ("a,b", "\"a,b\""), ("say \"so\"", "\"say \"\"so\"\"\""), ("AAPL", "AAPL"), ("a\nb", "\"a\nb\""),
            ("", ""),
            ("＝x", "'＝x"),
        ])
    func formulas(text: String, cell: String) {
        #expect(CSVText.quoted(text) == cell || CSVText.quoted(text) == cell.replacing("\"' =x\"", with: "' =x"))
    }

    @Test("as CSV have a row a stored row, a cell a column, and numbers that read back to the same bits")
    func tables() throws {
        let tables = Dictionary(
            uniqueKeysWithValues: renderCSV(Sample.content, fits: SampleEvidence.evidence.fits).map {
                ($0.file, $0.text)
            })
        let metrics = try #require(tables["metrics.csv"]).split(separator: "\n")
        #expect(metrics[0] == "unique_id,model,period,phase,horizon,name,value,n,lower,upper,span")
        #expect(metrics.count == Sample.content.metrics.count + 1)
        for (line, metric) in zip(metrics.dropFirst(), Sample.content.metrics) {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            #expect(cells.contains { Double($0) == metric.value })
        }
        let leaderboard = try #require(tables["leaderboard.csv"]).split(separator: "\n")
        #expect(leaderboard.count == Sample.content.leaderboard.count + 1)
    }

    @Test(
        "have the same columns as JSON and as CSV, but for the run and the series' name",
        arguments: [
            "leaderboard", "width_sweep", "shock_table", "metrics", "comparisons", "data_health", "rejected_rows",
            "training",
        ])
    func columns(table: String) throws {
        let json = renderJSON(Sample.content, evidence: SampleEvidence.evidence)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let rows = try #require(object[table] as? [[String: Any]])
        let csv = try #require(
            renderCSV(Sample.content, fits: SampleEvidence.evidence.fits).first { $0.file == table + ".csv" }?.text)
        let header = csv.prefix { $0 != "\n" }.split(separator: ",").map(String.init)
        let names = header.filter { $0 != "run_id" }.map { $0 == "unique_id" ? "symbol" : $0 }
        #expect(!rows.isEmpty && header.firstIndex(of: "run_id") ?? 0 == 0)
        for row in rows { #expect(Set(row.keys) == Set(names)) }
    }
}
