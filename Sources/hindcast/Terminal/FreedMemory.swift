#if canImport(Glibc)
    internal import Glibc
#endif

/// Keeps memory that was freed for the next file, instead of handing it back to the system and asking for it again.
///
/// Hundreds of files of the same size follow one another; the system would clear again and again what is about to be
/// overwritten.
func keepFreedMemory() {
    #if canImport(Glibc)
        // malloc.h is in no Swift module: -3 is M_MMAP_THRESHOLD and -1 M_TRIM_THRESHOLD.
        typealias Setter = @convention(c) (CInt, CInt) -> CInt
        guard let symbol = dlsym(nil, "mallopt") else { return }
        let set = unsafeBitCast(symbol, to: Setter.self)
        _ = set(-3, 64 << 20)
        _ = set(-1, 256 << 20)
    #endif
}
