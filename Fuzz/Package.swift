// swift-tools-version: 6.2
import PackageDescription

/// Random files for the reader. A package of its own, so that users of Hindcast never resolve or build it; its
/// targets are links to those of Hindcast, so that they can be built with the fuzzer's instrumentation.
let sanitized: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"), .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .unsafeFlags(["-sanitize=fuzzer,address", "-parse-as-library"]),
]

let package = Package(
    name: "hindcast-fuzz",
    targets: [
        .systemLibrary(name: "CLibCSV"), .systemLibrary(name: "CZlib"),
        .target(name: "Market", swiftSettings: sanitized),
        .target(name: "Ingestion", dependencies: ["CLibCSV", "CZlib", "Market"], swiftSettings: sanitized),
        .executableTarget(
            name: "FuzzReader", dependencies: ["Ingestion", "Market"], swiftSettings: sanitized,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address"])]),
    ]
)
