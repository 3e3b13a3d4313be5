// What the recurrent layers with several sums a unit share: the sums of a step, the gradients of their weights, and
// the logistic function. A *group* is some neighbouring columns of the weights, `width` columns wide in memory.

/// 1 / (1 + exp(-x)) = ½ + ½ tanh(x / 2); never outside 0...1, NaN kept.
INLINE VECTOR NAME(sigmoid)(VECTOR x) {
    const VECTOR half = (VECTOR)(REAL)0.5;
    return NAME(fma)(half, NAME(tanh_vector)(half * x), half);
}

/// The sums bias + x_t W_x + h_{t-1} W_h of a group; a null weight leaves its summand out.
typedef struct {
    ptrdiff_t columns, width;
    const REAL *input_weight, *hidden_weight, *bias;
    bool packed;
} NAME(group);

/// Packs the weights of a group into the scratch memory, and moves that on, where the call has rows enough.
static void NAME(pack_group)(const hindcast_recurrent *l, NAME(group) *g, REAL **scratch) {
    g->packed = l->steps * l->batch >= PACKED_ROWS;
    if (!g->packed) return;
    if (g->input_weight) {
        NAME(pack)(l->inputs, g->columns, g->input_weight, g->width, 1, *scratch);
        g->input_weight = *scratch;
        *scratch += l->inputs * g->columns;
    }
    if (g->hidden_weight) {
        NAME(pack)(l->hidden, g->columns, g->hidden_weight, g->width, 1, *scratch);
        g->hidden_weight = *scratch;
        *scratch += l->hidden * g->columns;
    }
}

/// A group's sums of step t, from the state `before`.
static void NAME(sum_group)(
    const hindcast_recurrent *l, const NAME(group) *g, ptrdiff_t t, const REAL *before, ptrdiff_t before_step,
    REAL *c, ptrdiff_t c_step
) {
    NAME(product) p = {
        .rows = l->batch,
        .columns = g->columns,
        .start = g->bias, .start_step = 0, .c = c, .c_step = c_step,
    };
    if (g->input_weight)
        p.term[p.terms++] = (NAME(term)){
            .a = (const REAL *)l->input + t * l->batch * l->inputs, .row_step = l->inputs, .group = l->batch,
            .taps = 1, .depth = l->inputs, .step = 1,
            .b = g->input_weight, .b_step = g->width, .packed = g->packed,
        };
    if (g->hidden_weight)
        p.term[p.terms++] = (NAME(term)){
            .a = before, .row_step = before_step, .group = l->batch,
            .taps = 1, .depth = l->hidden, .step = 1,
            .b = g->hidden_weight, .b_step = g->width, .packed = g->packed,
        };
    NAME(multiply)(&p);
}

/// total[i][column] += Σ_r x[r][i] gradient[r][column], every array with a row step of its own.
static void NAME(add_outer_products)(
    ptrdiff_t rows, ptrdiff_t inputs, const REAL *x, ptrdiff_t x_step, ptrdiff_t columns, const REAL *gradient,
    ptrdiff_t gradient_step, REAL *total, ptrdiff_t total_step
) {
    for (ptrdiff_t first = 0; first < rows; first += BLOCK_ROWS) {
        NAME(product) p = {
            .rows = inputs,
            .columns = columns,
            .terms = 1,
            .term[0] = {
                .a = x + first * x_step, .row_step = 1, .group = inputs,
                .taps = 1, .depth = NAME(lesser)(BLOCK_ROWS, rows - first), .step = x_step,
                .b = gradient + first * gradient_step, .b_step = gradient_step,
            },
            .start = total, .start_step = total_step, .c = total, .c_step = total_step,
        };
        NAME(multiply)(&p);
    }
}

/// The gradient of W_x's columns from the steps `from..<to`, whose sums' gradients lie one after another.
static void NAME(add_input_weight_gradient)(
    const hindcast_recurrent *l, ptrdiff_t from, ptrdiff_t to, ptrdiff_t columns, const REAL *gradient,
    ptrdiff_t gradient_step, REAL *total, ptrdiff_t total_step
) {
    NAME(add_outer_products)(
        (to - from) * l->batch, l->inputs, (const REAL *)l->input + from * l->batch * l->inputs, l->inputs, columns,
        gradient, gradient_step, total, total_step);
}

/// The same for W_h, whose rows are multiplied by the states before each step.
static void NAME(add_hidden_weight_gradient)(
    const hindcast_recurrent *l, ptrdiff_t from, ptrdiff_t to, ptrdiff_t columns, const REAL *gradient,
    ptrdiff_t gradient_step, REAL *total, ptrdiff_t total_step
) {
    const ptrdiff_t batch = l->batch, hidden = l->hidden;
    if (from == 0) {
        NAME(add_outer_products)(
            batch, hidden, l->initial_state, l->state_step, columns, gradient, gradient_step, total, total_step);
        from = 1;
        gradient += batch * gradient_step;
    }
    NAME(add_outer_products)(
        (to - from) * batch, hidden, (const REAL *)l->output + (from - 1) * batch * hidden, hidden, columns, gradient,
        gradient_step, total, total_step);
}

/// Steps whose gradients are gathered before their weights' gradients are summed; depends on the batch alone.
INLINE ptrdiff_t NAME(block_steps)(const hindcast_recurrent *l) {
    return l->batch < BLOCK_ROWS ? BLOCK_ROWS / l->batch : 1;
}

/// to = from, or zero where there is none; the rows have `columns` elements.
static void NAME(copy_rows)(
    ptrdiff_t rows, ptrdiff_t columns, const REAL *from, ptrdiff_t from_step, REAL *to, ptrdiff_t to_step
) {
    for (ptrdiff_t r = 0; r < rows; r++) {
        if (from)
            __builtin_memmove(to + r * to_step, from + r * from_step, (size_t)columns * sizeof(REAL));
        else
            __builtin_memset(to + r * to_step, 0, (size_t)columns * sizeof(REAL));
    }
}

/// The state before step t, and its row step: the initial one, then the outputs.
INLINE const REAL *NAME(state_before)(const hindcast_recurrent *l, ptrdiff_t t, ptrdiff_t *step) {
    *step = t == 0 ? l->state_step : l->hidden;
    return t == 0 ? l->initial_state : (const REAL *)l->output + (t - 1) * l->batch * l->hidden;
}
