internal import Store

/// Hands out a store's whole content as lines of text that can be compared with those of another store.
public func dumpStore(_ path: String, withTimes: Bool, _ body: (String) throws -> Void) throws {
    try Store.openReadOnly(path: path).dump(excludingTimes: !withTimes, body)
}
