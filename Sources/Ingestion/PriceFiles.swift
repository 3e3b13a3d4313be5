#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// The price files at a path: the path itself, or where it is a folder the files in it that look like it.
///
/// Those are `.csv` and `.tsv`, also packed as `.csv.gz` or `.tsv.gz`, and `.zip`.
///
/// A folder's files come in byte order of their names, whatever the locale and the file system say; its own
/// folders and names that begin with a dot are left out.
///
/// - Throws: ``IngestionError`` when there is nothing at the path or the folder cannot be listed.
public func priceFiles(at path: String) throws(IngestionError) -> [String] {
    guard let pathIsFolder = isFolder(path) else { throw .ofSystem(errno, path: path) }
    guard pathIsFolder else { return [path] }
    guard let folder = opendir(path) else { throw .ofSystem(errno, path: path) }
    defer { closedir(folder) }
    var names: [String] = []
    while true {
        errno = 0
        guard let entry = readdir(folder) else { break }
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if !name.hasPrefix("."), fileSuffixes.contains(where: name.lowercased().hasSuffix) { names.append(name) }
    }
    guard errno == 0 else { throw .ofSystem(errno, path: path) }
    let parent = path.hasSuffix("/") ? path : path + "/"
    return
        names
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        .map { parent + $0 }
        .filter { isFolder($0) != true }
}

private let fileSuffixes = [".csv", ".tsv", ".csv.gz", ".tsv.gz", ".zip"]

/// Whether a path is a folder, or nil, with `errno` set, where there is nothing to ask.
private func isFolder(_ path: String) -> Bool? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT == S_IFDIR : nil
}
