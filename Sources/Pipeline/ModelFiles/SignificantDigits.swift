#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// A number rounded to so many significant digits, as C's `%g` writes it: a point, no locale, a nearest digit.
///
/// Nine digits bring every single back to the bit, seventeen every double.
func significant(_ value: Double, digits: Int) -> String {
    precondition((1...17).contains(digits), "a double has at most 17 significant digits")
    var text = [CChar](repeating: 0, count: 40)
    // The program never leaves the C locale, so the point is a point.
    let length = withVaList([CInt(digits), value]) { vsnprintf(&text, text.count, "%.*g", $0) }
    return String(decoding: text.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
