/// Shares out trials among shards so that all take about as long: the longest first, each to the shard with the
/// least so far.
///
/// No shard then has more than 4/3 of what the best division would give its longest (Graham, "Bounds on
/// multiprocessing timing anomalies", 1969). Equal costs go by their order, so the same trials are always shared out
/// in the same way.
///
/// - Returns: the shard of each trial.
func balance(costs: [Double], among shards: Int) -> [Int] {
    precondition(shards >= 1)
    var loads = LeastLoaded(count: shards)
    var shardOf = [Int](repeating: 0, count: costs.count)
    for trial in costs.indices.sorted(by: { (costs[$1], $0) < (costs[$0], $1) }) {
        shardOf[trial] = loads.give(costs[trial])
    }
    return shardOf
}

/// Shards in a binary heap, the one with the least load on top.
private struct LeastLoaded {
    private var heap: [(load: Double, shard: Int)]

    init(count: Int) {
        // All loads are equal: in order, this is a heap already.
        heap = (0..<count).map { (0, $0) }
    }

    /// Adds to the load of the shard with the least.
    ///
    /// - Returns: that shard.
    mutating func give(_ load: Double) -> Int {
        let shard = heap[0].shard
        heap[0].load += load
        sink()
        return shard
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
