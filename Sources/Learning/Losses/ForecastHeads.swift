internal import ElementaryFunctions

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

    /// The same of four rows.
    @inline(__always)
    func logScale(_ outputs: Elementary.Quad) -> (value: Elementary.Quad, slope: Elementary.Quad) {
        let limit = Self.logScaleLimit
        let free = outputs + logScaleOffset
        let (above, below) = (free .> limit, free .< -limit)
        return (
            free.replacing(with: limit, where: above).replacing(with: -limit, where: below),
            Elementary.Quad(repeating: 1).replacing(with: 0, where: above .| below)
        )
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
        four(outputs, starts: SIMD4(repeating: 0), targets: Elementary.Quad(repeating: target), gradient)[0]
    }

    /// Four rows at a time: a row is one long chain of dependent steps, and others ride along in its shadow.
    public func rows(
        count: Int, outputs: UnsafePointer<Double>, targets: UnsafePointer<Double>,
        values: UnsafeMutablePointer<Double>, gradient: UnsafeMutablePointer<Double>
    ) {
        for first in stride(from: 0, to: count, by: 4) {
            // Beyond the end the last row stands in, and comes out the same again.
            let rows = (first &+ SIMD4(0, 1, 2, 3)).clamped(
                lowerBound: SIMD4(repeating: 0), upperBound: SIMD4(repeating: count - 1))
            let losses = four(
                outputs, starts: 3 &* rows,
                targets: Elementary.Quad(targets[rows[0]], targets[rows[1]], targets[rows[2]], targets[rows[3]]),
                gradient)
            for lane in 0..<4 { values[rows[lane]] = losses[lane] }
        }
    }

    @inline(__always)
    private func four(
        _ outputs: UnsafePointer<Double>, starts: SIMD4<Int>, targets: Elementary.Quad,
        _ gradient: UnsafeMutablePointer<Double>
    ) -> Elementary.Quad {
        typealias Quad = Elementary.Quad
        func column(_ index: Int) -> Quad {
            Quad(
                outputs[starts[0] + index], outputs[starts[1] + index], outputs[starts[2] + index],
                outputs[starts[3] + index])
        }
        let logScale = scaling.logScale(column(1))
        let inverse = Elementary.exp(-logScale.value)
        let soft = Elementary.softplus(column(2) + 1)
        let z = (targets - column(0) * scaling.locationFactor) * inverse
        let density = StudentT.negativeLogDensity(z, degreesOfFreedom: soft.value + minimumDegreesOfFreedom)
        let location = -density.slope * inverse * scaling.locationFactor
        let scale = (1 - density.slope * z) * logScale.slope
        let shape = density.degreesOfFreedomSlope * soft.derivative
        for lane in 0..<4 {
            gradient[starts[lane]] = location[lane]
            gradient[starts[lane] + 1] = scale[lane]
            gradient[starts[lane] + 2] = shape[lane]
        }
        return density.value + logScale.value
    }
}
