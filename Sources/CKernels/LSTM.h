// The LSTM layer over a whole sequence, forward and backward through time. A row of sums, of gates and of their
// gradients is [input gate i, forget gate f, cell g, output gate o], `hidden` each. The tape holds the gates of all
// steps, then the cells c of all steps.

/// c = f c' + i g and h = o tanh(c) of some units; turns the sums of a row into gates.
INLINE void NAME(lstm_units)(
    ptrdiff_t hidden, REAL *row, const REAL *cell_before, REAL *cell, REAL *h, bool partial, ptrdiff_t lanes
) {
    const VECTOR i = NAME(sigmoid)(NAME(load_lanes)(row, partial, lanes));
    const VECTOR f = NAME(sigmoid)(NAME(load_lanes)(row + hidden, partial, lanes));
    const VECTOR g = NAME(tanh_vector)(NAME(load_lanes)(row + 2 * hidden, partial, lanes));
    const VECTOR o = NAME(sigmoid)(NAME(load_lanes)(row + 3 * hidden, partial, lanes));
    const VECTOR c = NAME(fma)(f, NAME(load_lanes)(cell_before, partial, lanes), i * g);
    NAME(store_lanes)(row, i, partial, lanes);
    NAME(store_lanes)(row + hidden, f, partial, lanes);
    NAME(store_lanes)(row + 2 * hidden, g, partial, lanes);
    NAME(store_lanes)(row + 3 * hidden, o, partial, lanes);
    NAME(store_lanes)(cell, c, partial, lanes);
    NAME(store_lanes)(h, o * NAME(tanh_vector)(c), partial, lanes);
}

static void NAME(lstm_forward)(const hindcast_recurrent *l) {
    const ptrdiff_t batch = l->batch, hidden = l->hidden, width = 4 * hidden;
    REAL *scratch = l->scratch;
    NAME(group) all = {
        .columns = width, .width = width,
        .input_weight = l->input_weight, .hidden_weight = l->hidden_weight, .bias = l->bias,
    };
    NAME(pack_group)(l, &all, &scratch);
    REAL *tape = l->tape;
    const REAL *cell_before = (const REAL *)l->initial_state + hidden;
    ptrdiff_t cell_before_step = l->state_step;
    for (ptrdiff_t t = 0; t < l->steps; t++) {
        ptrdiff_t before_step;
        const REAL *before = NAME(state_before)(l, t, &before_step);
        REAL *rows = tape ? tape + t * batch * width : scratch;
        REAL *h = (REAL *)l->output + t * batch * hidden;
        REAL *cell = tape ? tape + (l->steps * 4 + t) * batch * hidden : (REAL *)l->final_state + hidden;
        const ptrdiff_t cell_step = tape ? hidden : l->state_step;
        NAME(sum_group)(l, &all, t, before, before_step, rows, width);
        for (ptrdiff_t s = 0; s < batch; s++) {
            REAL *row = rows + s * width, *out = h + s * hidden, *to = cell + s * cell_step;
            const REAL *from = cell_before + s * cell_before_step;
            ptrdiff_t u = 0;
            for (; u + LANES <= hidden; u += LANES)
                NAME(lstm_units)(hidden, row + u, from + u, to + u, out + u, false, LANES);
            if (u < hidden) NAME(lstm_units)(hidden, row + u, from + u, to + u, out + u, true, hidden - u);
        }
        cell_before = cell;
        cell_before_step = cell_step;
    }
    NAME(copy_rows)(
        batch, hidden, (const REAL *)l->output + (l->steps - 1) * batch * hidden, hidden, l->final_state,
        l->state_step);
    NAME(copy_rows)(
        batch, hidden, cell_before, cell_before_step, (REAL *)l->final_state + hidden, l->state_step);
}

/// The gradients of the sums of some units from those of h, in two parts, and of c, which becomes that of c'.
INLINE void NAME(lstm_units_backward)(
    ptrdiff_t hidden, const REAL *row, const REAL *cell_before, const REAL *cell, const REAL *from_later,
    const REAL *from_output, REAL *cell_gradient, REAL *gradient, bool partial, ptrdiff_t lanes
) {
    const VECTOR one = (VECTOR)(REAL)1;
    const VECTOR i = NAME(load_lanes)(row, partial, lanes);
    const VECTOR f = NAME(load_lanes)(row + hidden, partial, lanes);
    const VECTOR g = NAME(load_lanes)(row + 2 * hidden, partial, lanes);
    const VECTOR o = NAME(load_lanes)(row + 3 * hidden, partial, lanes);
    const VECTOR y = NAME(tanh_vector)(NAME(load_lanes)(cell, partial, lanes));
    const VECTOR dh = NAME(load_lanes)(from_later, partial, lanes) + NAME(load_lanes)(from_output, partial, lanes);
    const VECTOR dc =
        NAME(fma)(dh * o, NAME(fma)(-y, y, one), NAME(load_lanes)(cell_gradient, partial, lanes));
    const VECTOR before = NAME(load_lanes)(cell_before, partial, lanes);
    NAME(store_lanes)(gradient, dc * g * (i * (one - i)), partial, lanes);
    NAME(store_lanes)(gradient + hidden, dc * before * (f * (one - f)), partial, lanes);
    NAME(store_lanes)(gradient + 2 * hidden, dc * i * NAME(fma)(-g, g, one), partial, lanes);
    NAME(store_lanes)(gradient + 3 * hidden, dh * y * (o * (one - o)), partial, lanes);
    NAME(store_lanes)(cell_gradient, dc * f, partial, lanes);
}

static void NAME(lstm_backward)(const hindcast_recurrent *l) {
    const ptrdiff_t batch = l->batch, inputs = l->inputs, hidden = l->hidden, width = 4 * hidden;
    REAL *hidden_transposed = l->scratch;
    REAL *input_transposed = hidden_transposed + hidden * width;
    REAL *state_gradient = input_transposed + inputs * width;
    REAL *cell_gradient = state_gradient + batch * hidden;
    REAL *gradients = cell_gradient + batch * hidden;
    NAME(pack)(width, hidden, l->hidden_weight, 1, width, hidden_transposed);
    if (l->input_gradient) NAME(pack)(width, inputs, l->input_weight, 1, width, input_transposed);
    const REAL *final_gradient = l->final_state_gradient;
    NAME(copy_rows)(batch, hidden, final_gradient, l->state_step, state_gradient, hidden);
    NAME(copy_rows)(
        batch, hidden, final_gradient ? final_gradient + hidden : NULL, l->state_step, cell_gradient, hidden);

    const REAL *tape = l->tape;
    const ptrdiff_t block = NAME(block_steps)(l);
    ptrdiff_t block_end = l->steps;
    for (ptrdiff_t t = l->steps - 1; t >= 0; t--) {
        const REAL *rows = tape + t * batch * width;
        const REAL *cell = tape + (l->steps * 4 + t) * batch * hidden;
        const REAL *cell_before = t == 0 ? (const REAL *)l->initial_state + hidden : cell - batch * hidden;
        const ptrdiff_t cell_before_step = t == 0 ? l->state_step : hidden;
        const REAL *from_output = (const REAL *)l->output_gradient + t * batch * hidden;
        REAL *here = gradients + t % block * batch * width;
        for (ptrdiff_t s = 0; s < batch; s++) {
            const REAL *row = rows + s * width, *before = cell_before + s * cell_before_step;
            REAL *to = here + s * width;
            const ptrdiff_t at = s * hidden;
            ptrdiff_t u = 0;
            for (; u + LANES <= hidden; u += LANES)
                NAME(lstm_units_backward)(
                    hidden, row + u, before + u, cell + at + u, state_gradient + at + u, from_output + at + u,
                    cell_gradient + at + u, to + u, false, LANES);
            if (u < hidden)
                NAME(lstm_units_backward)(
                    hidden, row + u, before + u, cell + at + u, state_gradient + at + u, from_output + at + u,
                    cell_gradient + at + u, to + u, true, hidden - u);
        }
        NAME(product) p = {
            .rows = batch,
            .columns = hidden,
            .terms = 1,
            .term[0] = {
                .a = here, .row_step = width, .group = batch,
                .taps = 1, .depth = width, .step = 1, .b = hidden_transposed, .packed = true,
            },
            .c = state_gradient, .c_step = hidden,
        };
        NAME(multiply)(&p);
        if (t % block != 0) continue;
        const ptrdiff_t rows_done = (block_end - t) * batch;
        NAME(add_input_weight_gradient)(
            l, t, block_end, width, gradients, width, l->input_weight_gradient, width);
        NAME(add_hidden_weight_gradient)(
            l, t, block_end, width, gradients, width, l->hidden_weight_gradient, width);
        NAME(add_column_sums)(rows_done, width, gradients, l->bias_gradient);
        if (l->input_gradient) {
            NAME(product) q = {
                .rows = rows_done,
                .columns = inputs,
                .terms = 1,
                .term[0] = {
                    .a = gradients, .row_step = width, .group = rows_done,
                    .taps = 1, .depth = width, .step = 1, .b = input_transposed, .packed = true,
                },
                .c = (REAL *)l->input_gradient + t * batch * inputs, .c_step = inputs,
            };
            NAME(multiply)(&q);
        }
        block_end = t;
    }
    REAL *initial_gradient = l->initial_state_gradient;
    NAME(copy_rows)(batch, hidden, state_gradient, hidden, initial_gradient, l->state_step);
    NAME(copy_rows)(batch, hidden, cell_gradient, hidden, initial_gradient + hidden, l->state_step);
}
