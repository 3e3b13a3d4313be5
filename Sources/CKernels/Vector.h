// One vector of REAL: its types, and loads and stores of all or some of its lanes.
// Expects REAL, INTEGER, BYTES and NAME(x); LANES is 1 on the baseline path, where nothing is ever partial.

#define LANES ((ptrdiff_t)(BYTES / sizeof(REAL)))

typedef REAL NAME(vector) __attribute__((ext_vector_type(BYTES / sizeof(REAL))));
typedef INTEGER NAME(bits) __attribute__((ext_vector_type(BYTES / sizeof(REAL))));
typedef REAL NAME(unaligned)
    __attribute__((ext_vector_type(BYTES / sizeof(REAL)), aligned(sizeof(REAL)), may_alias));

#define VECTOR NAME(vector)

INLINE VECTOR NAME(load)(const REAL *from) { return *(const NAME(unaligned) *)from; }

INLINE void NAME(store)(REAL *to, VECTOR x) { *(NAME(unaligned) *)to = x; }

/// The first `count` lanes; the others are zero and their memory is not touched.
INLINE VECTOR NAME(load_some)(const REAL *from, ptrdiff_t count) {
#if defined(LOAD_SOME)
    return (VECTOR)LOAD_SOME(from, count);
#else
    VECTOR x = (VECTOR)(REAL)0;
    __builtin_memcpy(&x, from, (size_t)count * sizeof(REAL));
    return x;
#endif
}

/// Stores the first `count` lanes.
INLINE void NAME(store_some)(REAL *to, VECTOR x, ptrdiff_t count) {
#if defined(STORE_SOME)
    STORE_SOME(to, x, count);
#else
    __builtin_memcpy(to, &x, (size_t)count * sizeof(REAL));
#endif
}

INLINE VECTOR NAME(load_lanes)(const REAL *from, bool partial, ptrdiff_t lanes) {
    return partial ? NAME(load_some)(from, lanes) : NAME(load)(from);
}

INLINE void NAME(store_lanes)(REAL *to, VECTOR x, bool partial, ptrdiff_t lanes) {
    if (partial)
        NAME(store_some)(to, x, lanes);
    else
        NAME(store)(to, x);
}

INLINE VECTOR NAME(fma)(VECTOR a, VECTOR b, VECTOR c) { return __builtin_elementwise_fma(a, b, c); }

INLINE ptrdiff_t NAME(lesser)(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }
