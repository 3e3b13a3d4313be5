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

INLINE VECTOR NAME(tanh_vector)(VECTOR x) {
    typedef NAME(bits) Bits;
    enum { terms = sizeof(NAME(expm1_tail)) / sizeof(REAL) };
    const Bits sign_bit = (Bits)((INTEGER)1 << (8 * sizeof(REAL) - 1));
    const Bits sign = __builtin_bit_cast(Bits, x) & sign_bit;
    VECTOR size = __builtin_bit_cast(VECTOR, __builtin_bit_cast(Bits, x) & ~sign_bit);
    // A comparison with NaN is false, so NaN goes on.
    size = size > (VECTOR)(REAL)TANH_IS_ONE ? (VECTOR)(REAL)TANH_IS_ONE : size;
    const VECTOR shifted = NAME(fma)(size, (VECTOR)(REAL)TWO_LOG2_E, (VECTOR)(REAL)ROUND_SHIFT);
    const VECTOR n = shifted - (VECTOR)(REAL)ROUND_SHIFT;
    const VECTOR r = NAME(fma)(n, (VECTOR)(REAL)-HALF_LN2, size);
    VECTOR p = (VECTOR)NAME(expm1_tail)[terms - 1];
    UNROLL for (int k = terms - 2; k >= 0; k--) p = NAME(fma)(p, r, (VECTOR)NAME(expm1_tail)[k]);
    p = r * NAME(fma)(p, r, (VECTOR)(REAL)2);
    const Bits exponent = __builtin_bit_cast(Bits, shifted) << (Bits)(INTEGER)FRACTION_BITS;
    const VECTOR power = __builtin_bit_cast(VECTOR, exponent);
    const VECTOR t = NAME(fma)(power, p, power - (VECTOR)(REAL)1);
    const VECTOR y = t / (t + (VECTOR)(REAL)2);
    return __builtin_bit_cast(VECTOR, __builtin_bit_cast(Bits, y) | sign);
}

#undef TANH_IS_ONE
#undef ROUND_SHIFT
#undef TWO_LOG2_E
#undef HALF_LN2
#undef FRACTION_BITS

INLINE void NAME(tanh_in_place)(ptrdiff_t count, REAL *x) {
    ptrdiff_t i = 0;
    for (; i + LANES <= count; i += LANES) NAME(store)(x + i, NAME(tanh_vector)(NAME(load)(x + i)));
    if (i < count)
        NAME(store_some)(x + i, NAME(tanh_vector)(NAME(load_some)(x + i, count - i)), count - i);
}

static __attribute__((noinline)) void NAME(tanh_rows)(ptrdiff_t rows, ptrdiff_t columns, REAL *x, ptrdiff_t step) {
    for (ptrdiff_t r = 0; r < rows; r++) NAME(tanh_in_place)(columns, x + r * step);
}

static void NAME(tanh)(ptrdiff_t count, const void *x, void *y) {
    if (x != y) __builtin_memmove(y, x, (size_t)count * sizeof(REAL));
    NAME(tanh_in_place)(count, y);
}
