/// The draws of one stationary bootstrap over some sessions, kept so that every model, loss and metric is drawn alike.
///
/// Shared draws make differences of models exact: the drawn mean of a difference is the difference of the drawn means.
struct Resampling: Sendable {
    /// Draws.
    let draws: Int
    /// Sessions in a draw.
    let count: Int
    /// First and end of each block on the circle gone around twice.
    private var bounds: [Int32] = []
    /// Where each draw's blocks end in `bounds`.
    private var ends: [Int] = []

    /// Draws of `count` sessions.
    init(_ bootstrap: StationaryBootstrap, draws: Int, count: Int) {
        self.draws = draws
        self.count = count
        ends.reserveCapacity(draws)
        bootstrap.draws(draws, count: count) { blocks in
            for block in blocks {
                bounds.append(Int32(block.start))
                bounds.append(Int32(block.start + block.length))
            }
            ends.append(bounds.count)
        }
    }

    /// The sums of some columns over each draw: `[column · draws + draw]`.
    ///
    /// - Parameters:
    ///   - rows: a row a session, `width` numbers each.
    ///   - width: the number of columns.
    func sums(of rows: [Double], width: Int) -> [Double] {
        precondition(rows.count == count * width, "a row for every session")
        let running = Self.runningSums(rows, width: width, count: count)
        return [Double](unsafeUninitializedCapacity: width * draws) { sums, initialised in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: width) { total in
                running.withUnsafeBufferPointer { running in
                    bounds.withUnsafeBufferPointer { bounds in
                        var place = 0
                        for draw in 0..<draws {
                            total.initialize(repeating: 0)
                            while place < ends[draw] {
                                let (low, high) = (Int(bounds[place]) * width, Int(bounds[place + 1]) * width)
                                for column in 0..<width {
                                    total[column] += running[high + column] - running[low + column]
                                }
                                place += 2
                            }
                            for column in 0..<width {
                                sums.initializeElement(at: column * draws + draw, to: total[column])
                            }
                        }
                    }
                }
            }
            initialised = width * draws
        }
    }

    /// Sums up to each session, twice around, so that a block past the end is one difference.
    private static func runningSums(_ rows: [Double], width: Int, count: Int) -> [Double] {
        [Double](unsafeUninitializedCapacity: (2 * count + 1) * width) { sums, initialised in
            for column in 0..<width { sums.initializeElement(at: column, to: 0) }
            rows.withUnsafeBufferPointer { rows in
                for session in 0..<(2 * count) {
                    let from = (session < count ? session : session - count) * width
                    let place = session * width
                    for column in 0..<width {
                        sums.initializeElement(
                            at: place + width + column, to: sums[place + column] + rows[from + column])
                    }
                }
            }
            initialised = (2 * count + 1) * width
        }
    }
}

/// The central interval that holds a share `level` of some values, between neighbours by their distance; nil for none.
///
/// The values are put in another order: only the two quantiles are sorted out, not everything.
func centralInterval(_ values: inout [Double], level: Double) -> ClosedRange<Double>? {
    guard !values.isEmpty else { return nil }
    let last = values.count - 1
    return values.withUnsafeMutableBufferPointer { values in
        func quantile(_ p: Double) -> Double {
            let place = p * Double(last)
            let low = Int(place)
            partition(values, at: low)
            guard low < last else { return values[low] }
            var next = values[low + 1]
            for index in (low + 1)...last where values[index] < next { next = values[index] }
            return values[low] + (place - Double(low)) * (next - values[low])
        }
        let (lower, upper) = (quantile((1 - level) / 2), quantile((1 + level) / 2))
        // NaN has no order; a caller that hands one in gets no interval.
        return lower <= upper ? lower...upper : nil
    }
}

/// Hoare's selection (1961): what belongs at a place comes there, smaller values before it, larger ones behind.
private func partition(_ values: UnsafeMutableBufferPointer<Double>, at place: Int) {
    var (low, high) = (0, values.count - 1)
    while low < high {
        let pivot = values[place]
        var (left, right) = (low, high)
        while left <= right {
            while values[left] < pivot { left += 1 }
            while pivot < values[right] { right -= 1 }
            if left <= right {
                values.swapAt(left, right)
                left += 1
                right -= 1
            }
        }
        if right < place { low = left }
        if left > place { high = right }
    }
}
