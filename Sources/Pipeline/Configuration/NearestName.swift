/// The name a misspelt word most likely stood for, or nil where none is near.
///
/// Near is at most 3 slips (a letter added, left out, replaced, or two neighbours swapped) and at most a third of
/// the longer word; capitals do not count, nor whether words are joined by `-` or `_`. Of equally near names the first wins.
func nearestName(to word: String, among names: [String]) -> String? {
    let longest = 64
    guard word.utf8.count <= longest else { return nil }
    let letters = folded(word)
    var best: (name: String, distance: Int)?
    for name in names {
        let candidate = folded(name)
        let limit = min(3, (max(letters.count, candidate.count) + 2) / 3)
        let distance = editDistance(letters, candidate)
        if distance <= limit, distance < best?.distance ?? .max { best = (name, distance) }
    }
    return best?.name
}

private func folded(_ word: String) -> [Unicode.Scalar] {
    word.lowercased().unicodeScalars.map { $0 == "_" ? "-" : $0 }
}

/// The restricted Damerau–Levenshtein distance, also called optimal string alignment.
///
/// F. J. Damerau, "A technique for computer detection and correction of spelling errors", Communications of the
/// ACM 7 (1964).
func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for i in left.indices {
        var row = [i + 1] + [Int](repeating: 0, count: right.count)
        for j in right.indices {
            row[j + 1] = min(last[j + 1] + 1, row[j] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
            if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
            }
        }
        (beforeLast, last) = (last, row)
    }
    return last[right.count]
}
