internal import Market
internal import Store

// What the commands that keep a store in order call: one function each, text in return.

/// Makes a fitted model the champion from the next night on.
public func promoteModel(_ id: Int64, store path: String, now: String) throws -> String {
    let lock = try RunLock(store: path, startedAt: now)
    let store = try Store.openExisting(path: path)
    guard let model = try store.model(id: id) else { throw StoreError.unknownModel(id: id) }
    guard let last = try store.latestNight() else {
        throw NothingStoredError("\(path) holds no night, so no model is in use; run a nightly pipeline first")
    }
    try store.promote(model: id, session: last)
    lock.release()
    return
        "\(model.model.name) (#\(id), fitted on what was known on \(model.model.cutoff)) forecasts from the next night on.\n"
}

/// Copies a store while it may be in use.
public func backupStore(_ path: String, to target: String) throws -> String {
    let store = try Store.openExisting(path: path)
    try store.quickCheck()
    try store.backup(to: target)
    return "\(path) was copied to \(target); the copy was looked over and is whole.\n"
}

/// Removes old runs and states.
public func pruneStore(_ path: String, keeping count: Int, now: String) throws -> String {
    let lock = try RunLock(store: path, startedAt: now)
    let result = try Store.openExisting(path: path).prune(keeping: count)
    lock.release()
    return
        "Removed \(result.runs) runs and \(result.states) states; bars, forecasts of record and their models stay.\n"
}
