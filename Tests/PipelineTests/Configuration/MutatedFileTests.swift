import Forecasting
import Pipeline
import Testing

@Suite("Damaged pipeline files")
struct MutatedFileTests {
    /// SplitMix64 (Steele, Lea and Flood, 2014), so that a failure can be repeated.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    @Test(
        "a damaged file is read or refused with one line that names it, and never ends the process",
        arguments: 1...5)
    func damage(seed: UInt64) throws {
        var generator = Generator(state: seed)
        let texts = try committedPipelines.map(committedText) + [smallFile, fullFile]
        var refused = 0
        for round in 0..<500 {
            var bytes = Array(texts[round % texts.count].utf8)
            for _ in 0..<Int.random(in: 1...4, using: &generator) { damage(&bytes, using: &generator) }
            let text = String(decoding: bytes, as: UTF8.self)
            do throws(PipelineFileError) {
                let configuration = try PipelineFile.parse(text, path: "d.yaml", families: sampleFamilies)
                    .configuration
                #expect(!configuration.models.isEmpty)
                #expect(configuration.normalised.hasPrefix("hindcast pipeline 1\n"))
            } catch {
                refused += 1
                let sentence = error.description
                #expect(sentence.hasPrefix("d.yaml") && !sentence.contains(where: \.isNewline), "\(text)")
                #expect(sentence.count < 400, "\(sentence)")
            }
        }
        #expect(refused > 100, "damage that is never noticed tests nothing")
    }

    private func damage(_ bytes: inout [UInt8], using generator: inout Generator) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: bytes.indices, using: &generator)
        let end = min(bytes.count, place + Int.random(in: 1...12, using: &generator))
        switch Int.random(in: 0..<6, using: &generator) {
        case 0:
            bytes.removeSubrange(place..<end)
        case 1:
            bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 2:
            let letters = Array("{}[]:,-?&*!|>'\"%@`#~\t\n \\0".utf8)
            bytes.insert(letters[Int.random(in: letters.indices, using: &generator)], at: place)
        case 3:
            bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: bytes.indices, using: &generator))
        case 4:
            bytes.removeSubrange(place...)
        default:
            let words = [
                "null", "~", ".nan", "-1", "99999999999999999999", "\"\\ud800\"", "&a", "*a", "? ", "<<: ",
                "\n---\n",
            ]
            bytes.insert(contentsOf: Array(words[Int.random(in: words.indices, using: &generator)].utf8), at: place)
        }
    }
}
