internal import Learning

/// Binary cross-entropy of several logits whose targets are the binary digits of one whole number, lowest first.
struct BinaryDigitsLoss: Loss {
    let digits: Int

    var outputsPerRow: Int { digits }

    func row(
        outputs: UnsafePointer<Double>, target: Double, gradient: UnsafeMutablePointer<Double>
    ) -> Double {
        let number = Int(target)
        var sum = 0.0
        for digit in 0..<digits {
            sum += BinaryCrossEntropyLoss().row(
                outputs: outputs + digit, target: Double((number >> digit) & 1), gradient: gradient + digit)
        }
        return sum
    }
}
