#ifndef HINDCAST_CPEAK_H
#define HINDCAST_CPEAK_H

/// Runs `rounds` rounds of fused multiply-adds that depend on nothing but registers, and returns how many
/// floating-point operations that were (an fma counts two). `path` is avx512, avx2 or anything else for the
/// plain vector unit.
double hindcast_peak_round(const char *path, long rounds);

#endif
