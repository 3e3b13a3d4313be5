import Evaluation
import Testing

@Suite("A binomial band")
struct BinomialBandTests {
    // scipy.stats.binom.ppf([0.005, 0.995], n, p)
    @Test(
        "is that of the exact quantiles",
        arguments: [(60, 0.9, 47, 59), (20, 0.9, 14, 20), (250, 0.9, 212, 236), (10, 0.5, 1, 9)])
    func quantiles(n: Int, p: Double, fewest: Int, most: Int) {
        let band = BinomialBand(draws: n, probability: p, level: 0.99)
        #expect(band.fewest == fewest && band.most == most)
    }
}
