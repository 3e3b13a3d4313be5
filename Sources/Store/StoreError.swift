internal import GRDB

/// Why the store could not do what it was asked, as a sentence for the operator.
public enum StoreError: Error, Hashable, CustomStringConvertible {
    /// The file cannot be made here.
    case cannotCreate(path: String, reason: String)
    /// There is no such file to read.
    case missing(path: String)
    /// The file is something else than an SQLite database.
    case notADatabase(path: String)
    /// The file is an SQLite database of another program.
    case otherApplication(path: String, applicationID: Int32)
    /// A newer Hindcast wrote the file.
    case newerVersion(path: String, found: Int, known: Int)
    /// An older Hindcast wrote the file, and it is open for reading only.
    case olderVersion(path: String, found: Int, known: Int)
    /// Another process holds the file.
    case locked(path: String)
    /// The disk is full.
    case diskFull(path: String)
    /// The file or its folder cannot be written.
    case readOnly(path: String)
    /// The file is damaged.
    case damaged(path: String, detail: String)
    /// Reading or writing failed for another reason.
    case inputOutput(path: String, detail: String)
    /// A value that must be a finite number is not one.
    case notFinite(name: String, of: String)
    /// A row breaks a rule of the tables.
    case refused(path: String, detail: String)
    /// There is no such run.
    case unknownRun(id: String)
    /// There is no such trial.
    case unknownTrial(run: String, planIndex: Int)
    /// There is no such series.
    case unknownSeries(symbol: String)
    /// There is no such registered model.
    case unknownModel(id: Int64)
    /// The clock tells an earlier time than the store was last written at.
    case clockRunsBackwards(path: String, now: String, last: String)
    /// A copy for safety could not be made.
    case noBackup(path: String, reason: String)
    /// A run of this name was made from something else.
    case differentRun(id: String, what: String)

    /// The sentence for the operator.
    public var description: String {
        switch self {
        case .cannotCreate(let path, let reason):
            "cannot create output \(path): \(reason)"
        case .missing(let path):
            "\(path): no such store; check the path, or make one with `hindcast run` or `hindcast ingest`"
        case .notADatabase(let path):
            "\(path): not an SQLite database, left untouched; give another path"
        case .otherApplication(let path, let applicationID):
            "\(path): an SQLite database of another program (application id \(applicationID)), left untouched; "
                + "give another path"
        case .newerVersion(let path, let found, let known):
            "\(path): written by a newer hindcast (store version \(found), this one knows \(known)); upgrade hindcast"
        case .olderVersion(let path, let found, let known):
            "\(path): written by an older hindcast (store version \(found), this one needs \(known)); "
                + "run `hindcast ingest` or `hindcast run` on it once to bring it up to date"
        case .locked(let path):
            "\(path): another process is writing to it; try again when it has finished"
        case .diskFull(let path):
            "\(path): the disk is full, nothing of the last step was kept; free space and run again"
        case .readOnly(let path):
            "\(path): cannot be written; check the permissions of the file and of its folder"
        case .damaged(let path, let detail):
            "\(path): the database is damaged (\(detail)); restore a copy or delete it and run again"
        case .inputOutput(let path, let detail):
            "\(path): reading or writing failed (\(detail)); check the disk and its permissions"
        case .notFinite(let name, let owner):
            "\(owner): \(name) is not a finite number, so nothing of this step was stored"
        case .refused(let path, let detail):
            "\(path): a row breaks a rule of the store (\(detail)), so nothing of this step was stored"
        case .unknownRun(let id):
            "no run \(id) in the store; `hindcast runs` lists what there is"
        case .unknownTrial(let run, let planIndex):
            "no trial \(planIndex) of run \(run) in the store"
        case .unknownSeries(let symbol):
            "no series \(symbol) in the store; ingest its prices first"
        case .unknownModel(let id):
            "no registered model \(id) in the store; `hindcast models --db` lists them with their numbers"
        case .clockRunsBackwards(let path, let now, let last):
            "the clock says \(now), but \(path) was written to at \(last); nothing was done, because new prices would be "
                + "taken for mistakes; set the clock and run again"
        case .noBackup(let path, let reason):
            "cannot write the copy \(path): \(reason); nothing was changed; make room and run again"
        case .differentRun(let id, let what):
            "run \(id) is in the store with another \(what); give the new run another name"
        }
    }
}

extension StoreError {
    /// What an error of SQLite means for the operator.
    init(_ error: DatabaseError, path: String) {
        let detail = error.message ?? "SQLite code \(error.extendedResultCode.rawValue)"
        self =
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: .locked(path: path)
            case .SQLITE_FULL: .diskFull(path: path)
            case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: .readOnly(path: path)
            case .SQLITE_CANTOPEN:
                .cannotCreate(path: path, reason: "\(detail); check that its folder exists and can be written")
            case .SQLITE_NOTADB: .notADatabase(path: path)
            case .SQLITE_CORRUPT: .damaged(path: path, detail: detail)
            case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH: .refused(path: path, detail: detail)
            default: .inputOutput(path: path, detail: detail)
            }
    }
}

/// The value, or an error that names it where it is not finite: SQLite would turn a NaN into NULL.
func finite(_ value: Double, _ name: String, of owner: @autoclosure () -> String) throws(StoreError) -> Double {
    guard value.isFinite else { throw .notFinite(name: name, of: owner()) }
    return value
}

/// The value, or an error that names it where it is there and not finite.
func finiteIfKnown(_ value: Double?, _ name: String, of owner: @autoclosure () -> String) throws(StoreError)
    -> Double?
{
    guard let value else { return nil }
    return try finite(value, name, of: owner())
}
