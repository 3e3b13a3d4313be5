import Market
import Testing

@testable import Reporting

@Suite("The chart kit")
struct ChartKitTests {
    @Test(
        "puts labels apart and keeps them inside",
        arguments: [[1.0, 2, 3], [50, 50, 50, 50], [99, 98, 97], [0, 100]])
    func labels(wished: [Double]) {
        let places = spread(wished, gap: 10, within: 0...100)
        let sorted = places.sorted()
        for (above, below) in zip(sorted, sorted.dropFirst()) { #expect(below - above >= 10 - 1e-9) }
        #expect(places.allSatisfy { $0 <= 100 })
        // The order of what is wished stays.
        #expect(
            wished.indices.sorted { (wished[$0], $0) < (wished[$1], $1) }
                == places.indices.sorted { (places[$0], $0) < (places[$1], $1) })
    }

    @Test(
        "has at least two ticks on any axis, all inside it and rising",
        arguments: [
            Axis(title: "", domain: -0.33...0.02), Axis(title: "", domain: 0...1e-7),
            Axis(title: "", domain: 3...3),
            Axis(title: "", kind: .logarithmic, domain: 2_000...3_500),
            Axis(title: "", kind: .logarithmic, domain: 1...1e6),
            Axis(title: "", kind: .dates, domain: 16_436...19_354),
            Axis(title: "", kind: .dates, domain: 18_262...18_510),
        ])
    func ticks(axis: Axis) {
        for length in [90.0, 300, 700] {
            let ticks = axis.ticks(length: length, spacing: 50)
            #expect(ticks.count >= 2)
            #expect(ticks.map(\.value) == ticks.map(\.value).sorted())
            let slack = 1e-9 + 0.001 * (axis.domain.upperBound - axis.domain.lowerBound)
            #expect(
                ticks.allSatisfy {
                    $0.value >= axis.domain.lowerBound - slack && $0.value <= axis.domain.upperBound + slack
                })
            #expect(Set(ticks.map(\.label)).count == ticks.count)
        }
    }

    @Test("writes paths whose steps add up to the places")
    func paths() {
        #expect(path([[(x: 1, y: 2), (x: 3.25, y: 1), (x: 3, y: 5)]]) == "M1,2l2.3-1-.3,4")
        #expect(path([[(x: 0, y: 0), (x: 1, y: 1)]], isClosed: true) == "M0,0l1,1Z")
        #expect(path([]) == "")
        #expect(coordinate(-0.04) == "0" && coordinate(1e300) == "9999" && coordinate(-1.26) == "-1.3")
    }

    @Test("gives a mean difference the interval its statistic implies")
    func intervals() throws {
        // Student's t with 23 degrees of freedom: 97.5 % quantile 2.0687 (tables); standard error 0.5 / 2 = 0.25.
        let row = Sample.comparison(meanDifference: -0.5, statistic: -2, n: 24)
        let interval = try #require(differenceInterval(row))
        #expect(abs(interval.lowerBound - (-0.5 - 2.0687 * 0.25)) < 2e-4)
        #expect(abs(interval.upperBound - (-0.5 + 2.0687 * 0.25)) < 2e-4)
        #expect(differenceInterval(Sample.comparison(meanDifference: 0, statistic: nil, n: 24)) == nil)
    }

    @Test("draws no stretch and no line outside the plot it belongs to")
    func inside() {
        let axis = Axis(title: "", domain: 0...10)
        func shade(_ span: ClosedRange<Double>) -> String {
            Chart(
                title: "t", summary: "s",
                panels: [
                    Panel(
                        x: axis, y: axis, height: 100,
                        marks: [.shade(span, label: "named"), .vertical(-3, label: "gone")])
                ]
            ).svg(id: "x", size: .wide).html
        }
        // A quarter of a stretch of 4 lies inside: a tenth of the plot, from its left edge.
        let inside = shade(-3...1)
        #expect(inside.contains("named") && !inside.contains("gone"))
        #expect(!shade(-3 ... -1).contains("class=\"shade\"") && !shade(11...12).contains("named"))
        #expect(inside.matches(of: /class="rule"/).isEmpty)
    }
}
