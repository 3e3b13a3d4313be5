import Evaluation
import Forecasting
import Market

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A model's losses over the test years, in percent returns, and what it covered.
struct Judgement {
    /// The losses of one forecast.
    struct Cell {
        var symbol: String
        var target: SessionDate
        var nll: Double
        var qlike: Double
        var crps: Double
        /// |2u − 1| of the outcome's place u in its forecast: within 0.95 it lies in the 95 % interval.
        var reach: Double
    }

    let model: String
    let cells: [Cell]
    /// The model's own processor seconds are not known where trials share a process: these are the clock's.
    let seconds: Double

    init(model: String, hindcasts: [Hindcast], seconds: Double) {
        self.model = model
        self.seconds = seconds
        cells = hindcasts.map { hindcast in
            let forecast = hindcast.distribution
            let variance = forecast.standardDeviation * forecast.standardDeviation
            return Cell(
                symbol: hindcast.symbol, target: hindcast.target,
                nll: log(100) - forecast.logDensity(at: hindcast.actual),
                qlike: log(1e4 * variance) + hindcast.actual * hindcast.actual / variance,
                crps: 100 * forecast.crps(hindcast.actual),
                reach: abs(2 * forecast.cumulativeProbability(of: hindcast.actual) - 1))
        }
    }

    func mean(_ loss: KeyPath<Cell, Double>, where isCounted: (Cell) -> Bool = { _ in true }) -> Double {
        let counted = cells.filter(isCounted)
        return counted.reduce(0) { $0 + $1[keyPath: loss] } / Double(counted.count)
    }

    func coverage(_ level: Double, where isCounted: (Cell) -> Bool = { _ in true }) -> Double {
        let counted = cells.filter(isCounted)
        return Double(counted.count { $0.reach <= level }) / Double(counted.count)
    }

    /// Diebold and Mariano's test on the panel's mean loss a session.
    func difference(
        from other: Judgement, _ loss: KeyPath<Cell, Double>, where isCounted: (Cell) -> Bool = { _ in true }
    ) -> DieboldMariano {
        let differences = zip(bySession(loss, isCounted), other.bySession(loss, isCounted)).map { $0 - $1 }
        guard let test = DieboldMariano(lossDifferences: differences, horizon: 1, variance: .bartlett(lags: nil))
        else { preconditionFailure("\(model) and \(other.model) have no session in common") }
        return test
    }

    private func bySession(_ loss: KeyPath<Cell, Double>, _ isCounted: (Cell) -> Bool) -> [Double] {
        var sums: [SessionDate: (sum: Double, count: Double)] = [:]
        for cell in cells where isCounted(cell) {
            sums[cell.target, default: (0, 0)].sum += cell[keyPath: loss]
            sums[cell.target, default: (0, 0)].count += 1
        }
        return sums.sorted { $0.key < $1.key }.map { $0.value.sum / $0.value.count }
    }

    var symbols: [String] { Set(cells.map(\.symbol)).sorted() }
    var years: [Int] { Set(cells.map { Int($0.target.components.year) }).sorted() }

    /// Series on which the NLL is lower than another model's, and those on which it is higher at 5 %.
    func series(against other: Judgement) -> (better: Int, significantlyWorse: Int) {
        let tests = symbols.map { symbol in difference(from: other, \.nll) { $0.symbol == symbol } }
        return (
            tests.count { $0.meanDifference < 0 },
            tests.count { $0.meanDifference > 0 && ($0.pValue ?? 1) < 0.05 }
        )
    }

    /// The year in which it did worst against another model, by how much.
    func worstYear(against other: Judgement) -> (year: Int, difference: Double) {
        years.map { year in
            (year, difference(from: other, \.nll) { Int($0.target.components.year) == year }.meanDifference)
        }.max { $0.1 < $1.1 } ?? (0, 0)
    }
}
