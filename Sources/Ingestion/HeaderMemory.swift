private import Synchronization

/// The layouts of the headers met so far.
///
/// Hundreds of files of a folder have one header, and looking its words up in the tables of all vendors takes longer than
/// reading a hundred rows.
enum HeaderMemory {
    private struct Header: Hashable {
        var names: [String]
        var fieldCount: Int
    }

    /// Few headers are met in one run; more than these are looked up anew.
    private static let capacity = 64
    private static let known = Mutex<[Header: Result<ColumnLayout, HeaderProblem>]>([:])

    /// The layout that a header gives, as ``ColumnLayout/init(names:fieldCount:)`` finds it.
    static func layout(names: [String], fieldCount: Int) throws(HeaderProblem) -> ColumnLayout {
        let header = Header(names: names, fieldCount: fieldCount)
        if let result = known.withLock({ $0[header] }) { return try result.get() }
        let result: Result<ColumnLayout, HeaderProblem>
        do throws(HeaderProblem) {
            result = .success(try ColumnLayout(names: names, fieldCount: fieldCount))
        } catch {
            result = .failure(error)
        }
        known.withLock { if $0.count < capacity { $0[header] = result } }
        return try result.get()
    }
}
