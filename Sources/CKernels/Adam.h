// The step of Adam and AdamW on every parameter. No product is fused: each operation rounds, on every path alike.

static void NAME(adam)(const hindcast_adam *step) {
    const VECTOR kept1 = (VECTOR)(REAL)step->beta1, new1 = (VECTOR)(REAL)(1 - step->beta1);
    const VECTOR kept2 = (VECTOR)(REAL)step->beta2, new2 = (VECTOR)(REAL)(1 - step->beta2);
    const VECTOR rate = (VECTOR)(REAL)step->rate, floor = (VECTOR)(REAL)step->epsilon;
    const VECTOR penalty = (VECTOR)(REAL)step->penalty, shrinkage = (VECTOR)(REAL)step->shrinkage;
    REAL *parameters = step->parameters, *first = step->first_moment, *second = step->second_moment;
    const REAL *gradient = step->gradient;
    for (ptrdiff_t i = 0; i < step->count; i += LANES) {
        const ptrdiff_t lanes = NAME(lesser)(LANES, step->count - i);
        const bool partial = lanes < LANES;
        const VECTOR p = NAME(load_lanes)(parameters + i, partial, lanes);
        const VECTOR slope = NAME(load_lanes)(gradient + i, partial, lanes) + penalty * p;
        const VECTOR m = kept1 * NAME(load_lanes)(first + i, partial, lanes) + new1 * slope;
        const VECTOR v = kept2 * NAME(load_lanes)(second + i, partial, lanes) + new2 * (slope * slope);
        const VECTOR to = shrinkage * p - rate * (m / (__builtin_elementwise_sqrt(v) + floor));
        NAME(store_lanes)(first + i, m, partial, lanes);
        NAME(store_lanes)(second + i, v, partial, lanes);
        NAME(store_lanes)(parameters + i, to, partial, lanes);
    }
}
