// swift-tools-version: 6.2
import PackageDescription

/// A package of its own, so that users of Hindcast never resolve or build it.
let package = Package(
    name: "hindcast-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "hindcast", path: "..")],
    targets: [
        .target(name: "CPeak"),
        .executableTarget(
            name: "Bench",
            dependencies: [
                "CPeak", .product(name: "HindcastLearning", package: "hindcast"),
                .product(name: "HindcastMarketData", package: "hindcast"),
            ]),
        .executableTarget(
            name: "Judge",
            dependencies: [
                .product(name: "HindcastForecasting", package: "hindcast"),
                .product(name: "HindcastMarketData", package: "hindcast"),
            ]),
    ]
)
