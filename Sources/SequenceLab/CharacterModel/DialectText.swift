internal import Learning

/// The text that the labs use when none is named: lines in one of four dialects of sixteen words.
///
/// In each dialect every word has one usual successor, which follows nine times in ten; otherwise comes any word. Which
/// dialect a line is in, nothing on the page says: it is a latent variable, to be told from all words of the line so
/// far. A model that sees a word or two has to guess it again and again.
enum DialectText {
    private static let words = [
        "ala", "bim", "cor", "dun", "eli", "fam", "gor", "hul", "iva", "jom", "kel", "lud", "mip", "nar", "osk",
        "pel",
    ]

    /// About so many characters, the same for the same count.
    static func text(characters: Int) -> [UInt8] {
        var random = RandomSource(seed: 20_261_101)
        let successors = (0..<4).map { _ -> [Int] in
            var order = Array(words.indices)
            random.shuffle(&order)
            // One round through all words, so that no dialect is caught in a short one.
            var successor = order
            for (place, word) in order.enumerated() { successor[word] = order[(place + 1) % order.count] }
            return successor
        }
        var text = ""
        while text.utf8.count < characters {
            let dialect = successors[random.integer(below: 4)]
            var word = random.integer(below: words.count)
            var line = words[word]
            for _ in 0..<(9 + random.integer(below: 6)) {
                word = random.uniform() < 0.9 ? dialect[word] : random.integer(below: words.count)
                line += " " + words[word]
            }
            text += line + ".\n"
        }
        return Array(text.utf8)
    }
}
