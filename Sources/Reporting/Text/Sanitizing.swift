/// Makes text from files harmless and short: it may be anything, and a terminal obeys control characters.
///
/// Controls of ASCII become their visible pictures (ESC is ␛, a tab ␉). Whatever else is invisible or could
/// reorder a line (C1 controls, format and bidirectional marks, line separators, private and unassigned
/// codes) becomes �. Combining marks stay where they have a letter to stand on, at most two of them.
func sanitized(_ text: String, limit: Int = 60) -> String {
    var result = String.UnicodeScalarView()
    var marks = 2  // a mark at the very start would join the blank before it
    // A character holds at most three kept scalars, so this is enough to fill the limit.
    for scalar in text.unicodeScalars.prefix(limit * 3 + 1) {
        switch scalar.properties.generalCategory {
        case .control:
            result.append(
                scalar.value < 0x20 ? Unicode.Scalar(0x2400 + scalar.value) ?? "�" : controlPicture(scalar))
            marks = 0
        case .nonspacingMark, .enclosingMark, .spacingMark:
            marks += 1
            result.append(marks <= 2 ? scalar : "�")
        case .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            result.append("�")
            marks = 0
        case .spaceSeparator:
            result.append(" ")
            marks = 2
        default:
            result.append(scalar)
            marks = 0
        }
    }
    return truncated(String(result), to: limit)
}

private func controlPicture(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    scalar.value == 0x7F ? "␡" : "�"
}

/// Text of at most `width` characters; what is cut off is replaced by an ellipsis at the end.
func truncated(_ text: String, to width: Int) -> String {
    text.count <= width ? text : String(text.prefix(max(width - 1, 0))) + "…"
}

/// Text of at most `width` characters, cut in the middle or before its last `tail` ones: names of variants differ at their ends.
func truncatedInside(_ text: String, to width: Int, tail: Int? = nil) -> String {
    guard text.count > width, width > 2 else { return truncated(text, to: width) }
    let tail = tail ?? (width - 1) / 2
    return text.prefix(width - 1 - tail) + "…" + text.suffix(tail)
}
