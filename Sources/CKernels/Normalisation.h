// Layer normalisation of rows: y = (x - mean) / √(variance + ε) · gain + bias, and its gradients. The sums over a row
// are CHAINS chains and a tree, as many on every path.

/// The sum of CHAINS lanes.
INLINE REAL NAME(sum_chains)(const VECTOR *sum) {
    REAL chain[CHAINS];
    UNROLL for (int v = 0; v < CHAIN_VECTORS; v++) NAME(store)(chain + v * LANES, sum[v]);
    UNROLL for (int half = CHAINS / 2; half >= 1; half /= 2)
        UNROLL for (int j = 0; j < half; j++) chain[j] += chain[j + half];
    return chain[0];
}

/// Σ (x - shift)^power with power 1 or 2, or Σ (x - shift) y where there is a y.
INLINE REAL NAME(row_sum)(ptrdiff_t count, const REAL *x, REAL shift, bool square, const REAL *y) {
    VECTOR sum[CHAIN_VECTORS];
    UNROLL for (int v = 0; v < CHAIN_VECTORS; v++) sum[v] = (VECTOR)(REAL)0;
    for (ptrdiff_t k = 0; k < count; k += CHAINS) {
        UNROLL for (int v = 0; v < CHAIN_VECTORS; v++) {
            const ptrdiff_t at = k + v * LANES;
            if (at >= count) continue;
            const ptrdiff_t lanes = NAME(lesser)(LANES, count - at);
            const bool partial = lanes < LANES;
            VECTOR d = NAME(load_lanes)(x + at, partial, lanes) - (VECTOR)shift;
            if (partial) {
                // The lanes that are not there would count with -shift.
                REAL some[LANES];
                NAME(store)(some, d);
                d = NAME(load_some)(some, lanes);
            }
            if (y)
                sum[v] = NAME(fma)(d, NAME(load_lanes)(y + at, partial, lanes), sum[v]);
            else
                sum[v] = square ? NAME(fma)(d, d, sum[v]) : sum[v] + d;
        }
    }
    return NAME(sum_chains)(sum);
}

/// A row's mean and 1 / √(variance + ε).
INLINE void NAME(row_moments)(ptrdiff_t count, const REAL *x, double epsilon, REAL *mean, REAL *scale) {
    *mean = NAME(row_sum)(count, x, 0, false, NULL) / (REAL)count;
    const REAL variance = NAME(row_sum)(count, x, *mean, true, NULL) / (REAL)count;
    *scale = (REAL)1 / __builtin_elementwise_sqrt(variance + (REAL)epsilon);
}

static void NAME(normalisation_forward)(const hindcast_normalisation *l) {
    const ptrdiff_t size = l->size;
    const REAL *gain = l->gain, *bias = l->bias;
    for (ptrdiff_t r = 0; r < l->rows; r++) {
        const REAL *x = (const REAL *)l->input + r * size;
        REAL *y = (REAL *)l->output + r * size;
        REAL mean, scale;
        NAME(row_moments)(size, x, l->epsilon, &mean, &scale);
        for (ptrdiff_t i = 0; i < size; i++) y[i] = (x[i] - mean) * scale * gain[i] + bias[i];
    }
}

/// With x̂ = (x - mean) · scale and ĝ = gradient · gain: scale · (ĝ - mean of ĝ - x̂ · mean of ĝ x̂).
static void NAME(normalisation_backward)(const hindcast_normalisation *l) {
    const ptrdiff_t size = l->size;
    const REAL *gain = l->gain;
    REAL *products = l->scratch, *weighted = products + l->rows * size;
    for (ptrdiff_t r = 0; r < l->rows; r++) {
        const REAL *x = (const REAL *)l->input + r * size;
        const REAL *gradient = (const REAL *)l->output_gradient + r * size;
        REAL *standardised = products + r * size;
        REAL mean, scale;
        NAME(row_moments)(size, x, l->epsilon, &mean, &scale);
        for (ptrdiff_t i = 0; i < size; i++) standardised[i] = (x[i] - mean) * scale;
        if (l->input_gradient) {
            REAL *to = (REAL *)l->input_gradient + r * size;
            for (ptrdiff_t i = 0; i < size; i++) weighted[i] = gradient[i] * gain[i];
            const REAL level = NAME(row_sum)(size, weighted, 0, false, NULL) / (REAL)size;
            const REAL slope = NAME(row_sum)(size, weighted, 0, false, standardised) / (REAL)size;
            for (ptrdiff_t i = 0; i < size; i++) to[i] = scale * (weighted[i] - level - standardised[i] * slope);
        }
        for (ptrdiff_t i = 0; i < size; i++) standardised[i] *= gradient[i];
    }
    NAME(add_column_sums)(l->rows, size, products, l->gain_gradient);
    NAME(add_column_sums)(l->rows, size, l->output_gradient, l->bias_gradient);
}
