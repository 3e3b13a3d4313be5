import Foundation
import GRDB
import Testing

@testable import Store

@Suite("Opening a store")
struct OpeningTests {
    let folder: Folder

    init() throws {
        folder = try Folder()
    }

    @Test("An empty place becomes a store with its mark, version, journal and rules")
    func newFile() throws {
        let store = try folder.store()
        #expect(try store.count("PRAGMA application_id") == 0x4843_4153)
        #expect(try store.count("PRAGMA user_version") == Migrations.known)
        #expect(try store.count("PRAGMA foreign_keys") == 1)
        #expect(try store.count("PRAGMA synchronous") == 1)
        #expect(try store.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
        let loose = "SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE "
        #expect(try store.count(loose + "'sqlite_%' AND name <> 'grdb_migrations'") == 0)
        #expect(try store.count("SELECT count(*) FROM pragma_table_list WHERE strict = 1") == 45)
    }

    @Test("A store can be opened again, for writing and for reading only")
    func again() throws {
        try folder.store().close()
        try folder.store().close()
        let store = try Store.openReadOnly(path: folder.path())
        #expect(try store.runs().isEmpty)
        #expect(throws: StoreError.readOnly(path: folder.path())) { try store.beginRun(run()) }
    }

    @Test("The mark stands in the file itself before anything else is written")
    func markSurvivesCrash() throws {
        let store = try folder.store()
        // The log is not merged yet, as after a crash: what stands in the file must be enough.
        let header = try Data(contentsOf: URL(filePath: folder.path())).prefix(100)
        #expect(Array(header[68..<72]) == Array("HCAS".utf8))
        try store.close()
    }

    @Test(
        "What is not a store is refused and left as it was",
        arguments: ["plain text", String(repeating: "no database at all. ", count: 100)])
    func notADatabase(content: String) throws {
        let path = folder.path()
        try Data(content.utf8).write(to: URL(filePath: path))
        #expect(throws: StoreError.notADatabase(path: path)) { try Store.open(path: path) }
        #expect(throws: StoreError.notADatabase(path: path)) { try Store.openReadOnly(path: path) }
        #expect(try Data(contentsOf: URL(filePath: path)) == Data(content.utf8))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).count == 1)
    }

    @Test("Another program's database is refused and left as it was", arguments: [0, 77])
    func otherApplication(applicationID: Int32) throws {
        let path = folder.path()
        let other = try DatabaseQueue(path: path)
        try other.write { db in
            try db.execute(sql: "CREATE TABLE t (a); PRAGMA application_id = \(applicationID)")
        }
        try other.close()
        let before = try Data(contentsOf: URL(filePath: path))
        let refusal = StoreError.otherApplication(path: path, applicationID: applicationID)
        #expect(throws: refusal) { try Store.open(path: path) }
        #expect(throws: refusal) { try Store.openReadOnly(path: path) }
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).count == 1)
    }

    @Test("A newer program's store is refused", arguments: [true, false])
    func newerVersion(isLogMerged: Bool) throws {
        let newer = try folder.store()
        try newer.write { try $0.execute(sql: "PRAGMA user_version = 99") }
        if isLogMerged { try newer.close() }
        let refusal = StoreError.newerVersion(path: folder.path(), found: 99, known: Migrations.known)
        #expect(throws: refusal) { try folder.store() }
        #expect(throws: refusal) { try Store.openReadOnly(path: folder.path()) }
    }

    @Test("A store that still has to be migrated is not opened for reading only")
    func olderVersion() throws {
        let older = try folder.store()
        try older.write { try $0.execute(sql: "PRAGMA user_version = 0") }
        try older.close()
        #expect(throws: StoreError.olderVersion(path: folder.path(), found: 0, known: Migrations.known)) {
            try Store.openReadOnly(path: folder.path())
        }
    }

    @Test("A missing folder, a folder in the file's place and a missing file are told apart")
    func wrongPlaces() throws {
        let absent = folder.path("absent/store.sqlite")
        #expect(
            throws: StoreError.cannotCreate(
                path: absent, reason: "the folder \(folder.path("absent")) does not exist; make it first")
        ) { try Store.open(path: absent) }
        #expect(
            throws: StoreError.cannotCreate(path: folder.url.path, reason: "it is a folder or device, not a file")
        ) { try Store.open(path: folder.url.path) }
        #expect(throws: StoreError.missing(path: folder.path())) { try Store.openReadOnly(path: folder.path()) }
        #expect(StoreError.cannotCreate(path: "x", reason: "y").description.hasPrefix("cannot create output"))
    }

    @Test("A file that another process is writing is reported as locked")
    func locked() throws {
        let first = try folder.store()
        let second = try Store.open(path: folder.path(), busyTimeout: 0)
        try first.write { _ in
            _ = #expect(throws: StoreError.locked(path: folder.path())) { try second.beginRun(run()) }
        }
        #expect(try second.beginRun(run()) == .new)
    }

    @Test("A full disk is reported as such and the last step is taken back")
    func diskFull() throws {
        let store = try folder.store()
        // The file may not grow any more: what SQLite does on a full disk.
        try store.queue.writeWithoutTransaction { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(pages + 2)")
        }
        #expect(throws: StoreError.diskFull(path: folder.path())) {
            try store.ingest(file(prices("AAA", [Double](repeating: 1, count: 5000))), at: noon)
        }
        #expect(try store.count("SELECT count(*) FROM series") == 0)
    }
}
