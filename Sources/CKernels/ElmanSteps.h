// The Elman layer with any activation, and with noise on its states: h_t = f(x_t W_x + h_{t-1} W_h + b) + noise_t. The
// noise comes in on the tape, and the states without it, from which the slopes are found, go out there.

static void NAME(elman_steps_forward)(const hindcast_recurrent *l) {
    const ptrdiff_t batch = l->batch, hidden = l->hidden, size = batch * hidden;
    REAL *scratch = l->scratch;
    NAME(group) all = {
        .columns = hidden, .width = hidden,
        .input_weight = l->input_weight, .hidden_weight = l->hidden_weight, .bias = l->bias,
    };
    NAME(pack_group)(l, &all, &scratch);
    for (ptrdiff_t t = 0; t < l->steps; t++) {
        ptrdiff_t before_step;
        const REAL *before = NAME(state_before)(l, t, &before_step);
        REAL *h = (REAL *)l->output + t * size;
        NAME(sum_group)(l, &all, t, before, before_step, h, hidden);
        NAME(activate)(l->activation, size, h, h);
        if (!l->tape) continue;
        REAL *noise = (REAL *)l->tape + t * size;
        for (ptrdiff_t i = 0; i < size; i++) {
            const REAL noiseless = h[i];
            h[i] = noiseless + noise[i];
            noise[i] = noiseless;
        }
    }
    NAME(copy_rows)(
        batch, hidden, (const REAL *)l->output + (l->steps - 1) * size, hidden, l->final_state, l->state_step);
}

static void NAME(elman_steps_backward)(const hindcast_recurrent *l) {
    const ptrdiff_t batch = l->batch, inputs = l->inputs, hidden = l->hidden, size = batch * hidden;
    REAL *hidden_transposed = l->scratch;
    REAL *input_transposed = hidden_transposed + hidden * hidden;
    REAL *state_gradient = input_transposed + inputs * hidden;
    REAL *gradients = state_gradient + size;
    NAME(pack)(hidden, hidden, l->hidden_weight, 1, hidden, hidden_transposed);
    if (l->input_gradient) NAME(pack)(hidden, inputs, l->input_weight, 1, hidden, input_transposed);
    NAME(copy_rows)(batch, hidden, l->final_state_gradient, l->state_step, state_gradient, hidden);

    const REAL *noiseless = l->tape ? l->tape : l->output;
    const ptrdiff_t block = NAME(block_steps)(l);
    ptrdiff_t block_end = l->steps;
    for (ptrdiff_t t = l->steps - 1; t >= 0; t--) {
        const REAL *from_output = (const REAL *)l->output_gradient + t * size;
        REAL *here = gradients + t % block * size;
        for (ptrdiff_t i = 0; i < size; i++) here[i] = state_gradient[i] + from_output[i];
        NAME(through_activation)(l->activation, size, noiseless + t * size, here, here);
        NAME(product) p = {
            .rows = batch,
            .columns = hidden,
            .terms = 1,
            .term[0] = {
                .a = here, .row_step = hidden, .group = batch,
                .taps = 1, .depth = hidden, .step = 1, .b = hidden_transposed, .packed = true,
            },
            .c = state_gradient, .c_step = hidden,
        };
        NAME(multiply)(&p);
        if (t % block != 0) continue;
        const ptrdiff_t rows = (block_end - t) * batch;
        NAME(add_input_weight_gradient)(
            l, t, block_end, hidden, gradients, hidden, l->input_weight_gradient, hidden);
        NAME(add_hidden_weight_gradient)(
            l, t, block_end, hidden, gradients, hidden, l->hidden_weight_gradient, hidden);
        NAME(add_column_sums)(rows, hidden, gradients, l->bias_gradient);
        if (l->input_gradient) {
            NAME(product) q = {
                .rows = rows,
                .columns = inputs,
                .terms = 1,
                .term[0] = {
                    .a = gradients, .row_step = hidden, .group = rows,
                    .taps = 1, .depth = hidden, .step = 1, .b = input_transposed, .packed = true,
                },
                .c = (REAL *)l->input_gradient + t * batch * inputs, .c_step = inputs,
            };
            NAME(multiply)(&q);
        }
        block_end = t;
    }
    NAME(copy_rows)(batch, hidden, state_gradient, hidden, l->initial_state_gradient, l->state_step);
}
