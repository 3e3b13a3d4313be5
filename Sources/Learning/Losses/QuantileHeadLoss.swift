internal import ElementaryFunctions

/// The pinball loss of quantiles that a network's outputs say without crossing.
///
/// Outputs are `m`, `g` and a number for each step between neighbouring levels. The middle quantile is `locationFactor · m`; from it
/// the others lie `exp(g + logScaleOffset)·d·softplus(o + ln(e − 1))` a step apart, `d` that step of a reference distribution: at outputs of
/// zero the quantiles are the reference's, and whatever the outputs are they rise. The loss is the mean of the levels' pinball losses
/// (Koenker & Bassett 1978, "Regression quantiles"); increments that cannot be negative after Gasthaus et al. (2019), "Probabilistic
/// forecasting with spline quantile function RNNs".
public struct QuantileHeadLoss: Loss, Hashable, Codable {
    /// The constants between the first two outputs and the location and scale.
    public let scaling: HeadScaling
    /// The levels, rising, an odd number of them.
    public let levels: [Double]
    /// The reference's quantiles at the levels, rising.
    public let reference: [Double]

    /// The head of some levels.
    ///
    /// - Precondition: levels and reference rise and are of one odd length of at least 3.
    public init(
        levels: [Double], reference: [Double], locationFactor: Double = 0.1, logScaleOffset: Double = -0.25
    ) {
        precondition(levels.count % 2 == 1 && levels.count >= 3, "quantiles lie about a middle one")
        precondition(levels.count == reference.count, "a level has one quantile")
        precondition(levels.allSatisfy { $0 > 0 && $0 < 1 }, "a quantile's level lies between 0 and 1")
        for values in [levels, reference] {
            precondition(zip(values, values.dropFirst()).allSatisfy { $0 < $1 }, "levels and quantiles rise")
        }
        self.levels = levels
        self.reference = reference
        scaling = HeadScaling(locationFactor: locationFactor, logScaleOffset: logScaleOffset)
    }

    /// Two outputs, and one a step.
    public var outputsPerRow: Int { levels.count + 1 }

    /// `ln(e − 1)`, where softplus is 1.
    private static let softplusOfOne = 0.541324854612918

    /// The quantiles that the outputs stand for, in standardised units.
    public func quantiles<Outputs: Collection>(of outputs: Outputs) -> [Double]
    where Outputs.Element: BinaryFloatingPoint {
        let row = outputs.map { Double($0) }
        precondition(row.count == outputsPerRow, "a quantile head has one output more than levels")
        let scale = Elementary.exp(scaling.logScale(row[1]).value)
        let middle = levels.count / 2
        var quantiles = [Double](repeating: scaling.locationFactor * row[0], count: levels.count)
        func step(_ place: Int) -> Double {
            scale * (reference[place + 1] - reference[place])
                * Elementary.softplus(row[2 + place] + Self.softplusOfOne).value
        }
        for place in middle + 1..<levels.count { quantiles[place] = quantiles[place - 1] + step(place - 1) }
        for place in stride(from: middle - 1, through: 0, by: -1) {
            quantiles[place] = quantiles[place + 1] - step(place)
        }
        return quantiles
    }

    /// The mean pinball loss, with the chain rule through the steps: a step moves all quantiles beyond it.
    public func row(
        outputs: UnsafePointer<Double>, target: Double, gradient: UnsafeMutablePointer<Double>
    ) -> Double {
        let logScale = scaling.logScale(outputs[1])
        let scale = Elementary.exp(logScale.value)
        let (middle, count) = (levels.count / 2, Double(levels.count))
        let centre = scaling.locationFactor * outputs[0]
        var (loss, centreSlope, scaleSlope) = (0.0, 0.0, 0.0)
        /// The pinball loss of one quantile, and its slope in it; 0 on the target, NaN for a NaN.
        func pinball(_ quantile: Double, _ level: Double) -> (value: Double, slope: Double) {
            let excess = target - quantile
            return (
                excess > 0 ? level * excess : (level - 1) * excess,
                excess > 0 ? -level : excess < 0 ? 1 - level : 0 * excess
            )
        }
        let own = pinball(centre, levels[middle])
        loss += own.value
        centreSlope += own.slope
        for isUpper in [true, false] {
            let places =
                isUpper ? Array(middle..<levels.count - 1) : Array(stride(from: middle - 1, through: 0, by: -1))
            let sign = isUpper ? 1.0 : -1.0
            var quantile = centre
            var slopes: [Double] = []
            for place in places {
                let soft = Elementary.softplus(outputs[2 + place] + Self.softplusOfOne)
                let unit = scale * (reference[place + 1] - reference[place])
                quantile += sign * unit * soft.value
                let own = pinball(quantile, levels[isUpper ? place + 1 : place])
                loss += own.value
                slopes.append(own.slope)
                // For now the step's own slope; what lies beyond it is added below.
                gradient[2 + place] = sign * unit * soft.derivative
            }
            var beyond = 0.0
            for (place, slope) in zip(places, slopes).reversed() {
                beyond += slope
                let soft = Elementary.softplus(outputs[2 + place] + Self.softplusOfOne)
                let unit = scale * (reference[place + 1] - reference[place])
                scaleSlope += beyond * sign * unit * soft.value
                gradient[2 + place] *= beyond / count
            }
            centreSlope += beyond
        }
        gradient[0] = centreSlope * scaling.locationFactor / count
        gradient[1] = scaleSlope * logScale.slope / count
        return loss / count
    }
}
