import Foundation
import Pipeline
import Testing

@Suite("What a pipeline file may not say")
struct RefusedFileTests {
    @Test("a bad file is refused with one sentence that names line, key and what was expected", arguments: badFiles)
    func isRefused(_ bad: BadFile) {
        let error = refusal(of: bad.text)
        #expect(error?.description == bad.sentence)
        #expect(error?.kind == .malformed)
    }

    @Test("aliases cannot unfold into billions, neither as values nor as keys")
    func aliasesDoNotUnfold() {
        var values = "a: &a [x, x, x, x, x, x, x, x, x]\n"
        for (inner, outer) in zip("abcdefgh", "bcdefghi") {
            let aliases = [String](repeating: "*\(inner)", count: 9).joined(separator: ", ")
            values += "\(outer): &\(outer) [\(aliases)]\n"
        }
        #expect(refusal(of: values)?.problem.hasPrefix("too many aliases") == true)
        #expect(refusal(of: values + "? *i\n: x\n")?.problem.hasPrefix("too many aliases") == true)
        let few = "a: &a [x, x]\nb: [*a, *a]\n"
        #expect(refusal(of: few)?.problem.hasPrefix("the anchor &a is not allowed") == true)
    }

    @Test("a file nested too deeply is refused", arguments: ["[", "{a: ", "- "])
    func deepNesting(opening: String) {
        #expect(refusal(of: String(repeating: opening, count: 20_000)) != nil)
        #expect(refusal(of: "name: " + String(repeating: opening, count: 900)) != nil)
    }

    @Test("a file of more than 256 KiB is refused before it is parsed")
    func largeFile() {
        let text = smallFile + String(repeating: "# filler\n", count: 30_000)
        #expect(
            refusal(of: text)?.description == "night.yaml: is larger than 256 KiB, so it is not a pipeline file")
    }

    @Test("a long or strange value is cut and cleaned in the message")
    func longValue() {
        let long = smallFile.replacing("name: small", with: "name: \"\(String(repeating: "x", count: 100))\\n\"")
        let shown = String(repeating: "x", count: 40)
        #expect(refusal(of: long)?.problem.contains("“\(shown)…”") == true)
        let strange = smallFile.replacing("name: small", with: "\"na\\nme\": small")
        #expect(refusal(of: strange)?.problem.contains("“na me”") == true)
    }

    @Test("every message is one line", arguments: badFiles)
    func isOneLine(_ bad: BadFile) {
        #expect(refusal(of: bad.text)?.description.contains(where: \.isNewline) == false)
    }

    private func refusal(of text: String) -> PipelineFileError? {
        do throws(PipelineFileError) {
            _ = try PipelineFile.parse(text, path: "night.yaml", families: sampleFamilies)
            return nil
        } catch {
            return error
        }
    }
}
