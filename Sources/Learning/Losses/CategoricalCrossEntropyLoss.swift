internal import ElementaryFunctions

/// Cross-entropy of one logit a class; the target is the number of the right class, from 0.
///
/// `log Σ exp(x) − x[target]`, in nats: minus the logarithm of the probability that softmax gives to the target. The
/// largest logit is taken out first, so that none overflows (the form of PyTorch's `CrossEntropyLoss`).
public struct CategoricalCrossEntropyLoss: Loss, Hashable, Codable {
    /// How many classes there are.
    public let classes: Int

    /// The cross-entropy of some classes, at least one.
    public init(classes: Int) {
        precondition(classes > 0, "a categorical target has at least one class")
        self.classes = classes
    }

    /// One output a class: its logit.
    public var outputsPerRow: Int { classes }

    /// The slope is softmax less one at the target.
    ///
    /// A target that is no class gives NaN, as a missing one does.
    public func row(
        outputs: UnsafePointer<Double>, target: Double, gradient: UnsafeMutablePointer<Double>
    ) -> Double {
        guard let right = Int(exactly: target), (0..<classes).contains(right) else {
            gradient.update(repeating: .nan, count: classes)
            return .nan
        }
        var largest = outputs[0]
        for index in 1..<max(classes, 1) where outputs[index] > largest { largest = outputs[index] }
        var sum = 0.0
        for first in stride(from: 0, to: classes, by: 4) {
            var differences = Elementary.Quad(repeating: 0)
            let end = min(first + 4, classes)
            for index in first..<end { differences[index - first] = outputs[index] - largest }
            let exponentials = Elementary.exp(differences)
            for index in first..<end {
                gradient[index] = exponentials[index - first]
                sum += exponentials[index - first]
            }
        }
        for index in 0..<classes { gradient[index] /= sum }
        gradient[right] -= 1
        return Elementary.log(sum) + largest - outputs[right]
    }
}
