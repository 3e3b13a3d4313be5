internal import CKernels

/// The instruction set that the kernels run on: `avx512`, `avx2`, `neon` or `baseline`.
///
/// All paths give the same bits; they differ in speed alone. The choice is made once at start: the widest that the
/// processor has, unless the environment variable `HINDCAST_CPU` names another.
public struct KernelPath: @unchecked Sendable, Hashable, CustomStringConvertible {
    // The table is a constant of the C module, hence safe to share.
    private let table: UnsafePointer<hindcast_kernel_table>

    private init(table: UnsafePointer<hindcast_kernel_table>) {
        self.table = table
    }

    /// The path of this name, or nil if this processor or this build lacks it.
    public init?(named name: String) {
        guard let table = hindcast_kernels(name) else { return nil }
        self.init(table: table)
    }

    /// The path chosen at start.
    public static let chosen = KernelPath(table: hindcast_kernels(nil))

    /// The names of all paths there are on some processor.
    public static let allNames = ["avx512", "avx2", "neon", "baseline"]

    /// The paths that this processor and this build have, widest first.
    public static var available: [KernelPath] { allNames.compactMap { KernelPath(named: $0) } }

    /// What `HINDCAST_CPU` asked for, if that cannot be had; then the widest path is used instead.
    public static var refusedRequest: String? { hindcast_cpu_refused().map { String(cString: $0) } }

    /// The name of the path.
    public var description: String { String(cString: table.pointee.path) }

    /// The functions for one scalar type.
    func kernels<Scalar: NetworkScalar>(for scalar: Scalar.Type) -> hindcast_scalar_kernels {
        Scalar._kernelKind == 0 ? table.pointee.kinds.0 : table.pointee.kinds.1
    }
}
