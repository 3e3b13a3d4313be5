import Testing

@testable import Ingestion

/// Vectors of NIST, FIPS 180-4 examples and the CAVP short messages.
@Suite struct SHA256Tests {
    @Test(
        "The digests are those of NIST",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnop"
                    + "qrstnopqrstu",
                "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
            ),
        ])
    func knownDigests(text: String, digest: String) {
        #expect(fingerprint(text.utf8) == digest)
    }

    @Test("A million letters a have the digest of NIST")
    func million() {
        #expect(
            fingerprint(repeatElement(UInt8(ascii: "a"), count: 1_000_000))
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("The processor's own instructions and the portable rounds give the same digest")
    func instructions() {
        for count in [0, 1, 55, 56, 64, 119, 120, 1000, 4096] {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 &+ 7) }
            var (one, other) = (SHA256(usingInstructions: true), SHA256(usingInstructions: false))
            one.update(bytes)
            other.update(bytes)
            #expect(one.hexadecimalDigest() == other.hexadecimalDigest(), "\(count) bytes")
        }
    }

    @Test("Pieces of any size give the digest of the whole", arguments: [1, 3, 55, 56, 63, 64, 65, 127, 1000])
    func pieces(size: Int) {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var hash = SHA256()
        for start in stride(from: 0, to: bytes.count, by: size) {
            hash.update(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        #expect(hash.hexadecimalDigest() == fingerprint(bytes))
    }

    @Test("Asking for the digest does not end the hash")
    func digestTwice() {
        var hash = SHA256()
        hash.update(Array("a".utf8))
        #expect(hash.hexadecimalDigest() == fingerprint("a".utf8))
        hash.update(Array("bc".utf8))
        #expect(hash.hexadecimalDigest() == fingerprint("abc".utf8))
    }
}
