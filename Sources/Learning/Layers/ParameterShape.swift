/// Where one array of parameters lies in the flat vector of all.
public struct ParameterShape: Codable, Hashable, Sendable {
    /// A name like PyTorch's: `0.weight_ih`, `1.bias`.
    public var name: String
    /// Its extents, outermost first; the array is row-major.
    public var shape: [Int]
    /// Its place in the flat vector.
    public var range: Range<Int>

    /// A shape that starts at an offset of the flat vector.
    public init(name: String, shape: [Int], offset: Int) {
        self.name = name
        self.shape = shape
        range = offset..<(offset + shape.reduce(1, *))
    }

    /// The same array further along, its name behind a prefix.
    func moved(by offset: Int, prefix: String) -> ParameterShape {
        ParameterShape(name: prefix + name, shape: shape, offset: range.lowerBound + offset)
    }
}
