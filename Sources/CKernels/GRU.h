// The GRU layer over a whole sequence, forward and backward through time, with the reset gate applied after the
// product, as in PyTorch: n = tanh(x W_n + b_n + r q), q = h' U_n + b_q, h = (1 - z) n + z h'. In memory a row of gates
// and of gradients is [reset r, update z, q, new n], `hidden` each, so that what W_h made lies together; the weights'
// columns are PyTorch's [r, z, n], and the biases [r, z, n, q].

/// The new state of some units; turns the sums of a row into gates.
INLINE void NAME(gru_units)(
    ptrdiff_t hidden, REAL *row, const REAL *before, REAL *h, bool partial, ptrdiff_t lanes
) {
    const VECTOR r = NAME(sigmoid)(NAME(load_lanes)(row, partial, lanes));
    const VECTOR z = NAME(sigmoid)(NAME(load_lanes)(row + hidden, partial, lanes));
    const VECTOR q = NAME(load_lanes)(row + 2 * hidden, partial, lanes);
    const VECTOR n = NAME(tanh_vector)(NAME(fma)(r, q, NAME(load_lanes)(row + 3 * hidden, partial, lanes)));
    NAME(store_lanes)(row, r, partial, lanes);
    NAME(store_lanes)(row + hidden, z, partial, lanes);
    NAME(store_lanes)(row + 3 * hidden, n, partial, lanes);
    NAME(store_lanes)(h, NAME(fma)(z, NAME(load_lanes)(before, partial, lanes) - n, n), partial, lanes);
}

static void NAME(gru_forward)(const hindcast_recurrent *l) {
    const ptrdiff_t batch = l->batch, hidden = l->hidden, width = 4 * hidden;
    const REAL *input_weight = l->input_weight, *hidden_weight = l->hidden_weight, *bias = l->bias;
    REAL *scratch = l->scratch;
    NAME(group) gates = {
        .columns = 2 * hidden, .width = 3 * hidden,
        .input_weight = input_weight, .hidden_weight = hidden_weight, .bias = bias,
    };
    NAME(group) new_of_state = {
        .columns = hidden, .width = 3 * hidden, .hidden_weight = hidden_weight + 2 * hidden, .bias = bias + 3 * hidden,
    };
    NAME(group) new_of_input = {
        .columns = hidden, .width = 3 * hidden, .input_weight = input_weight + 2 * hidden, .bias = bias + 2 * hidden,
    };
    NAME(pack_group)(l, &gates, &scratch);
    NAME(pack_group)(l, &new_of_state, &scratch);
    NAME(pack_group)(l, &new_of_input, &scratch);
    for (ptrdiff_t t = 0; t < l->steps; t++) {
        ptrdiff_t before_step;
        const REAL *before = NAME(state_before)(l, t, &before_step);
        REAL *rows = l->tape ? (REAL *)l->tape + t * batch * width : scratch;
        REAL *h = (REAL *)l->output + t * batch * hidden;
        NAME(sum_group)(l, &gates, t, before, before_step, rows, width);
        NAME(sum_group)(l, &new_of_state, t, before, before_step, rows + 2 * hidden, width);
        NAME(sum_group)(l, &new_of_input, t, before, before_step, rows + 3 * hidden, width);
        for (ptrdiff_t s = 0; s < batch; s++) {
            REAL *row = rows + s * width, *out = h + s * hidden;
            const REAL *from = before + s * before_step;
            ptrdiff_t u = 0;
            for (; u + LANES <= hidden; u += LANES)
                NAME(gru_units)(hidden, row + u, from + u, out + u, false, LANES);
            if (u < hidden) NAME(gru_units)(hidden, row + u, from + u, out + u, true, hidden - u);
        }
    }
    NAME(copy_rows)(
        batch, hidden, (const REAL *)l->output + (l->steps - 1) * batch * hidden, hidden, l->final_state,
        l->state_step);
}

/// The gradients of the sums of some units from that of h; of `state_gradient` the part that passes by the gates stays.
INLINE void NAME(gru_units_backward)(
    ptrdiff_t hidden, const REAL *row, const REAL *before, const REAL *from_output, REAL *state_gradient,
    REAL *gradient, bool partial, ptrdiff_t lanes
) {
    const VECTOR one = (VECTOR)(REAL)1;
    const VECTOR r = NAME(load_lanes)(row, partial, lanes);
    const VECTOR z = NAME(load_lanes)(row + hidden, partial, lanes);
    const VECTOR q = NAME(load_lanes)(row + 2 * hidden, partial, lanes);
    const VECTOR n = NAME(load_lanes)(row + 3 * hidden, partial, lanes);
    const VECTOR dh =
        NAME(load_lanes)(state_gradient, partial, lanes) + NAME(load_lanes)(from_output, partial, lanes);
    const VECTOR rest = one - z;
    const VECTOR dn = dh * rest * NAME(fma)(-n, n, one);
    NAME(store_lanes)(gradient, dn * q * (r * (one - r)), partial, lanes);
    NAME(store_lanes)(
        gradient + hidden, dh * (NAME(load_lanes)(before, partial, lanes) - n) * (z * rest), partial, lanes);
    NAME(store_lanes)(gradient + 2 * hidden, dn * r, partial, lanes);
    NAME(store_lanes)(gradient + 3 * hidden, dn, partial, lanes);
    NAME(store_lanes)(state_gradient, dh * z, partial, lanes);
}

/// The gradients of weights, biases and inputs from the steps `from..<to`; `sums` is room for a row.
static void NAME(gru_block)(
    const hindcast_recurrent *l, ptrdiff_t from, ptrdiff_t to, const REAL *gradients, REAL *sums,
    const REAL *gates_transposed, const REAL *new_transposed
) {
    const ptrdiff_t hidden = l->hidden, width = 4 * hidden, rows = (to - from) * l->batch;
    REAL *input_total = l->input_weight_gradient, *bias_total = l->bias_gradient;
    NAME(add_input_weight_gradient)(l, from, to, 2 * hidden, gradients, width, input_total, 3 * hidden);
    NAME(add_input_weight_gradient)(
        l, from, to, hidden, gradients + 3 * hidden, width, input_total + 2 * hidden, 3 * hidden);
    NAME(add_hidden_weight_gradient)(
        l, from, to, 3 * hidden, gradients, width, l->hidden_weight_gradient, 3 * hidden);
    NAME(copy_rows)(1, width, NULL, 0, sums, width);
    NAME(add_column_sums)(rows, width, gradients, sums);
    for (ptrdiff_t u = 0; u < 2 * hidden; u++) bias_total[u] += sums[u];
    for (ptrdiff_t u = 0; u < hidden; u++) bias_total[2 * hidden + u] += sums[3 * hidden + u];
    for (ptrdiff_t u = 0; u < hidden; u++) bias_total[3 * hidden + u] += sums[2 * hidden + u];
    if (!l->input_gradient) return;
    NAME(product) p = {
        .rows = rows,
        .columns = l->inputs,
        .terms = 2,
        .term[0] = {
            .a = gradients, .row_step = width, .group = rows,
            .taps = 1, .depth = 2 * hidden, .step = 1, .b = gates_transposed, .packed = true,
        },
        .term[1] = {
            .a = gradients + 3 * hidden, .row_step = width, .group = rows,
            .taps = 1, .depth = hidden, .step = 1, .b = new_transposed, .packed = true,
        },
        .c = (REAL *)l->input_gradient + from * l->batch * l->inputs, .c_step = l->inputs,
    };
    NAME(multiply)(&p);
}

static void NAME(gru_backward)(const hindcast_recurrent *l) {
    const ptrdiff_t batch = l->batch, inputs = l->inputs, hidden = l->hidden, width = 4 * hidden;
    REAL *hidden_transposed = l->scratch;
    REAL *gates_transposed = hidden_transposed + hidden * 3 * hidden;
    REAL *new_transposed = gates_transposed + inputs * 2 * hidden;
    REAL *sums = new_transposed + inputs * hidden;
    REAL *state_gradient = sums + width;
    REAL *gradients = state_gradient + batch * hidden;
    NAME(pack)(3 * hidden, hidden, l->hidden_weight, 1, 3 * hidden, hidden_transposed);
    if (l->input_gradient) {
        const REAL *weight = l->input_weight;
        NAME(pack)(2 * hidden, inputs, weight, 1, 3 * hidden, gates_transposed);
        NAME(pack)(hidden, inputs, weight + 2 * hidden, 1, 3 * hidden, new_transposed);
    }
    NAME(copy_rows)(batch, hidden, l->final_state_gradient, l->state_step, state_gradient, hidden);

    const ptrdiff_t block = NAME(block_steps)(l);
    ptrdiff_t block_end = l->steps;
    for (ptrdiff_t t = l->steps - 1; t >= 0; t--) {
        ptrdiff_t before_step;
        const REAL *state_before = NAME(state_before)(l, t, &before_step);
        const REAL *rows = (const REAL *)l->tape + t * batch * width;
        const REAL *from_output = (const REAL *)l->output_gradient + t * batch * hidden;
        REAL *here = gradients + t % block * batch * width;
        for (ptrdiff_t s = 0; s < batch; s++) {
            const REAL *row = rows + s * width, *before = state_before + s * before_step;
            REAL *to = here + s * width;
            const ptrdiff_t at = s * hidden;
            ptrdiff_t u = 0;
            for (; u + LANES <= hidden; u += LANES)
                NAME(gru_units_backward)(
                    hidden, row + u, before + u, from_output + at + u, state_gradient + at + u, to + u, false, LANES);
            if (u < hidden)
                NAME(gru_units_backward)(
                    hidden, row + u, before + u, from_output + at + u, state_gradient + at + u, to + u, true,
                    hidden - u);
        }
        NAME(product) p = {
            .rows = batch,
            .columns = hidden,
            .terms = 1,
            .term[0] = {
                .a = here, .row_step = width, .group = batch,
                .taps = 1, .depth = 3 * hidden, .step = 1, .b = hidden_transposed, .packed = true,
            },
            .start = state_gradient, .start_step = hidden, .c = state_gradient, .c_step = hidden,
        };
        NAME(multiply)(&p);
        if (t % block == 0) {
            NAME(gru_block)(l, t, block_end, gradients, sums, gates_transposed, new_transposed);
            block_end = t;
        }
    }
    NAME(copy_rows)(batch, hidden, state_gradient, hidden, l->initial_state_gradient, l->state_step);
}
