import Foundation
import Ingestion
import Testing

@Suite struct PriceFilesTests {
    @Test("A folder gives its csv files in byte order of their names, without folders and hidden files")
    func folder() throws {
        try withTemporaryFolder { folder in
            for name in ["b.csv", "a.csv", "B.csv", "ä.csv", "C.CSV", "notes.txt", ".hidden.csv", "^VIX.csv"] {
                try Data().write(to: folder.appending(path: name))
            }
            try FileManager.default.createDirectory(
                at: folder.appending(path: "old.csv"), withIntermediateDirectories: false)
            let path = folder.path(percentEncoded: false)
            let parent = path.hasSuffix("/") ? path : path + "/"
            let expected = ["B.csv", "C.CSV", "^VIX.csv", "a.csv", "b.csv", "ä.csv"].map { parent + $0 }
            #expect(try priceFiles(at: path) == expected)
            #expect(try priceFiles(at: parent + "notes.txt") == [parent + "notes.txt"])
        }
    }

    @Test("What is not there is said to be not there")
    func nothing() {
        #expect(throws: IngestionError.notFound(path: "/no/such/folder")) { try priceFiles(at: "/no/such/folder") }
        #expect(throws: IngestionError.notFound(path: "/no/such.csv")) {
            try PriceFileReader().read(path: "/no/such.csv")
        }
    }

    @Test("A folder is not read as a file")
    func folderAsFile() throws {
        try withTemporaryFolder { folder in
            let path = folder.path(percentEncoded: false)
            #expect(throws: IngestionError.unreadable(path: path, reason: "not a regular file")) {
                try PriceFileReader().read(path: path)
            }
        }
    }
}

private func withTemporaryFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "hindcast-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
}
