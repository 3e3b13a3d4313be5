internal import ElementaryFunctions
internal import Forecasting

/// Draws from forecasts by a standard normal number z: the value with probability Φ(z) below it.
///
/// A Student t is read from a table over (z, 1/ν) of `asinh t`, between whose points it is linear: within some 10⁻⁴ of the exact value, at
/// a hundredth of its price. Beyond |z| = 6, one draw in 500 million, it stands still.
enum ShockTable {
    private static let perUnit = 32.0
    private static let columns = Int(6 * perUnit) + 1
    private static let rowsPerUnit = 128.0
    private static let rows = Int(0.5 * rowsPerUnit) + 1

    /// `[row of 1/ν][column of z ≥ 0]`.
    private static let values: [Double] = (0..<rows).flatMap { row in
        (0..<columns).map { column -> Double in
            let z = Double(column) / perUnit
            guard column > 0 else { return 0 }
            guard row > 0 else { return Elementary.asinh(z) }
            let t = StudentT(degreesOfFreedom: rowsPerUnit / Double(row))
            return Elementary.asinh(-t.quantile(StandardNormal.upperTail(z)))
        }
    }

    /// The value of a forecast that lies where z lies in a standard normal distribution.
    static func value(of forecast: PredictiveDistribution, at z: Double) -> Double {
        switch forecast {
        case .normal(let mean, let standardDeviation): mean + standardDeviation * z
        case .studentT(let location, let scale, let nu): location + scale * studentT(z, inverseDegrees: 1 / nu)
        case .quantiles(let own):
            own.quantile(min(max(StandardNormal.cumulativeProbability(z), 1e-12), 1 - 1e-12))
        }
    }

    static func studentT(_ z: Double, inverseDegrees: Double) -> Double {
        let across = min(abs(z) * perUnit, Double(columns - 1))
        let down = min(max(inverseDegrees * rowsPerUnit, 0), Double(rows - 1))
        let (column, row) = (min(Int(across), columns - 2), min(Int(down), rows - 2))
        let (right, below) = (across - Double(column), down - Double(row))
        let size = values.withUnsafeBufferPointer { values in
            let place = row * columns + column
            let upper = values[place] + right * (values[place + 1] - values[place])
            let lower = values[place + columns] + right * (values[place + columns + 1] - values[place + columns])
            return upper + below * (lower - upper)
        }
        let grown = Elementary.exp(size)
        let t = 0.5 * (grown - 1 / grown)
        return z < 0 ? -t : t
    }
}
