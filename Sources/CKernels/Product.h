// C = epilogue(start + Σ_k A[row][k] B[k][column]): the one product that serves dense, convolution and recurrent
// layers, forward and backward. Each output is one chain of fused multiply-adds over k in order, however it is
// tiled, so neither the vector width nor the number of rows changes a bit.

/// One summand A B. A is read through steps, so a convolution's overlapping rows, a transpose and a batch of a
/// longer sequence need no copy: row r, tap p, depth k lies at
/// a[(r / group) * group_step + (r % group) * row_step + p * tap_step + k * step]. B has taps * depth rows, b_step
/// apart, or is packed panel after panel.
typedef struct SHARED {
    const REAL *a;
    ptrdiff_t row_step, group, group_step;
    ptrdiff_t taps, tap_step, depth, step;
    const REAL *b;
    ptrdiff_t b_step;
    bool packed;
} NAME(term);

typedef struct SHARED {
    ptrdiff_t rows, columns;
    int terms;
    NAME(term) term[2];
    const REAL *start;  ///< Null for zero; with start_step 0 a bias row; C itself to continue a chain.
    ptrdiff_t start_step;
    REAL *c;
    ptrdiff_t c_step;
    int tanh;            ///< C = tanh(sum).
    const REAL *square;  ///< C = (1 - square²) sum, laid out as C; or null.
} NAME(product);

INLINE const REAL *NAME(row)(const NAME(term) *term, ptrdiff_t r) {
    if (r < term->group) return term->a + r * term->row_step;
    return term->a + (r / term->group) * term->group_step + (r % term->group) * term->row_step;
}

/// Where `count` rows from `r` on begin; one division for all, since a division takes as long as forty multiply-adds.
INLINE void NAME(rows)(const NAME(term) *term, ptrdiff_t r, int count, const REAL **to) {
    if (r + count <= term->group) {
        UNROLL for (int i = 0; i < count; i++) to[i] = term->a + (r + i) * term->row_step;
        return;
    }
    ptrdiff_t group = r / term->group, within = r - group * term->group;
    UNROLL for (int i = 0; i < count; i++) {
        to[i] = term->a + group * term->group_step + within * term->row_step;
        if (++within == term->group) {
            within = 0;
            group++;
        }
    }
}

/// From so many columns on, a product's arrays are too large for the nearest cache.
#define PREFETCHED_COLUMNS 96

/// Asks for what the end of this tile and the start of the next one will read and write, which then comes while the
/// sums are made.
INLINE void NAME(prefetch)(const NAME(product) *p, int rows, int vectors, ptrdiff_t row, ptrdiff_t column) {
    const int vectors_a_line = BYTES < 64 ? 64 / BYTES : 1;
    UNROLL for (int i = 0; i < rows; i++) {
        UNROLL for (int v = 0; v < vectors; v += vectors_a_line) {
            const ptrdiff_t here = (row + i) * p->c_step + column + v * LANES;
            if (p->square) __builtin_prefetch(p->square + here, 0, 3);
            if (p->start != p->c) __builtin_prefetch(p->c + here, 1, 3);
            if (p->start && p->start_step && row + rows + i < p->rows)
                __builtin_prefetch(
                    p->start + (row + rows + i) * p->start_step + column + v * LANES, 0, 3);
        }
    }
}

/// `rows` by `vectors` accumulators in registers; both are constants after inlining. A partial tile has one vector
/// of `lanes` lanes.
INLINE void NAME(tile)(
    const NAME(product) *p, int rows, int vectors, bool partial, ptrdiff_t lanes, ptrdiff_t row, ptrdiff_t column
) {
    VECTOR sum[MOST_ROWS][MOST_VECTORS];
    UNROLL for (int i = 0; i < rows; i++) {
        UNROLL for (int v = 0; v < vectors; v++) {
            sum[i][v] = (VECTOR)(REAL)0;
            if (p->start)
                sum[i][v] = NAME(load_lanes)(
                    p->start + (row + i) * p->start_step + column + v * LANES, partial, lanes);
        }
    }
    if (p->columns >= PREFETCHED_COLUMNS && !partial) NAME(prefetch)(p, rows, vectors, row, column);
    for (int t = 0; t < p->terms; t++) {
        const NAME(term) *term = &p->term[t];
        const REAL *a[MOST_ROWS];
        NAME(rows)(term, row, rows, a);
        const ptrdiff_t depth = term->depth, step = term->step;
        const ptrdiff_t b_step = term->packed ? (partial ? lanes : vectors * LANES) : term->b_step;
        const REAL *b = term->b + column * (term->packed ? term->taps * depth : 1);
        for (ptrdiff_t tap = 0; tap < term->taps; tap++) {
            ptrdiff_t at = tap * term->tap_step;
            for (ptrdiff_t k = 0; k < depth; k++, at += step, b += b_step) {
                VECTOR across[MOST_VECTORS];
                UNROLL for (int v = 0; v < vectors; v++)
                    across[v] = NAME(load_lanes)(b + v * LANES, partial, lanes);
                UNROLL for (int i = 0; i < rows; i++) {
                    const VECTOR x = (VECTOR)a[i][at];
                    UNROLL for (int v = 0; v < vectors; v++) sum[i][v] = NAME(fma)(x, across[v], sum[i][v]);
                }
            }
        }
    }
    UNROLL for (int i = 0; i < rows; i++) {
        UNROLL for (int v = 0; v < vectors; v++) {
            const ptrdiff_t at = (row + i) * p->c_step + column + v * LANES;
            if (p->square) {
                const VECTOR h = NAME(load_lanes)(p->square + at, partial, lanes);
                sum[i][v] *= NAME(fma)(-h, h, (VECTOR)(REAL)1);
            }
            NAME(store_lanes)(p->c + at, sum[i][v], partial, lanes);
        }
    }
    if (p->tanh) {
        const ptrdiff_t width = partial ? lanes : vectors * LANES;
        REAL *c = p->c + row * p->c_step + column;
        if (width == p->c_step)
            NAME(tanh_rows)(1, rows * width, c, 0);
        else
            NAME(tanh_rows)(rows, width, c, p->c_step);
    }
}

/// All rows of one panel of columns.
INLINE void NAME(panel)(
    const NAME(product) *p, int rows, int vectors, bool partial, ptrdiff_t lanes, ptrdiff_t column
) {
    ptrdiff_t row = 0;
    for (; p->rows - row >= rows; row += rows) NAME(tile)(p, rows, vectors, partial, lanes, row, column);
    for (; p->rows - row >= 4; row += 4) NAME(tile)(p, 4, vectors, partial, lanes, row, column);
    for (; p->rows - row >= 2; row += 2) NAME(tile)(p, 2, vectors, partial, lanes, row, column);
    for (; p->rows - row >= 1; row += 1) NAME(tile)(p, 1, vectors, partial, lanes, row, column);
}

/// How many of the columns that are left are done together.
INLINE ptrdiff_t NAME(panel_width)(ptrdiff_t left) {
    if (MOST_VECTORS >= 4 && left >= 4 * LANES) return 4 * LANES;
    if (left >= 2 * LANES) return 2 * LANES;
    return NAME(lesser)(left, LANES);
}

static void NAME(multiply)(const NAME(product) *p) {
#if defined(HALF)
    if (p->columns <= LANES / 2) {
        HALF(multiply)((const void *)p);
        return;
    }
#endif
    ptrdiff_t column = 0;
    while (column < p->columns) {
        const ptrdiff_t width = NAME(panel_width)(p->columns - column);
        if (width < LANES)
            NAME(panel)(p, ROWS_1, 1, true, width, column);
        else if (width == LANES)
            NAME(panel)(p, ROWS_1, 1, false, 0, column);
        else if (width == 2 * LANES)
            NAME(panel)(p, ROWS_2, 2, false, 0, column);
#if MOST_VECTORS >= 4
        else
            NAME(panel)(p, ROWS_4, 4, false, 0, column);
#endif
        column += width;
    }
}

/// Packs B, whose element (k, column) lies at from[k * k_step + column * column_step], so that each panel's rows
/// follow one another: a long row's power-of-two stride would crowd a few sets of the cache.
static void NAME(pack)(
    ptrdiff_t depth, ptrdiff_t columns, const REAL *from, ptrdiff_t k_step, ptrdiff_t column_step, REAL *to
) {
    ptrdiff_t column = 0;
    while (column < columns) {
        const ptrdiff_t width = NAME(panel_width)(columns - column);
        for (ptrdiff_t k = 0; k < depth; k++)
            for (ptrdiff_t c = 0; c < width; c++) *to++ = from[k * k_step + (column + c) * column_step];
        column += width;
    }
}

// Few columns, many rows and a long sum, such as a head of one to four outputs: lanes along the columns would lie
// idle. Here they lie along k instead: CHAINS chains, chain j over the k with k % CHAINS == j within each tap, then
// a tree. CHAINS is the same on every path, and whether this form is used depends on the layer's shape alone.

#define CHAINS 16
#define CHAIN_VECTORS (CHAINS / LANES)

INLINE bool NAME(is_narrow)(ptrdiff_t inputs, ptrdiff_t outputs) { return outputs <= 4 && inputs >= 8; }

/// `rows` by `columns` sums; `b` is transposed: [column][tap][depth]. The chains are the lanes of `vectors` vectors, or
/// of just the first one, where the depth leaves the others at zero; `whole` says that the depth fills them.
INLINE void NAME(narrow_tile)(
    const NAME(product) *p, int rows, int columns, ptrdiff_t depth, int vectors, bool whole, ptrdiff_t row
) {
    VECTOR sum[NARROW_ROWS][4][CHAIN_VECTORS];
    UNROLL for (int i = 0; i < rows; i++)
        UNROLL for (int n = 0; n < columns; n++)
            UNROLL for (int v = 0; v < CHAIN_VECTORS; v++) sum[i][n][v] = (VECTOR)(REAL)0;
    const NAME(term) *term = &p->term[0];
    const ptrdiff_t length = term->taps * depth;
    for (ptrdiff_t tap = 0; tap < term->taps; tap++) {
        const REAL *a = NAME(row)(term, row) + tap * term->tap_step;
        const REAL *b = term->b + tap * depth;
        for (ptrdiff_t k = 0; k < depth; k += CHAINS) {
            UNROLL for (int v = 0; v < vectors; v++) {
                const ptrdiff_t at = k + v * LANES;
                const ptrdiff_t lanes = whole ? LANES : NAME(lesser)(LANES, depth - at);
                if (lanes <= 0) continue;
                const bool partial = !whole && lanes < LANES;
                VECTOR across[4];
                UNROLL for (int n = 0; n < columns; n++)
                    across[n] = NAME(load_lanes)(b + n * length + at, partial, lanes);
                UNROLL for (int i = 0; i < rows; i++) {
                    const VECTOR x = NAME(load_lanes)(a + i * term->row_step + at, partial, lanes);
                    UNROLL for (int n = 0; n < columns; n++)
                        sum[i][n][v] = NAME(fma)(x, across[n], sum[i][n][v]);
                }
            }
        }
    }
    for (int i = 0; i < rows; i++) {
        for (int n = 0; n < columns; n++) {
            REAL chain[CHAINS];
            UNROLL for (int v = 0; v < CHAIN_VECTORS; v++) NAME(store)(chain + v * LANES, sum[i][n][v]);
            UNROLL for (int half = CHAINS / 2; half >= 1; half /= 2)
                UNROLL for (int j = 0; j < half; j++) chain[j] += chain[j + half];
            p->c[(row + i) * p->c_step + n] = p->start[n] + chain[0];
        }
    }
}

INLINE void NAME(narrow_rows)(const NAME(product) *p, int columns, ptrdiff_t depth, int vectors, bool whole) {
    ptrdiff_t row = 0;
    for (; p->rows - row >= NARROW_ROWS; row += NARROW_ROWS)
        NAME(narrow_tile)(p, NARROW_ROWS, columns, depth, vectors, whole, row);
    for (; p->rows - row >= 1; row += 1) NAME(narrow_tile)(p, 1, columns, depth, vectors, whole, row);
}

INLINE void NAME(narrow_panel)(const NAME(product) *p, int columns) {
    const ptrdiff_t depth = p->term[0].depth;
    if (depth == LANES)
        NAME(narrow_rows)(p, columns, LANES, 1, true);
    else if (depth % CHAINS == 0)
        NAME(narrow_rows)(p, columns, depth, CHAIN_VECTORS, true);
    else
        NAME(narrow_rows)(p, columns, depth, CHAIN_VECTORS, false);
}

/// One term, its rows in one group and its step 1; `start` is a bias row.
static void NAME(multiply_narrow)(const NAME(product) *p) {
#if defined(HALF)
    if (p->term[0].depth <= LANES / 2) {
        HALF(multiply_narrow)((const void *)p);
        return;
    }
#endif
    switch (p->columns) {
    case 1: NAME(narrow_panel)(p, 1); break;
    case 2: NAME(narrow_panel)(p, 2); break;
    case 3: NAME(narrow_panel)(p, 3); break;
    default: NAME(narrow_panel)(p, 4);
    }
    if (p->tanh) NAME(tanh_in_place)(p->rows * p->columns, p->c);
}

/// to[column][row] = from[row][column]
static void NAME(transpose)(ptrdiff_t rows, ptrdiff_t columns, const REAL *from, REAL *to) {
    for (ptrdiff_t r = 0; r < rows; r++)
        for (ptrdiff_t c = 0; c < columns; c++) to[c * rows + r] = from[r * columns + c];
}

/// total[column] += Σ_r x[r][column]: eight interleaved sums over the rows, then a tree.
static void NAME(add_column_sums)(ptrdiff_t rows, ptrdiff_t columns, const REAL *x, REAL *total) {
    for (ptrdiff_t c = 0; c < columns; c += LANES) {
        const ptrdiff_t lanes = NAME(lesser)(LANES, columns - c);
        const bool partial = lanes < LANES;
        VECTOR sum[8];
        for (int j = 0; j < 8; j++) sum[j] = (VECTOR)(REAL)0;
        ptrdiff_t r = 0;
        for (; r + 8 <= rows; r += 8)
            UNROLL for (int j = 0; j < 8; j++)
                sum[j] += NAME(load_lanes)(x + (r + j) * columns + c, partial, lanes);
        for (int j = 0; r + j < rows; j++) sum[j] += NAME(load_lanes)(x + (r + j) * columns + c, partial, lanes);
        const VECTOR all = ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
        NAME(store_lanes)(total + c, NAME(load_lanes)(total + c, partial, lanes) + all, partial, lanes);
    }
}

/// to = (1 - h²) gradient
static void NAME(through_tanh)(ptrdiff_t count, const REAL *h, const REAL *gradient, REAL *to) {
    const VECTOR one = (VECTOR)(REAL)1;
    ptrdiff_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        const VECTOR x = NAME(load)(h + i);
        NAME(store)(to + i, NAME(load)(gradient + i) * NAME(fma)(-x, x, one));
    }
    if (i < count) {
        const VECTOR x = NAME(load_some)(h + i, count - i);
        const VECTOR g = NAME(load_some)(gradient + i, count - i) * NAME(fma)(-x, x, one);
        NAME(store_some)(to + i, g, count - i);
    }
}
