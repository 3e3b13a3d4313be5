// Activations as passes of their own, behind a product: relu, gelu, and tanh. Each knows its slope from the output or,
// gelu, from the sum before it.

// gelu x = x Φ(x), Φ the normal distribution's function. With a = |x|, Φ(-a) = exp(-a²/2) q(s), s = (a - 4) / (a + 4).
// Φ is within 1.2e-7 of the truth in float and within 3e-16 in double. Coefficients: Benchmarks/fit_gelu.py.
#if REAL_IS_FLOAT
static const REAL NAME(normal_tail)[] = {
    0x1.82b4c6p-4f, -0x1.5cf97ap-3f, 0x1.fd730ap-4f, -0x1.25b6fep-4f, 0x1.f9f38ap-6f,
    -0x1.162fbp-7f, 0x1.e39192p-12f, 0x1.4b15a2p-11f, -0x1.109892p-13f, -0x1.322376p-15f
};
static const REAL NAME(exp_taylor)[] = {
    1.0f, 1.0f, 1.0f / 2, 1.0f / 6, 1.0f / 24, 1.0f / 120, 1.0f / 720, 1.0f / 5040,
};
#define TAIL_IS_ZERO 13.0f
#define ROUND_SHIFT 0x1.8000fep23f  // Adding it leaves n plus the exponent's bias in the low bits.
#define LOG2_E 0x1.715476p+0f
#define LN2_HIGH 0x1.62e4p-1f  // 15 bits: n LN2_HIGH is exact.
#define LN2_LOW 0x1.7f7d1cp-20f
#define FRACTION_BITS 23
#else
static const REAL NAME(normal_tail)[] = {
    0x1.82b4bb8c94dcep-4, -0x1.5cf97b0ae8805p-3, 0x1.fd751a1fba3fdp-4, -0x1.25b6aa9659d36p-4,
    0x1.f9b05f0ef951ap-6, -0x1.1644dc2e0f694p-7, 0x1.0a1bd4211d0f6p-11, 0x1.4eec23d2ac725p-11,
    -0x1.888dcb5c3a46dp-13, -0x1.7e23fb310f05ap-15, 0x1.e0a3f6de418acp-16, 0x1.36c4537a24101p-18,
    -0x1.20d2a88a72073p-18, -0x1.bc3688674264fp-21, 0x1.6375ddcc13104p-21, 0x1.b31401c983b38p-23,
    -0x1.987c16e96ecc9p-24, -0x1.a524102d75960p-25, 0x1.61fe7bf752b78p-27, 0x1.3dde1d91e3762p-27,
    -0x1.a640bf85f49ffp-32, -0x1.05e077b561df5p-30, -0x1.0ceaf48858e12p-34
};
static const REAL NAME(exp_taylor)[] = {
    1.0, 1.0, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880,
    1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800,
};
#define TAIL_IS_ZERO 37.0
#define ROUND_SHIFT 0x1.80000000003ffp52
#define LOG2_E 0x1.71547652b82fep0
#define LN2_HIGH 0x1.62e42feep-1
#define LN2_LOW 0x1.a39ef35793c76p-33
#define FRACTION_BITS 52
#endif

/// c[0] + c[1] x + …
INLINE VECTOR NAME(polynomial)(int terms, const REAL *c, VECTOR x) {
    VECTOR sum = (VECTOR)c[terms - 1];
    UNROLL for (int k = terms - 2; k >= 0; k--) sum = NAME(fma)(sum, x, (VECTOR)c[k]);
    return sum;
}

/// Φ(x), and exp(-x²/2) in `bell`.
INLINE VECTOR NAME(normal_function)(VECTOR x, VECTOR *bell) {
    typedef NAME(bits) Bits;
    const VECTOR zero = (VECTOR)(REAL)0, one = (VECTOR)(REAL)1, four = (VECTOR)(REAL)4;
    VECTOR a = x < zero ? -x : x;
    // A comparison with NaN is false, so NaN goes on.
    const Bits beyond = (Bits)(a > (VECTOR)(REAL)TAIL_IS_ZERO);
    a = beyond ? (VECTOR)(REAL)TAIL_IS_ZERO : a;
    const VECTOR y = (VECTOR)(REAL)-0.5 * a * a;
    const VECTOR shifted = NAME(fma)(y, (VECTOR)(REAL)LOG2_E, (VECTOR)(REAL)ROUND_SHIFT);
    const VECTOR n = shifted - (VECTOR)(REAL)ROUND_SHIFT;
    const VECTOR r = NAME(fma)(n, (VECTOR)(REAL)-LN2_LOW, NAME(fma)(n, (VECTOR)(REAL)-LN2_HIGH, y));
    const Bits exponent = __builtin_bit_cast(Bits, shifted) << (Bits)(INTEGER)FRACTION_BITS;
    const VECTOR power = __builtin_bit_cast(VECTOR, exponent);
    const VECTOR e = power * NAME(polynomial)(sizeof(NAME(exp_taylor)) / sizeof(REAL), NAME(exp_taylor), r);
    *bell = beyond ? zero : e;
    const VECTOR s = (a - four) / (a + four);
    const VECTOR tail = *bell * NAME(polynomial)(sizeof(NAME(normal_tail)) / sizeof(REAL), NAME(normal_tail), s);
    return x > zero ? one - tail : tail;
}

#undef TAIL_IS_ZERO
#undef ROUND_SHIFT
#undef LOG2_E
#undef LN2_HIGH
#undef LN2_LOW
#undef FRACTION_BITS

/// The activation of a vector of sums; NaN is kept.
INLINE VECTOR NAME(activated)(int activation, VECTOR x) {
    const VECTOR zero = (VECTOR)(REAL)0;
    VECTOR bell;
    switch (activation) {
    case HINDCAST_TANH: return NAME(tanh_vector)(x);
    case HINDCAST_RELU: return x <= zero ? zero : x;
    case HINDCAST_GELU: return x * NAME(normal_function)(x, &bell);
    default: return x;
    }
}

/// `gradient` times the slope at `y`: the sum for gelu, the output for the others.
INLINE VECTOR NAME(through)(int activation, VECTOR y, VECTOR gradient) {
    const VECTOR zero = (VECTOR)(REAL)0;
    VECTOR bell, share;
    switch (activation) {
    case HINDCAST_TANH: return gradient * NAME(fma)(-y, y, (VECTOR)(REAL)1);
    case HINDCAST_RELU: return y <= zero ? zero : gradient;
    case HINDCAST_GELU:
        share = NAME(normal_function)(y, &bell);
        // 1 / √(2π)
        return gradient * NAME(fma)(y * (VECTOR)(REAL)0.3989422804014327, bell, share);
    default: return gradient;
    }
}

INLINE void NAME(activate_all)(int activation, ptrdiff_t count, const REAL *x, REAL *y) {
    ptrdiff_t i = 0;
    for (; i + LANES <= count; i += LANES) NAME(store)(y + i, NAME(activated)(activation, NAME(load)(x + i)));
    if (i < count)
        NAME(store_some)(y + i, NAME(activated)(activation, NAME(load_some)(x + i, count - i)), count - i);
}

/// y = activation(x); they may be the same memory.
static void NAME(activate)(int activation, ptrdiff_t count, const void *x, void *y) {
    switch (activation) {
    case HINDCAST_TANH: NAME(activate_all)(HINDCAST_TANH, count, x, y); break;
    case HINDCAST_RELU: NAME(activate_all)(HINDCAST_RELU, count, x, y); break;
    case HINDCAST_GELU: NAME(activate_all)(HINDCAST_GELU, count, x, y); break;
    default: NAME(activate_all)(HINDCAST_IDENTITY, count, x, y);
    }
}

INLINE void NAME(through_all)(int activation, ptrdiff_t count, const REAL *y, const REAL *gradient, REAL *to) {
    ptrdiff_t i = 0;
    for (; i + LANES <= count; i += LANES)
        NAME(store)(to + i, NAME(through)(activation, NAME(load)(y + i), NAME(load)(gradient + i)));
    if (i < count) {
        const VECTOR g = NAME(load_some)(gradient + i, count - i);
        NAME(store_some)(to + i, NAME(through)(activation, NAME(load_some)(y + i, count - i), g), count - i);
    }
}

/// to = gradient times the activation's slope at y.
static void NAME(through_activation)(
    int activation, ptrdiff_t count, const void *y, const void *gradient, void *to
) {
    switch (activation) {
    case HINDCAST_TANH: NAME(through_all)(HINDCAST_TANH, count, y, gradient, to); break;
    case HINDCAST_RELU: NAME(through_all)(HINDCAST_RELU, count, y, gradient, to); break;
    case HINDCAST_GELU: NAME(through_all)(HINDCAST_GELU, count, y, gradient, to); break;
    default: NAME(through_all)(HINDCAST_IDENTITY, count, y, gradient, to);
    }
}
