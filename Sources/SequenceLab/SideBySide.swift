extension LabSettings {
    /// The results of `work` for `0..<count`, in that order, computed a few at a time.
    ///
    /// - Throws: the first error of any of them.
    func sideBySide<Result: Sendable>(
        _ count: Int, _ work: @escaping @Sendable (Int) throws -> Result
    ) async throws -> [Result] {
        var results = [Result?](repeating: nil, count: count)
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            var next = 0
            func startNext() {
                guard next < count else { return }
                let index = next
                next += 1
                group.addTask { (index, try work(index)) }
            }
            for _ in 0..<jobs { startNext() }
            while let (index, result) = try await group.next() {
                results[index] = result
                startNext()
            }
        }
        return results.compactMap { $0 }
    }
}
