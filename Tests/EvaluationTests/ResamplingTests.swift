import Testing

@testable import Evaluation

@Suite("Shared draws")
struct ResamplingTests {
    private let series: [[Double]] = [
        (0..<57).map { Double(($0 * 37) % 11) - 3 }, (0..<57).map { Double(($0 * $0) % 17) / 4 },
    ]

    @Test("are those of the bootstrap: the same indices, the same means")
    func sameDraws() {
        let bootstrap = StationaryBootstrap(meanBlock: 5, seed: 9)
        let rows = (0..<57).flatMap { session in series.map { $0[session] } }
        let sums = Resampling(bootstrap, draws: 100, count: 57).sums(of: rows, width: 2)
        let means = bootstrap.means(of: series, draws: 100)
        let indices = bootstrap.indices(draws: 100, count: 57)
        for draw in 0..<100 {
            for (column, values) in series.enumerated() {
                let sum = sums[column * 100 + draw]
                #expect(abs(sum / 57 - means[draw][column]) < 1e-12)
                #expect(abs(sum - indices[draw].reduce(0) { $0 + values[$1] }) < 1e-10)
            }
        }
    }

    @Test("give a central interval as sorting would", arguments: [1, 2, 3, 40, 401, 2000])
    func intervals(count: Int) throws {
        let values = (0..<count).map { Double(($0 * 7919) % 1009) }
        let sorted = values.sorted()
        func quantile(_ p: Double) -> Double {
            let place = p * Double(count - 1)
            let low = Int(place)
            return sorted[low] + (place - Double(low)) * (sorted[min(low + 1, count - 1)] - sorted[low])
        }
        var scratch = values
        let interval = try #require(centralInterval(&scratch, level: 0.95))
        #expect(interval == quantile((1 - 0.95) / 2)...quantile((1 + 0.95) / 2))
        #expect(scratch.sorted() == sorted)
        var nothing: [Double] = []
        #expect(centralInterval(&nothing, level: 0.95) == nil)
    }

    @Test("autocovariances at once are those one by one", arguments: [0, 1, 7, 8, 20])
    func autocovariances(lags: Int) {
        let values = series[0]
        let all = LongRunVariance.autocovariances(values, lags: lags)
        #expect(all.count == lags + 1)
        for (lag, value) in all.enumerated() {
            #expect(abs(value - LongRunVariance.autocovariance(values, lag: lag)) < 1e-13)
        }
    }
}
