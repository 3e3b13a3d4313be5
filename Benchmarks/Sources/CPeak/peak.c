// The most floating-point operations a core can do: twelve independent chains of fused multiply-adds, more than the
// units' latency needs. What kernels reach is stated as a fraction of this, measured in the same run.

#include "CPeak.h"

#include <string.h>

#define CHAINS 12

static volatile float sink;

#define PEAK(name, bytes)                                                                             \
    static double name(long rounds) {                                                                  \
        typedef float vector __attribute__((ext_vector_type((bytes) / 4)));                            \
        vector sum[CHAINS], x = (vector)1.0000001f, y = (vector)1e-7f;                                 \
        for (int i = 0; i < CHAINS; i++) sum[i] = (vector)(float)i;                                    \
        for (long r = 0; r < rounds; r++) {                                                            \
            _Pragma("clang loop unroll(full)") for (int i = 0; i < CHAINS; i++)                        \
                sum[i] = __builtin_elementwise_fma(sum[i], x, y);                                      \
        }                                                                                              \
        vector all = sum[0];                                                                           \
        for (int i = 1; i < CHAINS; i++) all += sum[i];                                                \
        sink = all[0];                                                                                 \
        return (double)rounds * CHAINS * ((bytes) / 4) * 2;                                            \
    }

PEAK(peak_plain, 16)

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
PEAK(peak_avx2, 32)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,fma"))), apply_to = function)
PEAK(peak_avx512, 64)
#pragma clang attribute pop
#endif

double hindcast_peak_round(const char *path, long rounds) {
#if defined(__x86_64__)
    if (strcmp(path, "avx512") == 0) return peak_avx512(rounds);
    if (strcmp(path, "avx2") == 0) return peak_avx2(rounds);
#endif
    return peak_plain(rounds);
}
