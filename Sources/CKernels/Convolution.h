// The causal convolution (and with one tap the dense layer), forward and backward.
// Row r = (step, sequence) of the output reads the rows r + tap * dilation * batch of the input.

/// total[row][column] += Σ_r x[r * row_length + offset(row)] gradient[r][column], for `taps` groups of `inputs`
/// rows that lie tap_step apart; r is a row of the gradient.
static void NAME(add_weight_gradient)(
    ptrdiff_t rows, ptrdiff_t taps, ptrdiff_t tap_step, ptrdiff_t inputs, ptrdiff_t row_length, const REAL *x,
    ptrdiff_t outputs, const REAL *gradient, REAL *total
) {
    for (ptrdiff_t first = 0; first < rows; first += BLOCK_ROWS) {
        NAME(product) p = {
            .rows = taps * inputs,
            .columns = outputs,
            .terms = 1,
            .term[0] = {
                .a = x + first * row_length, .row_step = 1, .group = inputs, .group_step = tap_step,
                .taps = 1, .depth = NAME(lesser)(BLOCK_ROWS, rows - first), .step = row_length,
                .b = gradient + first * outputs, .b_step = outputs,
            },
            .start = total, .start_step = outputs, .c = total, .c_step = outputs,
        };
        NAME(multiply)(&p);
    }
}

// The same sums in the same order with the lanes along the inputs, for few outputs; the total is [tap][output][input].

typedef struct SHARED {
    ptrdiff_t rows, taps, tap_step, inputs, outputs;
    const REAL *x, *gradient;
    REAL *total;
} NAME(narrow_gradient);

/// Several taps together, so that enough sums are under way to hide how long each addition takes. `outputs` and `taps`
/// are constants after inlining.
INLINE void NAME(narrow_gradient_tile)(
    const NAME(narrow_gradient) *g, int outputs, int taps, ptrdiff_t tap, ptrdiff_t column, ptrdiff_t first,
    ptrdiff_t end, bool partial, ptrdiff_t lanes
) {
    VECTOR sum[4][4];
    REAL *total = g->total + tap * g->outputs * g->inputs + column;
    const REAL *x = g->x + tap * g->tap_step + column;
    UNROLL for (int j = 0; j < taps; j++)
        UNROLL for (int o = 0; o < outputs; o++)
            sum[j][o] = NAME(load_lanes)(total + (j * outputs + o) * g->inputs, partial, lanes);
    for (ptrdiff_t r = first; r < end; r++) {
        VECTOR slope[4];
        UNROLL for (int o = 0; o < outputs; o++) slope[o] = (VECTOR)g->gradient[r * outputs + o];
        UNROLL for (int j = 0; j < taps; j++) {
            const VECTOR across = NAME(load_lanes)(x + j * g->tap_step + r * g->inputs, partial, lanes);
            UNROLL for (int o = 0; o < outputs; o++) sum[j][o] = NAME(fma)(slope[o], across, sum[j][o]);
        }
    }
    UNROLL for (int j = 0; j < taps; j++) {
        UNROLL for (int o = 0; o < outputs; o++) {
            NAME(store_lanes)(total + (j * outputs + o) * g->inputs, sum[j][o], partial, lanes);
        }
    }
}

INLINE void NAME(narrow_gradient_columns)(
    const NAME(narrow_gradient) *g, int outputs, ptrdiff_t column, ptrdiff_t first, ptrdiff_t end, bool partial
) {
    const int together = outputs < 4 ? 4 : 3;
    const ptrdiff_t lanes = partial ? g->inputs - column : LANES;
    ptrdiff_t tap = 0;
    for (; tap + together <= g->taps; tap += together)
        NAME(narrow_gradient_tile)(g, outputs, together, tap, column, first, end, partial, lanes);
    for (; tap < g->taps; tap++)
        NAME(narrow_gradient_tile)(g, outputs, 1, tap, column, first, end, partial, lanes);
}

INLINE void NAME(add_narrow_weight_gradient_of)(const NAME(narrow_gradient) *g, int outputs) {
    for (ptrdiff_t first = 0; first < g->rows; first += BLOCK_ROWS) {
        const ptrdiff_t end = NAME(lesser)(first + BLOCK_ROWS, g->rows);
        ptrdiff_t column = 0;
        for (; column + LANES <= g->inputs; column += LANES)
            NAME(narrow_gradient_columns)(g, outputs, column, first, end, false);
        if (column < g->inputs) NAME(narrow_gradient_columns)(g, outputs, column, first, end, true);
    }
}

static void NAME(add_narrow_weight_gradient)(const NAME(narrow_gradient) *g) {
#if defined(HALF)
    if (g->inputs <= LANES / 2) {
        HALF(add_narrow_weight_gradient)((const void *)g);
        return;
    }
#endif
    switch (g->outputs) {
    case 1: NAME(add_narrow_weight_gradient_of)(g, 1); break;
    case 2: NAME(add_narrow_weight_gradient_of)(g, 2); break;
    case 3: NAME(add_narrow_weight_gradient_of)(g, 3); break;
    default: NAME(add_narrow_weight_gradient_of)(g, 4);
    }
}

static void NAME(convolution_forward)(const hindcast_convolution *l) {
    const ptrdiff_t rows = l->steps * l->batch;
    NAME(product) p = {
        .rows = rows,
        .columns = l->outputs,
        .terms = 1,
        .term[0] = {
            .a = l->input, .row_step = l->inputs, .group = rows,
            .taps = l->taps, .tap_step = l->dilation * l->batch * l->inputs, .depth = l->inputs, .step = 1,
            .b = l->weight, .b_step = l->outputs,
        },
        .start = l->bias, .start_step = 0, .c = l->output, .c_step = l->outputs,
        .tanh = l->activation == HINDCAST_TANH,
    };
    if (NAME(is_narrow)(l->inputs, l->outputs)) {
        NAME(transpose)(l->taps * l->inputs, l->outputs, l->weight, l->scratch);
        p.term[0].b = l->scratch;
        NAME(multiply_narrow)(&p);
    } else {
        NAME(multiply)(&p);
    }
}

/// input_gradient[t'] = Σ_tap gradient[t' - tap * dilation] W_tap^T, over the taps that meet an output step.
static void NAME(convolution_input_gradient)(
    const hindcast_convolution *l, const REAL *gradient, const REAL *transposed
) {
    const ptrdiff_t steps = l->steps + (l->taps - 1) * l->dilation;
    const ptrdiff_t inputs = l->inputs, outputs = l->outputs, batch = l->batch, dilation = l->dilation;
    ptrdiff_t t = 0;
    while (t < steps) {
        // Steps that meet the same taps are done together.
        ptrdiff_t first = 0, last = 0, end = t;
        for (; end < steps; end++) {
            const ptrdiff_t low = end < l->steps ? 0 : (end - l->steps) / dilation + 1;
            const ptrdiff_t high = NAME(lesser)(end / dilation, l->taps - 1);
            if (end == t) {
                first = low;
                last = high;
            } else if (low != first || high != last) {
                break;
            }
        }
        const ptrdiff_t rows = (end - t) * batch;
        NAME(product) p = {
            .rows = rows,
            .columns = inputs,
            .terms = last >= first,
            .c = (REAL *)l->input_gradient + t * batch * inputs, .c_step = inputs,
        };
        if (last >= first)
            p.term[0] = (NAME(term)){
                .a = gradient + (t - first * dilation) * batch * outputs, .row_step = outputs, .group = rows,
                .taps = last - first + 1, .tap_step = -dilation * batch * outputs, .depth = outputs, .step = 1,
                .b = transposed + first * outputs * inputs, .b_step = inputs,
            };
        NAME(multiply)(&p);
        t = end;
    }
}

static void NAME(convolution_backward)(const hindcast_convolution *l) {
    const ptrdiff_t rows = l->steps * l->batch, weights = l->taps * l->inputs * l->outputs;
    const ptrdiff_t tap_size = l->inputs * l->outputs, tap_step = l->dilation * l->batch * l->inputs;
    REAL *transposed = l->scratch;
    const REAL *gradient = l->output_gradient;
    if (l->activation == HINDCAST_TANH) {
        REAL *inner = transposed + weights;
        NAME(through_tanh)(rows * l->outputs, l->output, gradient, inner);
        gradient = inner;
    }
    if (NAME(is_narrow)(l->inputs, l->outputs)) {
        for (ptrdiff_t tap = 0; tap < l->taps; tap++)
            NAME(transpose)(
                l->inputs, l->outputs, (REAL *)l->weight_gradient + tap * tap_size, transposed + tap * tap_size);
        const NAME(narrow_gradient) narrow = {
            .rows = rows, .taps = l->taps, .tap_step = tap_step, .inputs = l->inputs, .outputs = l->outputs,
            .x = l->input, .gradient = gradient, .total = transposed,
        };
        NAME(add_narrow_weight_gradient)(&narrow);
        for (ptrdiff_t tap = 0; tap < l->taps; tap++)
            NAME(transpose)(
                l->outputs, l->inputs, transposed + tap * tap_size, (REAL *)l->weight_gradient + tap * tap_size);
    } else {
        NAME(add_weight_gradient)(
            rows, l->taps, tap_step, l->inputs, l->inputs, l->input, l->outputs, gradient, l->weight_gradient);
    }
    NAME(add_column_sums)(rows, l->outputs, gradient, l->bias_gradient);
    if (l->input_gradient) {
        for (ptrdiff_t tap = 0; tap < l->taps; tap++)
            NAME(transpose)(
                l->inputs, l->outputs, (const REAL *)l->weight + tap * tap_size, transposed + tap * tap_size);
        NAME(convolution_input_gradient)(l, gradient, transposed);
    }
}
