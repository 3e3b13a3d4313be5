/// A place on the drawing as text: tenths of a unit are finer than any screen shows.
///
/// Far outside the drawing is drawn just outside it: no viewer agrees on larger numbers.
func coordinate(_ value: Double) -> String { decimal(tenths(value)) }

/// A path along points; an empty place between two runs lifts the pen.
func path(_ runs: [[(x: Double, y: Double)]], isClosed: Bool = false) -> String {
    var text = ""
    for run in runs {
        // Steps from point to point are shorter than places; as whole tenths they add up without an error.
        var last = (x: 0, y: 0)
        for (index, point) in run.enumerated() {
            let here = (x: tenths(point.x), y: tenths(point.y))
            if index == 0 {
                text += "M\(decimal(here.x)),\(decimal(here.y))"
            } else {
                if index == 1 { text += "l" }
                let (dx, dy) = (decimal(here.x - last.x), decimal(here.y - last.y))
                text += (index > 1 && !dx.hasPrefix("-") ? " " : "") + dx + (dy.hasPrefix("-") ? "" : ",") + dy
            }
            last = here
        }
        if isClosed, !run.isEmpty { text += "Z" }
    }
    return text
}

private func tenths(_ value: Double) -> Int { Int((min(max(value, -9_999), 9_999) * 10).rounded()) }

/// Tenths as a decimal number.
private func decimal(_ tenths: Int) -> String {
    let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    return (tenths < 0 ? "-" : "") + (rest == 0 ? "\(whole)" : whole == 0 ? ".\(rest)" : "\(whole).\(rest)")
}

/// About how wide a text is, in units of its font size: enough to keep labels apart.
///
/// Digits and lower-case letters of common sans-serif faces are a good half of an em wide; this errs to the wide side.
func estimatedWidth(_ text: String, size: Double) -> Double {
    var ems = 0.0
    for character in text {
        switch character {
        case "i", "j", "l", "I", ".", ",", ":", "|", "'", "(", ")", " ", "t", "f", "r": ems += 0.4
        case "m", "w", "M", "W", "%", "—", "@", "=", "+", "−": ems += 0.9
        case "A"..."Z": ems += 0.7
        default: ems += 0.63
        }
    }
    return ems * size
}
