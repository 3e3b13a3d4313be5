// The Elman layer over a whole sequence, forward and backward through time.

/// From so many rows on, packing the weights costs less than it saves.
#define PACKED_ROWS 64

static void NAME(elman_forward)(const hindcast_elman *l) {
    const ptrdiff_t batch = l->batch, inputs = l->inputs, hidden = l->hidden;
    const REAL *input_weight = l->input_weight, *hidden_weight = l->hidden_weight;
    const bool packed = l->steps * batch >= PACKED_ROWS;
    if (packed) {
        REAL *scratch = l->scratch;
        NAME(pack)(hidden, hidden, hidden_weight, hidden, 1, scratch);
        NAME(pack)(inputs, hidden, input_weight, hidden, 1, scratch + hidden * hidden);
        hidden_weight = scratch;
        input_weight = scratch + hidden * hidden;
    }
    const REAL *before = l->initial_state;
    ptrdiff_t before_step = l->state_step;
    for (ptrdiff_t t = 0; t < l->steps; t++) {
        REAL *after = (REAL *)l->output + t * batch * hidden;
        NAME(product) p = {
            .rows = batch,
            .columns = hidden,
            .terms = 2,
            .term[0] = {
                .a = (const REAL *)l->input + t * batch * inputs, .row_step = inputs, .group = batch,
                .taps = 1, .depth = inputs, .step = 1,
                .b = input_weight, .b_step = hidden, .packed = packed,
            },
            .term[1] = {
                .a = before, .row_step = before_step, .group = batch,
                .taps = 1, .depth = hidden, .step = 1,
                .b = hidden_weight, .b_step = hidden, .packed = packed,
            },
            .start = l->bias, .start_step = 0, .c = after, .c_step = hidden, .tanh = 1,
        };
        NAME(multiply)(&p);
        before = after;
        before_step = hidden;
    }
    for (ptrdiff_t s = 0; s < batch; s++)
        __builtin_memmove(
            (REAL *)l->final_state + s * l->state_step, before + s * before_step, (size_t)hidden * sizeof(REAL));
}

/// The gradients of the weights, the bias and the inputs from the steps `from..<to`, whose `inner` is done: the
/// gradient of the sums before tanh.
static void NAME(elman_block)(
    const hindcast_elman *l, ptrdiff_t from, ptrdiff_t to, const REAL *inner, const REAL *input_transposed
) {
    const ptrdiff_t batch = l->batch, inputs = l->inputs, hidden = l->hidden;
    const ptrdiff_t rows = (to - from) * batch;
    const REAL *gradient = inner + from * batch * hidden;
    const REAL *input = (const REAL *)l->input + from * batch * inputs;
    NAME(add_weight_gradient)(rows, 1, 0, inputs, inputs, input, hidden, gradient, l->input_weight_gradient);
    ptrdiff_t skipped = 0;
    if (from == 0) {
        NAME(add_weight_gradient)(
            batch, 1, 0, hidden, l->state_step, l->initial_state, hidden, gradient, l->hidden_weight_gradient);
        skipped = batch;
    }
    NAME(add_weight_gradient)(
        rows - skipped, 1, 0, hidden, hidden, (const REAL *)l->output + (from * batch + skipped - batch) * hidden,
        hidden, gradient + skipped * hidden, l->hidden_weight_gradient);
    NAME(add_column_sums)(rows, hidden, gradient, l->bias_gradient);
    if (l->input_gradient) {
        NAME(product) p = {
            .rows = rows,
            .columns = inputs,
            .terms = 1,
            .term[0] = {
                .a = gradient, .row_step = hidden, .group = rows,
                .taps = 1, .depth = hidden, .step = 1, .b = input_transposed, .packed = true,
            },
            .c = (REAL *)l->input_gradient + from * batch * inputs, .c_step = inputs,
        };
        NAME(multiply)(&p);
    }
}

static void NAME(elman_backward)(const hindcast_elman *l) {
    const ptrdiff_t batch = l->batch, hidden = l->hidden, size = batch * hidden;
    REAL *hidden_transposed = l->scratch;
    REAL *input_transposed = hidden_transposed + hidden * hidden;
    REAL *inner = input_transposed + l->inputs * hidden;
    NAME(pack)(hidden, hidden, l->hidden_weight, 1, hidden, hidden_transposed);
    if (l->input_gradient) NAME(pack)(hidden, l->inputs, l->input_weight, 1, hidden, input_transposed);

    // Steps are gathered into blocks of about BLOCK_ROWS rows; how depends on the batch alone.
    const ptrdiff_t block = batch < BLOCK_ROWS ? BLOCK_ROWS / batch : 1;
    ptrdiff_t block_end = l->steps;
    for (ptrdiff_t t = l->steps - 1; t >= 0; t--) {
        const REAL *h = (const REAL *)l->output + t * size;
        const REAL *from_output = (const REAL *)l->output_gradient + t * size;
        REAL *here = inner + t * size;
        if (t == l->steps - 1) {
            const REAL *from_state = l->final_state_gradient;
            for (ptrdiff_t s = 0; s < batch && from_state; s++)
                for (ptrdiff_t i = 0; i < hidden; i++)
                    here[s * hidden + i] = from_output[s * hidden + i] + from_state[s * l->state_step + i];
            NAME(through_tanh)(size, h, from_state ? here : from_output, here);
        } else {
            NAME(product) p = {
                .rows = batch,
                .columns = hidden,
                .terms = 1,
                .term[0] = {
                    .a = here + size, .row_step = hidden, .group = batch,
                    .taps = 1, .depth = hidden, .step = 1, .b = hidden_transposed, .packed = true,
                },
                .start = t < l->zero_steps ? NULL : from_output, .start_step = hidden,
                .c = here, .c_step = hidden, .square = h,
            };
            NAME(multiply)(&p);
        }
        if (t % block == 0) {
            NAME(elman_block)(l, t, block_end, inner, input_transposed);
            block_end = t;
        }
    }
    NAME(product) p = {
        .rows = batch,
        .columns = hidden,
        .terms = 1,
        .term[0] = {
            .a = inner, .row_step = hidden, .group = batch,
            .taps = 1, .depth = hidden, .step = 1, .b = hidden_transposed, .packed = true,
        },
        .c = l->initial_state_gradient, .c_step = l->state_step,
    };
    NAME(multiply)(&p);
}
