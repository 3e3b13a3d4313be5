/// The p-values of a table of tests, corrected so that the chance of even one false alarm is what it says.
///
/// Holm's step-down method (Scand. J. Statistics 6, 1979): the k-th smallest of m is multiplied by m − k + 1, and none may be
/// below a smaller one's. It assumes nothing about how the tests depend on each other. A test without a p-value keeps none
/// and is not counted.
public func holmCorrected(_ pValues: [Double?]) -> [Double?] {
    let order = pValues.indices.filter { pValues[$0] != nil }.sorted {
        (pValues[$0] ?? 1, $0) < (pValues[$1] ?? 1, $1)
    }
    var corrected = [Double?](repeating: nil, count: pValues.count)
    var highest = 0.0
    for (place, index) in order.enumerated() {
        highest = max(highest, min(1, (pValues[index] ?? 1) * Double(order.count - place)))
        corrected[index] = highest
    }
    return corrected
}
