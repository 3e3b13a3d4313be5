// swift-tools-version: 6.2
import PackageDescription

/// One target a folder; dependencies point one way, from the market to the command line.
let package = Package(
    name: "hindcast",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "hindcast", targets: ["hindcast"]),
        .library(name: "HindcastForecasting", targets: ["Evaluation", "Forecasting", "Predictors"]),
        .library(name: "HindcastLearning", targets: ["Learning"]),
        .library(name: "HindcastMarketData", targets: ["Ingestion", "Market", "Windowing"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CLibCSV", providers: [.apt(["libcsv-dev"]), .brew(["libcsv"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .target(name: "CKernels"),
        .target(name: "CPriceRows"),
        .target(name: "CSHA256"),
        .target(name: "ElementaryFunctions"),
        .target(name: "Market"),
        .target(
            name: "Ingestion",
            dependencies: ["CLibCSV", "CPriceRows", "CSHA256", "CZlib", "ElementaryFunctions", "Market"]),
        .target(name: "Windowing", dependencies: ["ElementaryFunctions", "Market"]),
        .target(name: "Forecasting", dependencies: ["ElementaryFunctions", "Market", "Windowing"]),
        .target(name: "Learning", dependencies: ["CKernels", "ElementaryFunctions"]),
        .target(name: "SequenceLab", dependencies: ["ElementaryFunctions", "Learning"]),
        .target(
            name: "Predictors",
            dependencies: ["ElementaryFunctions", "Forecasting", "Learning", "Market", "Windowing"]),
        .target(name: "Evaluation", dependencies: ["ElementaryFunctions", "Forecasting", "Market", "Windowing"]),
        .target(
            name: "Store",
            dependencies: [
                "ElementaryFunctions", "Evaluation", "Ingestion", "Market",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        .target(name: "Reporting", dependencies: ["Evaluation", "Market"]),
        .target(
            name: "Pipeline",
            dependencies: [
                "ElementaryFunctions", "Evaluation", "Forecasting", "Ingestion", "Learning", "Market", "Predictors",
                "Reporting",
                "SequenceLab",
                "Store", "Windowing", "Yams", .product(name: "Logging", package: "swift-log"),
            ]),
        .executableTarget(
            name: "hindcast",
            dependencies: [
                "Ingestion", "Market", "Pipeline", "SequenceLab",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .target(
            name: "TestSupport", dependencies: ["Forecasting", "Market", "Windowing"], path: "Tests/TestSupport"),
    ]
)

/// A test target mirrors the target it tests; fixtures lie in a folder of its own.
for (target, extra, hasFixtures) in [
    ("ElementaryFunctions", [], false),
    ("Market", [], false),
    ("Ingestion", ["Market"], true),
    ("Windowing", ["Market"], false),
    ("Forecasting", ["Market", "Windowing"], true),
    ("Learning", [], true),
    ("SequenceLab", ["Learning"], false),
    ("Predictors", ["Forecasting", "Learning", "Market", "Windowing"], false),
    ("Evaluation", ["Forecasting", "Market", "Predictors", "Windowing"], true),
    ("Store", ["Evaluation", "Ingestion", "Market", .product(name: "GRDB", package: "GRDB.swift")], false),
    ("Reporting", ["Evaluation", "Market"], true),
    (
        "Pipeline",
        [
            "Evaluation", "Forecasting", "Ingestion", "Market", "Predictors", "Reporting", "Store", "Windowing",
            .product(name: "GRDB", package: "GRDB.swift"),
        ], true
    ),
] as [(String, [Target.Dependency], Bool)] {
    package.targets.append(
        .testTarget(
            name: "\(target)Tests",
            dependencies: [.init(stringLiteral: target), "TestSupport"] + extra,
            resources: hasFixtures ? [.copy("Fixtures")] : []))
}
// The command line is tested as a process; it is built because the tests depend on it.
package.targets.append(
    .testTarget(
        name: "HindcastTests",
        dependencies: [
            "hindcast", "Market", "Pipeline", "Store", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
        ],
        resources: [.copy("Fixtures")]))

for target in package.targets where target.type != .system {
    if ["CKernels", "CPriceRows", "CSHA256"].contains(target.name) {
        target.cSettings = [.treatAllWarnings(as: .error)]
        continue
    }
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
}
