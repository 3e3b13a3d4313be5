// tanh x = t / (t + 2) with t = expm1(2|x|), and the sign of x. Nothing cancels: with |x| = n ln(2)/2 + r and
// p = expm1(2r), t = 2^n p + (2^n - 1). Float is within 1.3e-7 of the truth and relatively within 8e-7; double
// within a few units of the last place. Coefficients: Benchmarks/fit_tanh.py.

// expm1(2r) = 2r + r² Σ tail[k] r^k.
#if REAL_IS_FLOAT
static const REAL NAME(expm1_tail)[] = {0x1.fffe6ep+0f, 0x1.555632p+0f, 0x1.570538p-1f, 0x1.1138d2p-2f};
#define TANH_IS_ONE 9.1f            // Beyond it t + 2 == t, and the quotient is exactly 1.
#define ROUND_SHIFT 0x1.8000fep23f  // Adding it leaves n plus the exponent's bias in the low bits.
#define TWO_LOG2_E 0x1.715476p+1f
#define HALF_LN2 0x1.62e430p-2f
#define FRACTION_BITS 23
#else
static const REAL NAME(expm1_tail)[] = {
    0x1.0000000000000p+1,
    0x1.5555555555555p+0,
    0x1.5555555555555p-1,
    0x1.1111111111111p-2,
    0x1.6c16c16c16c17p-4,
    0x1.a01a01a01a01ap-6,
    0x1.a01a01a01a01ap-8,
    0x1.71de3a556c734p-10,
    0x1.27e4fb7789f5cp-12,
    0x1.ae64567f544e4p-15,
    0x1.1eed8eff8d898p-17,
    0x1.6124613a86d09p-20,
};
#define TANH_IS_ONE 20.0
#define ROUND_SHIFT 0x1.80000000003ffp52
#define TWO_LOG2_E 0x1.71547652b82fep1
#define HALF_LN2 0x1.62e42fefa39efp-2
#define FRACTION_BITS 52
#endif

/// Vectors that go through tanh together.
#define TANH_VECTORS 4

/// tanh of `count` vectors, operation by operation rather than vector by vector: one vector's chain of dependent
/// operations would fill the processor's queue before the next one's begins. `count` is constant after inlining.
INLINE void NAME(tanh_vectors)(int count, VECTOR *x) {
    typedef NAME(bits) Bits;
    enum { terms = sizeof(NAME(expm1_tail)) / sizeof(REAL) };
    const Bits sign_bit = (Bits)((INTEGER)1 << (8 * sizeof(REAL) - 1));
    const VECTOR one = (VECTOR)(REAL)1, two = (VECTOR)(REAL)2, largest = (VECTOR)(REAL)TANH_IS_ONE;
    VECTOR size[TANH_VECTORS], shifted[TANH_VECTORS], r[TANH_VECTORS], p[TANH_VECTORS];
    UNROLL for (int i = 0; i < count; i++) {
        size[i] = __builtin_bit_cast(VECTOR, __builtin_bit_cast(Bits, x[i]) & ~sign_bit);
        // A comparison with NaN is false, so NaN goes on.
        size[i] = size[i] > largest ? largest : size[i];
    }
    UNROLL for (int i = 0; i < count; i++)
        shifted[i] = NAME(fma)(size[i], (VECTOR)(REAL)TWO_LOG2_E, (VECTOR)(REAL)ROUND_SHIFT);
    UNROLL for (int i = 0; i < count; i++) r[i] = shifted[i] - (VECTOR)(REAL)ROUND_SHIFT;
    UNROLL for (int i = 0; i < count; i++) r[i] = NAME(fma)(r[i], (VECTOR)(REAL)-HALF_LN2, size[i]);
    UNROLL for (int i = 0; i < count; i++) p[i] = (VECTOR)NAME(expm1_tail)[terms - 1];
    UNROLL for (int k = terms - 2; k >= 0; k--)
        UNROLL for (int i = 0; i < count; i++) p[i] = NAME(fma)(p[i], r[i], (VECTOR)NAME(expm1_tail)[k]);
    UNROLL for (int i = 0; i < count; i++) p[i] = r[i] * NAME(fma)(p[i], r[i], two);
    UNROLL for (int i = 0; i < count; i++) {
        const Bits exponent = __builtin_bit_cast(Bits, shifted[i]) << (Bits)(INTEGER)FRACTION_BITS;
        const VECTOR power = __builtin_bit_cast(VECTOR, exponent);
        p[i] = NAME(fma)(power, p[i], power - one);
    }
    UNROLL for (int i = 0; i < count; i++) p[i] = p[i] / (p[i] + two);
    UNROLL for (int i = 0; i < count; i++) {
        const Bits sign = __builtin_bit_cast(Bits, x[i]) & sign_bit;
        x[i] = __builtin_bit_cast(VECTOR, __builtin_bit_cast(Bits, p[i]) | sign);
    }
}

INLINE VECTOR NAME(tanh_vector)(VECTOR x) {
    NAME(tanh_vectors)(1, &x);
    return x;
}

#undef TANH_IS_ONE
#undef ROUND_SHIFT
#undef TWO_LOG2_E
#undef HALF_LN2
#undef FRACTION_BITS

INLINE void NAME(tanh_in_place)(ptrdiff_t count, REAL *x) {
    ptrdiff_t i = 0;
    for (; i + TANH_VECTORS * LANES <= count; i += TANH_VECTORS * LANES) {
        VECTOR y[TANH_VECTORS];
        UNROLL for (int j = 0; j < TANH_VECTORS; j++) y[j] = NAME(load)(x + i + j * LANES);
        NAME(tanh_vectors)(TANH_VECTORS, y);
        UNROLL for (int j = 0; j < TANH_VECTORS; j++) NAME(store)(x + i + j * LANES, y[j]);
    }
    for (; i + LANES <= count; i += LANES) NAME(store)(x + i, NAME(tanh_vector)(NAME(load)(x + i)));
    if (i < count)
        NAME(store_some)(x + i, NAME(tanh_vector)(NAME(load_some)(x + i, count - i)), count - i);
}

/// Rows of one or two whole vectors, several rows at a time.
INLINE ptrdiff_t NAME(tanh_short_rows)(ptrdiff_t rows, int vectors, REAL *x, ptrdiff_t step) {
    const int group = TANH_VECTORS / vectors;
    ptrdiff_t r = 0;
    for (; r + group <= rows; r += group) {
        VECTOR y[TANH_VECTORS];
        UNROLL for (int j = 0; j < TANH_VECTORS; j++)
            y[j] = NAME(load)(x + (r + j / vectors) * step + j % vectors * LANES);
        NAME(tanh_vectors)(TANH_VECTORS, y);
        UNROLL for (int j = 0; j < TANH_VECTORS; j++)
            NAME(store)(x + (r + j / vectors) * step + j % vectors * LANES, y[j]);
    }
    return r;
}

static __attribute__((noinline)) void NAME(tanh_rows)(ptrdiff_t rows, ptrdiff_t columns, REAL *x, ptrdiff_t step) {
    ptrdiff_t r = 0;
    if (columns == LANES) r = NAME(tanh_short_rows)(rows, 1, x, step);
    else if (columns == 2 * LANES) r = NAME(tanh_short_rows)(rows, 2, x, step);
    for (; r < rows; r++) NAME(tanh_in_place)(columns, x + r * step);
}

static void NAME(tanh)(ptrdiff_t count, const void *x, void *y) {
    if (x != y) __builtin_memmove(y, x, (size_t)count * sizeof(REAL));
    NAME(tanh_in_place)(count, y);
}
