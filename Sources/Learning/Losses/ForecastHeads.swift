/// How the free outputs of a network become the location and log scale of a forecast.
///
/// `location = locationFactor · m` and `log scale = g + logScaleOffset`, limited to ±6; both in units of the
/// standardised target. The small location factor says that returns are mostly noise: a fresh network forecasts
/// almost zero, and has to earn a larger mean.
public struct HeadScaling: Hashable, Codable, Sendable {
    /// What the first output is multiplied by to give the location.
    public let locationFactor: Double
    /// What is added to the second output to give the log scale.
    public let logScaleOffset: Double

    /// The largest log scale in size: a scale between 1/403 and 403 standardised units.
    static let logScaleLimit = 6.0

    /// The scaling with its two constants.
    public init(locationFactor: Double, logScaleOffset: Double) {
        self.locationFactor = locationFactor
        self.logScaleOffset = logScaleOffset
    }

    /// The log scale within its limits, and its slope in the output: 1 inside, 0 outside.
    ///
    /// NaN stays NaN.
    @inline(__always)
    func logScale(_ output: Double) -> (value: Double, slope: Double) {
        let free = output + logScaleOffset
        if free > Self.logScaleLimit { return (Self.logScaleLimit, 0) }
        if free < -Self.logScaleLimit { return (-Self.logScaleLimit, 0) }
        return (free, 1)
    }
}

/// The Gaussian negative log-likelihood of a standardised return under a network's outputs `(m, g)`.
///
/// The outputs become location and scale by ``HeadScaling``; ``distribution(of:)`` is the same formula for forecasting.
public struct GaussianHeadLoss: Loss, Hashable, Codable {
    /// The constants between the outputs and the distribution.
    public let scaling: HeadScaling

    /// The head; with offset 0 a fresh network's standard deviation is about that of the standardised return.
    public init(locationFactor: Double = 0.1, logScaleOffset: Double = 0) {
        scaling = HeadScaling(locationFactor: locationFactor, logScaleOffset: logScaleOffset)
    }

    /// Two outputs: m, g.
    public var outputsPerRow: Int { 2 }

    /// The mean and standard deviation that the outputs stand for, in standardised units.
    public func distribution<Outputs: Collection>(of outputs: Outputs) -> (mean: Double, standardDeviation: Double)
    where Outputs.Element: BinaryFloatingPoint {
        let row = outputs.map { Double($0) }
        precondition(row.count == outputsPerRow, "a Gaussian head has two outputs")
        return (scaling.locationFactor * row[0], Elementary.exp(scaling.logScale(row[1]).value))
    }

    /// ``GaussianLogSigmaLoss`` of the location and log scale, with the chain rule through ``HeadScaling``.
    public func row(
        outputs: UnsafePointer<Double>, target: Double, gradient: UnsafeMutablePointer<Double>
    ) -> Double {
        let logScale = scaling.logScale(outputs[1])
        let inverse = Elementary.exp(-logScale.value)
        let z = (target - scaling.locationFactor * outputs[0]) * inverse
        gradient[0] = -z * inverse * scaling.locationFactor
        gradient[1] = (1 - z * z) * logScale.slope
        return logScale.value + 0.5 * z * z + halfLogTwoPi
    }
}

/// The Student-t negative log-likelihood of a standardised return under a network's outputs `(m, g, o)`.
///
/// Location and log scale by ``HeadScaling``; `ν = minimumDegreesOfFreedom + softplus(o + 1)`, so that the variance
/// is finite whatever the network says. ``distribution(of:)`` is the same formula for forecasting. It is the inner
/// loop of training: under 60 ns a row.
public struct StudentTHeadLoss: Loss, Hashable, Codable {
    /// The constants between the outputs and the location and scale.
    public let scaling: HeadScaling
    /// The lower bound of ν, above 2.
    public let minimumDegreesOfFreedom: Double

    /// The head; with the default offset a fresh network's standard deviation is about 1.2 standardised units.
    public init(
        locationFactor: Double = 0.1, logScaleOffset: Double = -0.25, minimumDegreesOfFreedom: Double = 2.3
    ) {
        precondition(minimumDegreesOfFreedom > 2, "with 2 degrees of freedom or fewer the variance is infinite")
        scaling = HeadScaling(locationFactor: locationFactor, logScaleOffset: logScaleOffset)
        self.minimumDegreesOfFreedom = minimumDegreesOfFreedom
    }

    /// Three outputs: m, g, o.
    public var outputsPerRow: Int { 3 }

    /// The location, scale and degrees of freedom that the outputs stand for, in standardised units.
    public func distribution<Outputs: Collection>(
        of outputs: Outputs
    ) -> (location: Double, scale: Double, degreesOfFreedom: Double) where Outputs.Element: BinaryFloatingPoint {
        let row = outputs.map { Double($0) }
        precondition(row.count == outputsPerRow, "a Student-t head has three outputs")
        return (
            scaling.locationFactor * row[0], Elementary.exp(scaling.logScale(row[1]).value),
            minimumDegreesOfFreedom + Elementary.softplus(row[2] + 1).value
        )
    }

    /// ``StudentTLoss`` of the distribution, with the chain rule through the head.
    public func row(
        outputs: UnsafePointer<Double>, target: Double, gradient: UnsafeMutablePointer<Double>
    ) -> Double {
        pair(outputs, outputs, targets: Elementary.Pair(target, target), gradient, gradient)[0]
    }

    /// Two rows at a time: a row is one long chain of dependent steps, and a second rides along in its shadow.
    public func rows(
        count: Int, outputs: UnsafePointer<Double>, targets: UnsafePointer<Double>,
        values: UnsafeMutablePointer<Double>, gradient: UnsafeMutablePointer<Double>
    ) {
        var index = 0
        while index < count {
            // An odd last row is its own neighbour.
            let next = min(index + 1, count - 1)
            let losses = pair(
                outputs + 3 * index, outputs + 3 * next, targets: Elementary.Pair(targets[index], targets[next]),
                gradient + 3 * index, gradient + 3 * next)
            values[index] = losses[0]
            values[next] = losses[1]
            index += 2
        }
    }

    @inline(__always)
    private func pair(
        _ first: UnsafePointer<Double>, _ second: UnsafePointer<Double>, targets: Elementary.Pair,
        _ firstGradient: UnsafeMutablePointer<Double>, _ secondGradient: UnsafeMutablePointer<Double>
    ) -> Elementary.Pair {
        typealias Pair = Elementary.Pair
        let firstScale = scaling.logScale(first[1])
        let secondScale = scaling.logScale(second[1])
        let logScale = Pair(firstScale.value, secondScale.value)
        let inverse = Elementary.exp(-logScale)
        let soft = Elementary.softplus(Pair(first[2], second[2]) + 1)
        let z = (targets - Pair(first[0], second[0]) * scaling.locationFactor) * inverse
        let density = StudentT.negativeLogDensity(z, degreesOfFreedom: soft.value + minimumDegreesOfFreedom)
        let location = -density.slope * inverse * scaling.locationFactor
        let scale = (1 - density.slope * z) * Pair(firstScale.slope, secondScale.slope)
        let shape = density.degreesOfFreedomSlope * soft.derivative
        firstGradient[0] = location[0]
        firstGradient[1] = scale[0]
        firstGradient[2] = shape[0]
        secondGradient[0] = location[1]
        secondGradient[1] = scale[1]
        secondGradient[2] = shape[1]
        return density.value + logScale
    }
}
