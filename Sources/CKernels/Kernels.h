// All kernels of one instruction set (PATH, BYTES, the tile sizes), for float and for double.

#define JOIN_(a, b, c) a##_##b##_##c
#define JOIN(a, b, c) JOIN_(a, b, c)

#define REAL float
#define INTEGER int
#define REAL_IS_FLOAT 1
#define NAME(x) JOIN(x, float, PATH)
#if defined(HALF_PATH)
#define HALF(x) JOIN(x, float, HALF_PATH)
#endif
#if defined(LOAD_SOME_FLOAT)
#define LOAD_SOME LOAD_SOME_FLOAT
#define STORE_SOME STORE_SOME_FLOAT
#endif
#include "Layers.h"

#define REAL double
#define INTEGER long long
#define REAL_IS_FLOAT 0
#define NAME(x) JOIN(x, double, PATH)
#if defined(HALF_PATH)
#define HALF(x) JOIN(x, double, HALF_PATH)
#endif
#if defined(LOAD_SOME_DOUBLE)
#define LOAD_SOME LOAD_SOME_DOUBLE
#define STORE_SOME STORE_SOME_DOUBLE
#endif
#include "Layers.h"

#define KINDS(scalar) {                                      \
    JOIN(convolution_forward, scalar, PATH),                 \
    JOIN(convolution_backward, scalar, PATH),                \
    JOIN(elman_forward, scalar, PATH),                       \
    JOIN(elman_backward, scalar, PATH),                      \
    JOIN(elman_steps_forward, scalar, PATH),                 \
    JOIN(elman_steps_backward, scalar, PATH),                \
    JOIN(lstm_forward, scalar, PATH),                        \
    JOIN(lstm_backward, scalar, PATH),                       \
    JOIN(gru_forward, scalar, PATH),                         \
    JOIN(gru_backward, scalar, PATH),                        \
    JOIN(normalisation_forward, scalar, PATH),               \
    JOIN(normalisation_backward, scalar, PATH),              \
    JOIN(activate, scalar, PATH),                            \
    JOIN(through_activation, scalar, PATH),                  \
    JOIN(tanh, scalar, PATH),                                \
    JOIN(adam, scalar, PATH),                                \
}
#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)

static const hindcast_kernel_table JOIN(kernels, all, PATH) = {TEXT(PATH), {KINDS(float), KINDS(double)}};

#undef KINDS
#undef TEXT
#undef TEXT_
#undef JOIN
#undef JOIN_
#undef PATH
#undef HALF_PATH
#undef BYTES
#undef MOST_ROWS
#undef MOST_VECTORS
#undef ROWS_4
#undef ROWS_2
#undef ROWS_1
#undef NARROW_ROWS
#undef LOAD_SOME_FLOAT
#undef STORE_SOME_FLOAT
#undef LOAD_SOME_DOUBLE
#undef STORE_SOME_DOUBLE
