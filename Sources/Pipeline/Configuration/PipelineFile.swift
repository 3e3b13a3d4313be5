public import Forecasting

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A pipeline file that was read and found to be well-formed.
///
/// Reading is strict: what is not understood is not ignored. An unknown key, a wrong type, a value out of range is
/// one sentence with file, line and key, before any work begins. `docs/pipeline-file.md` lists the keys.
///
/// ```swift
/// let file = try PipelineFile.read(path: "pipelines/nightly.yaml", families: registry)
/// try file.validate(filesRelativeTo: file.folder)
/// let prices = file.configuration.data.prices.map { file.resolved($0) }
/// ```
public struct PipelineFile: Hashable, Sendable {
    /// An input path, where it stands, and what it may be.
    struct Input: Hashable, Sendable {
        var path: String
        var keyPath: String
        var mayBeFolder: Bool
        var location: PipelineFileError.Location?
    }

    /// The path as it was given.
    public let path: String
    /// What the file says.
    public let configuration: PipelineConfiguration
    private let inputs: [Input]

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: where it lies.
    ///   - families: the models there are, with their settings: the registry's table.
    public static func read(path: String, families: [ModelFamily]) throws(PipelineFileError) -> PipelineFile {
        guard FileManager.default.fileExists(atPath: path) else {
            throw PipelineFileError(.missingInput, file: path, "there is no such file; check the path")
        }
        guard !isFolder(path) else {
            throw PipelineFileError(.missingInput, file: path, "is a folder; name the pipeline file in it")
        }
        guard let contents = FileManager.default.contents(atPath: path) else {
            throw PipelineFileError(.missingInput, file: path, "cannot be read; check its permissions")
        }
        guard let text = String(validating: contents, as: UTF8.self) else {
            throw PipelineFileError(file: path, "is not UTF-8 text; save it as UTF-8")
        }
        return try parse(text, path: path, families: families)
    }

    /// Reads the text of a file; `path` is what messages call it.
    public static func parse(
        _ text: String, path: String, families: [ModelFamily]
    ) throws(PipelineFileError) -> PipelineFile {
        var decoding = ConfigurationDecoding(families: families)
        let configuration = try decoding.configuration(from: YAMLDocument.root(of: text, file: path))
        return PipelineFile(path: path, configuration: configuration, inputs: decoding.inputs)
    }

    private init(path: String, configuration: PipelineConfiguration, inputs: [Input]) {
        self.path = path
        self.configuration = configuration
        self.inputs = inputs
    }

    /// The folder the file lies in, to which its relative paths are relative; `.` for a bare file name.
    public var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// A path of the configuration as the file system needs it: absolute as it is, relative joined to ``folder``.
    public func resolved(_ path: String) -> String {
        PipelineFile.resolved(path, relativeTo: folder)
    }

    /// Checks that every input path exists and is what it must be.
    ///
    /// It is a step of its own so that a file can be read, listed and compared where its data do not lie.
    public func validate(filesRelativeTo folder: String) throws(PipelineFileError) {
        for input in inputs {
            let path = PipelineFile.resolved(input.path, relativeTo: folder)
            guard FileManager.default.fileExists(atPath: path) else {
                throw PipelineFileError(
                    .missingInput, file: self.path, at: input.location,
                    "\(input.keyPath) is \(quoted(input.path)), but there is no \(path)")
            }
            guard input.mayBeFolder || !PipelineFile.isFolder(path) else {
                throw PipelineFileError(
                    .missingInput, file: self.path, at: input.location,
                    "\(input.keyPath) is \(quoted(input.path)), but \(path) is a folder and must be a file")
            }
        }
    }

    private static func resolved(_ path: String, relativeTo folder: String) -> String {
        path.hasPrefix("/") || folder == "." ? path : folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
    }

    /// Only a folder has an entry `.`; the question is the same to both Foundations and follows links.
    private static func isFolder(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path + "/.")
    }
}
