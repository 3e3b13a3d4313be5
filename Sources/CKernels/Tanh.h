// tanh x = t / (t + 2) with t = expm1(2|x|), and the sign of x. Nothing cancels: with 2|x| = n ln 2 + r and
// p = expm1(r), t = 2^n p + (2^n - 1). Float is within 9e-8 of the truth and relatively within 1.7e-7; double
// within a few units of the last place. Coefficients: Benchmarks/fit_tanh.py.

#if REAL_IS_FLOAT
static const REAL NAME(expm1_tail)[] = {
    0x1.fffffep-2f, 0x1.5554b0p-3f, 0x1.555674p-5f, 0x1.122776p-7f, 0x1.6bec04p-10f,
};
#define TANH_IS_ONE 9.1f                // Beyond it t + 2 == t, and the quotient is exactly 1.
#define ROUND_SHIFT 0x1.8p23f           // Adding it leaves the nearest integer in the low bits.
#define LOG2_E 0x1.715476p0f
#define LN2_HIGH 0x1.63p-1f
#define LN2_LOW -0x1.bd0106p-13f
#define EXPONENT_BIAS 127
#define FRACTION_BITS 23
#else
static const REAL NAME(expm1_tail)[] = {
    0x1p-1,
    0x1.5555555555555p-3,
    0x1.5555555555555p-5,
    0x1.1111111111111p-7,
    0x1.6c16c16c16c17p-10,
    0x1.a01a01a01a01ap-13,
    0x1.a01a01a01a01ap-16,
    0x1.71de3a556c734p-19,
    0x1.27e4fb7789f5cp-22,
    0x1.ae64567f544e4p-26,
    0x1.1eed8eff8d898p-29,
    0x1.6124613a86d09p-33,
};
#define TANH_IS_ONE 20.0
#define ROUND_SHIFT 0x1.8p52
#define LOG2_E 0x1.71547652b82fep0
#define LN2_HIGH 0x1.62e42fefa39efp-1
#define LN2_LOW 0x1.abc9e3b39803fp-56
#define EXPONENT_BIAS 1023
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
    const VECTOR z = size + size;
    const VECTOR shifted = NAME(fma)(z, (VECTOR)(REAL)LOG2_E, (VECTOR)(REAL)ROUND_SHIFT);
    const VECTOR n = shifted - (VECTOR)(REAL)ROUND_SHIFT;
    VECTOR r = NAME(fma)(-n, (VECTOR)(REAL)LN2_HIGH, z);
    r = NAME(fma)(-n, (VECTOR)(REAL)LN2_LOW, r);
    VECTOR p = (VECTOR)NAME(expm1_tail)[terms - 1];
    UNROLL for (int k = terms - 2; k >= 0; k--) p = NAME(fma)(p, r, (VECTOR)NAME(expm1_tail)[k]);
    p = NAME(fma)(r * r, p, r);
    const VECTOR power = __builtin_bit_cast(
        VECTOR, (__builtin_bit_cast(Bits, shifted) + (Bits)(INTEGER)EXPONENT_BIAS) << (Bits)(INTEGER)FRACTION_BITS);
    const VECTOR t = NAME(fma)(power, p, power - (VECTOR)(REAL)1);
    const VECTOR y = t / (t + (VECTOR)(REAL)2);
    return __builtin_bit_cast(VECTOR, __builtin_bit_cast(Bits, y) | sign);
}

#undef TANH_IS_ONE
#undef ROUND_SHIFT
#undef LOG2_E
#undef LN2_HIGH
#undef LN2_LOW
#undef EXPONENT_BIAS
#undef FRACTION_BITS

static void NAME(tanh_in_place)(ptrdiff_t count, REAL *x) {
    ptrdiff_t i = 0;
    for (; i + LANES <= count; i += LANES) NAME(store)(x + i, NAME(tanh_vector)(NAME(load)(x + i)));
    if (i < count)
        NAME(store_some)(x + i, NAME(tanh_vector)(NAME(load_some)(x + i, count - i)), count - i);
}

static void NAME(tanh)(ptrdiff_t count, const void *x, void *y) {
    if (x != y) __builtin_memmove(y, x, (size_t)count * sizeof(REAL));
    NAME(tanh_in_place)(count, y);
}
