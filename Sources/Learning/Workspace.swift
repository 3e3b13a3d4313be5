/// The memory of a network's passes, kept from call to call so that nothing is allocated once it has grown.
///
/// A workspace belongs to one thread. It holds what ``Network/forward(parameters:input:steps:batch:state:workspace:)``
/// must remember for the backward pass, the tape; a workspace for inference keeps none, and two layers' outputs are
/// all it holds.
public final class Workspace<Scalar: NetworkScalar> {
    /// Whether a backward pass can follow.
    public let recordsTape: Bool
    /// The instruction set to run on.
    public let path: KernelPath
    /// `[steps][batch][outputSize]` of the last forward pass.
    public internal(set) var output: [Scalar] = []
    /// `[batch][stateSize]`: the last backward pass's gradient of the state before the first step; copied out at each
    /// access.
    public var initialStateGradient: [Scalar] { stateGradient.copy(stateGradientCount) }
    /// `[steps + context][batch][inputSize]` of the last backward pass that was asked for it, else empty; copied out
    /// at each access.
    public var inputGradient: [Scalar] { firstGradient.copy(inputGradientCount) }

    /// The extents of the recorded forward pass; nil when there is none.
    var recorded: (steps: Int, batch: Int)?
    var input = AlignedBuffer<Scalar>()
    var initialState = AlignedBuffer<Scalar>()
    var activations: [AlignedBuffer<Scalar>] = []
    var tapes: [AlignedBuffer<Scalar>] = []
    var gradients = [AlignedBuffer<Scalar>(), AlignedBuffer<Scalar>()]
    var scratch = AlignedBuffer<Scalar>()
    var stateGradient = AlignedBuffer<Scalar>()
    var stateGradientCount = 0
    var firstGradient = AlignedBuffer<Scalar>()
    var inputGradientCount = 0

    /// An empty workspace.
    ///
    /// - Parameters:
    ///   - recordsTape: false for inference.
    ///   - path: the instruction set; all give the same bits.
    public init(recordsTape: Bool = true, path: KernelPath = .chosen) {
        self.recordsTape = recordsTape
        self.path = path
    }

    deinit {
        let others = [input, initialState, scratch, stateGradient, firstGradient]
        for buffer in activations + tapes + gradients + others { buffer.deallocate() }
    }

    /// Where a layer's output goes; without a tape every second layer shares its memory.
    func activation(of layer: Int, count: Int) -> UnsafeMutablePointer<Scalar> {
        let slot = recordsTape ? layer : layer % 2
        while activations.count <= slot { activations.append(AlignedBuffer()) }
        return activations[slot].reserve(count)
    }

    /// What a layer remembers beside its output; nil without a tape.
    func tape(of layer: Int, count: Int) -> UnsafeMutablePointer<Scalar>? {
        guard recordsTape else { return nil }
        while tapes.count <= layer { tapes.append(AlignedBuffer()) }
        return tapes[layer].reserve(count)
    }
}

/// Memory that grows and never shrinks, aligned to the widest vector.
struct AlignedBuffer<Scalar: NetworkScalar> {
    private var memory: UnsafeMutableRawPointer?
    private var capacity = 0

    /// Room for `count` scalars; growing forgets the content.
    mutating func reserve(_ count: Int) -> UnsafeMutablePointer<Scalar> {
        let needed = max(count, 1)
        if capacity < needed {
            memory?.deallocate()
            memory = .allocate(byteCount: needed * MemoryLayout<Scalar>.stride, alignment: 64)
            memory!.initializeMemory(as: Scalar.self, repeating: 0, count: needed)
            capacity = needed
        }
        return memory!.assumingMemoryBound(to: Scalar.self)
    }

    /// The first `count` scalars as an array.
    func copy(_ count: Int) -> [Scalar] {
        guard let memory, count > 0 else { return [] }
        return Array(UnsafeBufferPointer(start: memory.assumingMemoryBound(to: Scalar.self), count: count))
    }

    func deallocate() {
        memory?.deallocate()
    }
}

extension UnsafeMutablePointer where Pointee: NetworkScalar {
    /// Makes the first `count` scalars zero, as fast as memory allows: `update(repeating:)` is generic code.
    func fillWithZeros(count: Int) {
        UnsafeMutableRawPointer(self).initializeMemory(
            as: UInt8.self, repeating: 0, count: count * MemoryLayout<Pointee>.stride)
    }
}

extension Array where Element: NetworkScalar {
    /// Makes the count right, keeping memory where it can; new content is zero.
    mutating func resize(to newCount: Int) {
        guard count != newCount else { return }
        removeAll(keepingCapacity: true)
        append(contentsOf: repeatElement(0, count: newCount))
    }
}
