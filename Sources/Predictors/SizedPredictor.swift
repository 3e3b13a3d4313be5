public import Forecasting
internal import Learning

/// A predictor whose size is one setting, so that it can be given as many parameters as another.
public protocol SizedPredictor: Predictor {
    /// The setting that makes it bigger: channels of a convolution, units of a hidden layer.
    static var sizeSetting: String { get }
    /// Numbers that are fitted.
    var parameterCount: Int { get }
}

extension TimeDelayNetwork: SizedPredictor {
    /// Units of the hidden layer.
    public static var sizeSetting: String { "hidden" }
    /// Weights and biases of all layers.
    public var parameterCount: Int { network.parameterCount }
}

extension RecurrentNetwork: SizedPredictor {
    /// Units of the state.
    public static var sizeSetting: String { "hidden" }
    /// Weights and biases of all layers.
    public var parameterCount: Int { network.parameterCount }
}

extension WindowNetwork: SizedPredictor {
    /// Units of the hidden layer.
    public static var sizeSetting: String { "hidden" }
    /// Weights and biases of all layers.
    public var parameterCount: Int { network.parameterCount }
}

extension ModelConfiguration {
    /// The same model with the size that brings its parameters closest to a number; itself where it has no size.
    ///
    /// More units are always more parameters, so the size is found by halving the interval. Whole units are all there is: a wide
    /// window can come out a few per cent above or below.
    public func sized(toParameters target: Int) -> ModelConfiguration {
        guard let family = Registry.model(family)?.family, let setting = sizeSetting,
            case .integer(let range)? = family.settings.first(where: { $0.name == setting })?.kind
        else { return self }
        func model(_ size: Int) -> ModelConfiguration? {
            try? family.model(settings.merging([setting: .integer(size)]) { $1 }, horizonMethod: horizonMethod)
        }
        func count(_ size: Int) -> Int {
            guard let model = model(size), let sized = Registry.predictor(model) as? any SizedPredictor else {
                return .max
            }
            return sized.parameterCount
        }
        var (low, high) = (range.lowerBound, range.upperBound)
        while low + 1 < high {
            let middle = (low + high) / 2
            if count(middle) <= target { low = middle } else { high = middle }
        }
        let size = target - count(low) <= count(high) - target ? low : high
        return model(size) ?? self
    }

    private var sizeSetting: String? {
        (Registry.predictor(self) as? any SizedPredictor).map { type(of: $0).sizeSetting }
    }
}
