/// A predictor of infinite response whose memory is a point in a space: what can be measured, moved and averaged.
///
/// The numbers are those that the step maps onto their successors. Bookkeeping beside them (parameters, counts, running inputs)
/// stays with the state they were taken from.
public protocol MemoryCoordinates: RecurrentPredictor {
    /// The memory as numbers, in a fixed order; empty where nothing is remembered yet.
    func coordinates(of state: State) -> [Double]
    /// A state with other numbers, and all else as in `state`.
    ///
    /// - Precondition: there are as many numbers as `state` has.
    func state(_ coordinates: [Double], like state: State) -> State
}

/// What a model's own formula says about how its memory fades, to stand beside what is measured.
public struct FadingWeight: Hashable, Sendable, Codable {
    /// What the weight is called: `lambda`, `alpha+beta`, `alpha`.
    public var name: String
    /// Its value; the median of the symbols where each has its own.
    public var value: Double

    /// A weight from its fields.
    public init(name: String, value: Double) {
        self.name = name
        self.value = value
    }
}

/// A fitted predictor that can say a fading weight.
public protocol FadingMemory: FittedPredictor {
    /// The weight; nil where there is none to say.
    var fadingWeight: FadingWeight? { get }
}

/// The middle one of sorted values, the upper of two.
func medianWeight(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.sorted()[values.count / 2]
}
