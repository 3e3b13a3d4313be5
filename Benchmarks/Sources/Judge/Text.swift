import Foundation

func shown(_ value: Double, _ digits: Int, signed: Bool = false) -> String {
    String(format: "%\(signed ? "+" : "").\(digits)f", value)
}
func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}
