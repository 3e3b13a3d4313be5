import Market
import Testing

@testable import Ingestion

/// Files broken at random: whatever comes back must be sound, and something must come back.
@Suite struct MutationTests {
    @Test("Random changes of bytes never crash the reader, and what it accepts is a sound series")
    func mutations() throws {
        var random = SeededGenerator(state: 20_200_323)
        let originals = try Corpus.load().files.map { try Corpus.bytes(of: $0.file) }
        let reader = PriceFileReader(asOf: Corpus.asOf)
        for _ in 0..<4000 {
            guard var bytes = originals.randomElement(using: &random) else { continue }
            for _ in 0..<Int.random(in: 1...6, using: &random) { mutate(&bytes, &random) }
            guard let file = try? reader.read(bytes: bytes, path: "mutated.csv") else { continue }
            #expect(isSound(file))
            // In pieces the same comes out.
            #expect(
                file
                    == (try? PriceFileReader(asOf: Corpus.asOf, chunkSize: 13).read(
                        bytes: bytes, path: "mutated.csv")))
        }
    }

    @Test("A closed file that is cut anywhere gives only closes that the whole file has")
    func truncations() throws {
        let bytes = try Corpus.bytes(of: "clean.csv")
        let reader = PriceFileReader(asOf: Corpus.asOf)
        let whole = try reader.read(bytes: bytes, path: "clean.csv").series
        for length in 0..<bytes.count {
            guard let cut = try? reader.read(bytes: Array(bytes.prefix(length)), path: "clean.csv") else {
                continue
            }
            for bar in cut.series.bars { #expect(whole.close(on: bar.date) == bar.close) }
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        let index = bytes.isEmpty ? 0 : Int.random(in: 0..<bytes.count, using: &random)
        let special = Array("\"\",;\t|\r\n\n\u{0}-./0919eE$K".utf8) + [0xFF, 0xC3, 0xE2, 0x80, 0xEF, 0xBB, 0xBF]
        let byte =
            Bool.random(using: &random)
            ? special.randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0 where !bytes.isEmpty: bytes[index] = byte
        case 1 where !bytes.isEmpty: bytes.remove(at: index)
        case 2 where !bytes.isEmpty:
            let end = min(index + Int.random(in: 1...80, using: &random), bytes.count)
            bytes.insert(contentsOf: Array(bytes[index..<end]), at: Int.random(in: 0...bytes.count, using: &random))
        default: bytes.insert(byte, at: index)
        }
    }

    private func isSound(_ file: IngestedFile) -> Bool {
        let bars = file.series.bars
        return bars.allSatisfy { $0.close.isFinite && $0.close > 0 && $0.close <= 1e9 }
            && bars.allSatisfy { bar in
                [bar.open, bar.high, bar.low].allSatisfy { $0.map { $0 > 0 && $0.isFinite } ?? true }
            }
            && bars.allSatisfy { bar in bar.volume.map { $0 >= 0 && $0.isFinite } ?? true }
            && zip(bars, bars.dropFirst()).allSatisfy { $0.date < $1.date }
            && zip(file.rejectedRows, file.rejectedRows.dropFirst()).allSatisfy { $0.line <= $1.line }
            && file.rejectedRows.allSatisfy { $0.line > 1 && !$0.detail.isEmpty }
    }
}
