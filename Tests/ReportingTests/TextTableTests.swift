import Testing

@testable import Reporting

@Suite("A text table")
struct TextTableTests {
    private func table(name: String = "rnn") -> TextTable {
        var table = TextTable([
            .init(title: "model", isLeftAligned: true, isTruncatable: true),
            .init(title: "right\nsign %"),
            .init(title: "nice", dropOrder: 0),
            .init(title: "less", dropOrder: 1),
        ])
        table.append([name, "52.06", "1", "–"])
        table.appendHeading("shock:")
        table.append(["x", "-1.00", "22", "0.5"])
        return table
    }

    @Test("aligns names left and numbers right, with headings at the bottom and no blanks at the end")
    func alignment() {
        #expect(
            table().rendered().lines == [
                "        right",
                "model  sign %  nice  less",
                "─────────────────────────",
                "rnn     52.06     1     –",
                "shock:",
                "x       -1.00    22   0.5",
            ])
        #expect(table().rendered().omitted.isEmpty)
    }

    @Test("gives up what is nice to have first, then its gaps, then the insides of names, then columns")
    func narrowing() {
        #expect(table().rendered(width: 24).omitted == ["nice"])
        let long = table(name: "recalibrated(tdnn(width=250))")
        let cut = long.rendered(width: 36)
        #expect(cut.omitted == ["nice"])
        #expect(cut.lines[3] == "recalibrated…width=250))  52.06    –")
        #expect(long.rendered(width: 24).omitted == ["nice", "less"])
    }

    @Test("cuts names only so far, and there, that no two of them become one; what then has no room goes")
    func names() {
        var table = TextTable([
            .init(title: "model", isLeftAligned: true, isTruncatable: true), .init(title: "NLL"),
            .init(title: "RMSE", dropOrder: 1),
        ])
        for decay in ["0.90", "0.92", "0.94"] {
            table.append(["ewma(decay=\(decay),errors=student-t)", "-2.8214", "0.02002"])
        }
        // Cut in the middle all would be ewma(dec…dent-t): the cut moves to where they differ.
        let (lines, omitted) = table.rendered(width: 27)
        #expect(omitted == ["RMSE"])
        #expect(lines.dropFirst(2).allSatisfy { $0.count <= 27 } && Set(lines).count == 5)
        #expect(lines[2] == "ewma(decay=0.90…) -2.8214")
        #expect(table.rendered(width: 60).omitted.isEmpty)
    }

    @Test("never exceeds its width", arguments: 5...60)
    func width(width: Int) {
        let lines = table(name: String(repeating: "東", count: 70)).rendered(width: width).lines
        #expect(lines.allSatisfy { $0.count <= width })
    }
}

@Suite("A paragraph")
struct WrappingTests {
    @Test("is broken at blanks, and inside a word only if that alone is longer than a line")
    func wrapping() {
        #expect(wrapped("one two three", width: 7) == ["one two", "three"])
        #expect(wrapped("abcdefghij kl", width: 4) == ["abcd", "efgh", "ij", "kl"])
        #expect(wrapped("a bb ccc", width: 6, first: "x: ", hanging: 3) == ["x: a", "   bb", "   ccc"])
        #expect(wrapped("", width: 5) == [""])
    }

    @Test("has no line longer than the width and loses no character", arguments: 1...40)
    func property(width: Int) {
        let text = "These are 14 tests at the 5 % level: extraordinarilylongwordswithoutanyblank come too."
        let lines = wrapped(text, width: width)
        #expect(lines.allSatisfy { $0.count <= width })
        #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
    }
}
