// The kernels, compiled once for each instruction set, and the choice among them at start.

#include "CKernels.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline, unused))
// Structures that the kernels of one path hand to those of another, whose own type of that layout they are.
#define SHARED __attribute__((may_alias))
#define UNROLL _Pragma("clang loop unroll(full)")

/// Rows of a weight gradient that are summed before the next are read, so that they stay in the nearest cache.
#define BLOCK_ROWS 128

// Only what is written as a fused multiply-add is one.
#pragma clang fp contract(off)
#pragma clang diagnostic ignored "-Wunused-function"
#pragma clang diagnostic ignored "-Wpass-failed"

// The baseline: one lane, and fmaf and fma where the processor has no such instruction. The reference for the rest.
#define PATH baseline
#define BYTES sizeof(REAL)
#define MOST_ROWS 4
#define MOST_VECTORS 2
#define ROWS_2 4
#define ROWS_1 4
#define NARROW_ROWS 1
#include "Kernels.h"

#if defined(__x86_64__)

static const int64_t lane_masks[] = {-1, -1, -1, -1, 0, 0, 0, 0};
static const int32_t narrow_lane_masks[] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define PATH avx2
#define BYTES 32
#define MOST_ROWS 8
#define MOST_VECTORS 2
#define ROWS_2 6
#define ROWS_1 8
#define NARROW_ROWS 3
#define MASK(table, lanes, count) _mm256_loadu_si256((const __m256i_u *)((table) + (lanes) - (count)))
#define LOAD_SOME_FLOAT(from, count) _mm256_maskload_ps(from, MASK(narrow_lane_masks, 8, count))
#define STORE_SOME_FLOAT(to, x, count) _mm256_maskstore_ps(to, MASK(narrow_lane_masks, 8, count), (__m256)(x))
#define LOAD_SOME_DOUBLE(from, count) _mm256_maskload_pd(from, MASK(lane_masks, 4, count))
#define STORE_SOME_DOUBLE(to, x, count) _mm256_maskstore_pd(to, MASK(lane_masks, 4, count), (__m256d)(x))
#include "Kernels.h"
#undef MASK
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma"))), apply_to = function)
#define PATH avx512
#define HALF_PATH avx2  // For products that would fill no more than half of a vector.
#define BYTES 64
#define MOST_ROWS 8
#define MOST_VECTORS 4
#define ROWS_4 6
#define ROWS_2 8
#define ROWS_1 8
#define NARROW_ROWS 4
#define MASK(count) ((1u << (count)) - 1u)
#define LOAD_SOME_FLOAT(from, count) _mm512_maskz_loadu_ps((__mmask16)MASK(count), from)
#define STORE_SOME_FLOAT(to, x, count) _mm512_mask_storeu_ps(to, (__mmask16)MASK(count), (__m512)(x))
#define LOAD_SOME_DOUBLE(from, count) _mm512_maskz_loadu_pd((__mmask8)MASK(count), from)
#define STORE_SOME_DOUBLE(to, x, count) _mm512_mask_storeu_pd(to, (__mmask8)MASK(count), (__m512d)(x))
#include "Kernels.h"
#undef MASK
#pragma clang attribute pop

static bool has_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

static bool has_avx512(void) {
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
}

#elif defined(__aarch64__)

#define PATH neon
#define BYTES 16
#define MOST_ROWS 8
#define MOST_VECTORS 4
#define ROWS_4 6
#define ROWS_2 8
#define ROWS_1 8
#define NARROW_ROWS 1
#include "Kernels.h"

#endif

static const hindcast_kernel_table *chosen = &kernels_all_baseline;
static const char *refused;

static const hindcast_kernel_table *table_of(const char *path) {
#if defined(__x86_64__)
    if (has_avx512() && strcmp(path, "avx512") == 0) return &kernels_all_avx512;
    if (has_avx2() && strcmp(path, "avx2") == 0) return &kernels_all_avx2;
#elif defined(__aarch64__)
    if (strcmp(path, "neon") == 0) return &kernels_all_neon;
#endif
    return strcmp(path, "baseline") == 0 ? &kernels_all_baseline : NULL;
}

/// Runs once, before main.
__attribute__((constructor)) static void choose(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
#endif
    const char *widest_first[] = {"avx512", "avx2", "neon", "baseline"};
    const char *asked = getenv("HINDCAST_CPU");
    const hindcast_kernel_table *table = asked && *asked ? table_of(asked) : NULL;
    if (asked && *asked && !table) refused = asked;
    for (size_t i = 0; !table; i++) table = table_of(widest_first[i]);
    chosen = table;
}

const hindcast_kernel_table *hindcast_kernels(const char *path) { return path ? table_of(path) : chosen; }

const char *hindcast_cpu_path(void) { return chosen->path; }

const char *hindcast_cpu_refused(void) { return refused; }

ptrdiff_t hindcast_convolution_scratch(const hindcast_convolution *l) {
    return l->taps * l->inputs * l->outputs + l->steps * l->batch * l->outputs;
}

ptrdiff_t hindcast_elman_scratch(const hindcast_elman *l) {
    return l->hidden * l->hidden + l->inputs * l->hidden + l->steps * l->batch * l->hidden;
}

/// Rows whose gradients the backward pass gathers.
static ptrdiff_t block_rows(const hindcast_recurrent *l) { return l->batch < BLOCK_ROWS ? BLOCK_ROWS : l->batch; }

ptrdiff_t hindcast_recurrent_scratch(const hindcast_recurrent *l) {
    // The packed weights, a row for sums of biases, two gradients of the state, and the gradients of a block.
    const ptrdiff_t width = 4 * l->hidden;
    return (l->inputs + l->hidden + 1) * width + (2 * l->batch + 4 * block_rows(l)) * l->hidden;
}

ptrdiff_t hindcast_lstm_tape(const hindcast_recurrent *l) { return l->steps * l->batch * 5 * l->hidden; }

ptrdiff_t hindcast_gru_tape(const hindcast_recurrent *l) { return l->steps * l->batch * 4 * l->hidden; }
