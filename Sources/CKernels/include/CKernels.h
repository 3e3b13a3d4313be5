#ifndef HINDCAST_CKERNELS_H
#define HINDCAST_CKERNELS_H

#include <stddef.h>

/// Whole layers over whole sequences, compiled once for each instruction set and chosen once at start.
///
/// Every output is one chain of fused multiply-adds in a fixed order, so all paths give the same bits. A pointer
/// marked `scalars` points to float in `kinds[0]` of a table and to double in `kinds[1]`. Sequences are
/// time-major: `[step][sequence of the batch][feature]`, without gaps.

enum { HINDCAST_IDENTITY = 0, HINDCAST_TANH = 1, HINDCAST_RELU = 2, HINDCAST_GELU = 3 };

/// A causal convolution without padding: output step t reads input steps t, t + dilation, …, t + context, the
/// newest last. A dense layer is the one with one tap.
typedef struct {
    ptrdiff_t steps, batch, inputs, outputs, taps, dilation;
    int activation;               ///< HINDCAST_IDENTITY or HINDCAST_TANH.
    const void *weight;           ///< scalars [taps][inputs][outputs], the newest tap last.
    const void *bias;             ///< scalars [outputs].
    const void *input;            ///< scalars [steps + (taps - 1) * dilation][batch][inputs].
    void *output;                 ///< scalars [steps][batch][outputs].
    const void *output_gradient;  ///< scalars, as output.
    void *weight_gradient;        ///< Added to.
    void *bias_gradient;          ///< Added to.
    void *input_gradient;         ///< Overwritten, or null when not wanted.
    void *scratch;                ///< hindcast_convolution_scratch scalars.
} hindcast_convolution;

/// h_t = tanh(x_t W_x + h_{t-1} W_h + b), all steps in one call.
typedef struct {
    ptrdiff_t steps, batch, inputs, hidden;
    const void *input_weight;          ///< scalars [inputs][hidden].
    const void *hidden_weight;         ///< scalars [hidden][hidden], from the earlier state (row) to the later.
    const void *bias;                  ///< scalars [hidden].
    const void *input;                 ///< scalars [steps][batch][inputs].
    void *output;                      ///< scalars [steps][batch][hidden], the states after each step.
    ptrdiff_t state_step;              ///< Scalars from one sequence to the next in the state arrays.
    const void *initial_state;         ///< scalars [batch], state_step apart.
    void *final_state;                 ///< As initial_state, which it may be.
    const void *output_gradient;       ///< scalars, as output.
    ptrdiff_t zero_steps;              ///< The first steps, less than all, whose output_gradient is zero and not read.
    const void *final_state_gradient;  ///< As initial_state, or null for zero.
    void *initial_state_gradient;      ///< As initial_state, overwritten.
    void *input_weight_gradient;       ///< Added to.
    void *hidden_weight_gradient;      ///< Added to.
    void *bias_gradient;               ///< Added to.
    void *input_gradient;              ///< Overwritten, or null when not wanted.
    void *scratch;                     ///< hindcast_elman_scratch scalars.
} hindcast_elman;

/// A recurrent layer of one or several sums a unit, all steps in one call. A state row is h, for an LSTM followed by c.
/// The weights' columns and the biases are PyTorch's: of an LSTM [i, f, g, o], of a GRU [r, z, n], `hidden` each; a
/// GRU's biases end with that of n's product with the state, which lies within the reset gate.
///
/// As elman_steps it is the Elman layer of any activation; its tape, null without noise, is scalars
/// [steps][batch][hidden], before the forward call the noise to be added to the states and after it those without.
typedef struct {
    ptrdiff_t steps, batch, inputs, hidden;
    int activation;                    ///< Of elman_steps: HINDCAST_TANH or HINDCAST_RELU.
    const void *input_weight;          ///< scalars [inputs][sums * hidden].
    const void *hidden_weight;         ///< scalars [hidden][sums * hidden].
    const void *bias;                  ///< scalars [4 * hidden], of elman_steps [hidden].
    const void *input;                 ///< scalars [steps][batch][inputs].
    void *output;                      ///< scalars [steps][batch][hidden], h after each step.
    ptrdiff_t state_step;              ///< Scalars from one sequence to the next in the state arrays.
    const void *initial_state;         ///< scalars [batch], state_step apart.
    void *final_state;                 ///< As initial_state, which it may be.
    void *tape;                        ///< What the backward pass needs; null forward when there is none.
    const void *output_gradient;       ///< scalars, as output.
    const void *final_state_gradient;  ///< As initial_state, or null for zero.
    void *initial_state_gradient;      ///< As initial_state, overwritten.
    void *input_weight_gradient;       ///< Added to.
    void *hidden_weight_gradient;      ///< Added to.
    void *bias_gradient;               ///< Added to.
    void *input_gradient;              ///< Overwritten, or null when not wanted.
    void *scratch;                     ///< hindcast_recurrent_scratch scalars.
} hindcast_recurrent;

/// A step of Adam: g = gradient + penalty p; m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g²;
/// p = shrinkage p - rate m / (√v + epsilon). The factors are rounded to the scalar type first.
typedef struct {
    ptrdiff_t count;
    double beta1, beta2, rate, epsilon, penalty, shrinkage;
    const void *gradient;  ///< scalars, as the other three.
    void *parameters, *first_moment, *second_moment;
} hindcast_adam;

/// Layer normalisation: each row gets mean 0 and variance 1, then a gain and a bias for each of its places.
typedef struct {
    ptrdiff_t rows, size;
    double epsilon;               ///< Added to the variance.
    const void *gain, *bias;      ///< scalars [size].
    const void *input;            ///< scalars [rows][size].
    void *output;                 ///< scalars, as input.
    const void *output_gradient;  ///< scalars, as input.
    void *gain_gradient;          ///< Added to.
    void *bias_gradient;          ///< Added to.
    void *input_gradient;         ///< Overwritten, or null when not wanted.
    void *scratch;                ///< scalars [rows + 1][size], backward.
} hindcast_normalisation;

/// The functions of one scalar type.
typedef struct {
    void (*convolution_forward)(const hindcast_convolution *);
    void (*convolution_backward)(const hindcast_convolution *);
    void (*elman_forward)(const hindcast_elman *);
    void (*elman_backward)(const hindcast_elman *);
    void (*elman_steps_forward)(const hindcast_recurrent *);
    void (*elman_steps_backward)(const hindcast_recurrent *);
    void (*lstm_forward)(const hindcast_recurrent *);
    void (*lstm_backward)(const hindcast_recurrent *);
    void (*gru_forward)(const hindcast_recurrent *);
    void (*gru_backward)(const hindcast_recurrent *);
    void (*normalisation_forward)(const hindcast_normalisation *);
    void (*normalisation_backward)(const hindcast_normalisation *);
    /// y = activation(x), which may be the same memory.
    void (*activate)(int activation, ptrdiff_t count, const void *x, void *y);
    /// to = gradient times the activation's slope; y is its output, for HINDCAST_GELU its input.
    void (*through_activation)(int activation, ptrdiff_t count, const void *y, const void *gradient, void *to);
    void (*tanh)(ptrdiff_t count, const void *x, void *y);
    void (*adam)(const hindcast_adam *);
} hindcast_scalar_kernels;

/// The functions of one instruction set.
typedef struct {
    const char *path;
    hindcast_scalar_kernels kinds[2];  ///< float, double.
} hindcast_kernel_table;

/// Scalars of scratch that a forward and a backward call need.
ptrdiff_t hindcast_convolution_scratch(const hindcast_convolution *layer);
ptrdiff_t hindcast_elman_scratch(const hindcast_elman *layer);
ptrdiff_t hindcast_recurrent_scratch(const hindcast_recurrent *layer);

/// Scalars of the tape from a forward call to its backward call.
ptrdiff_t hindcast_lstm_tape(const hindcast_recurrent *layer);
ptrdiff_t hindcast_gru_tape(const hindcast_recurrent *layer);

/// The table of a path, or null where this build or this processor lacks it; null asks for the chosen one.
const hindcast_kernel_table *hindcast_kernels(const char *path);

/// The name of the chosen path: the widest the processor has, or what HINDCAST_CPU asks for.
const char *hindcast_cpu_path(void);

/// What HINDCAST_CPU asked for, if that could not be had; else null.
const char *hindcast_cpu_refused(void);

#endif
