"""The works in JAX: one compiled function a training step, the recurrence a `lax.scan`, Adam written out."""

import common

arguments = common.start("jax")

import os

os.environ["JAX_PLATFORMS"] = "cpu"
if arguments.threads == 1:
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import time
from functools import partial

import jax
import numpy
from jax import lax
from jax import numpy as jnp


def last_output(model, p, x):
    """A recurrent layer with a linear output at the last step; the inputs' part is one product for all steps.

    Unrolled scans were measured too: no faster for the Elman network, slower for the gated ones.
    """
    zero = jnp.zeros((x.shape[1], p["weight_hh"].shape[0]), x.dtype)
    state, _ = lax.scan(cell_of(model, p), (zero, zero) if model == "lstm" else zero, x @ p["weight_ih"] + p["bias"])
    return ((state[0] if model == "lstm" else state) @ p["head"] + p["head_bias"])[:, 0]


def cell_of(model, p):
    """A step of a recurrent layer, from the state and the inputs' sums; it puts out nothing but the state."""
    hidden = p["weight_hh"].shape[0]

    def elman(h, s):
        return jnp.tanh(s + h @ p["weight_hh"]), None

    def gru(h, s):
        u = h @ p["weight_hh"]
        r = jax.nn.sigmoid(s[:, :hidden] + u[:, :hidden])
        z = jax.nn.sigmoid(s[:, hidden : 2 * hidden] + u[:, hidden : 2 * hidden])
        n = jnp.tanh(s[:, 2 * hidden :] + r * (u[:, 2 * hidden :] + p["bias_hn"]))
        return (1 - z) * n + z * h, None

    def lstm(state, s):
        h, c = state
        i, f, g, o = jnp.split(s + h @ p["weight_hh"], 4, axis=1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        return (jax.nn.sigmoid(o) * jnp.tanh(c), c), None

    return {"elman": elman, "gru": gru, "lstm": lstm}[model]


def network(model, p, x):
    if model in common.SUMS:
        return last_output(model, p, x)
    if model == "mlp":
        hidden = jnp.tanh(x @ p["weight"].reshape(-1, 64) + p["bias"])
        return (hidden @ p["head"] + p["head_bias"])[:, 0]
    for layer in "01":
        x = lax.conv_general_dilated(
            x, p[f"weight_{layer}"], (1,), "VALID", dimension_numbers=("NWC", "WIO", "NWC"))
        x = jnp.tanh(x + p[f"bias_{layer}"])
    return x.reshape(x.shape[0], -1) @ p["head"].reshape(-1) + p["head_bias"]


def loss(model, p, x, y):
    return jnp.mean((network(model, p, x) - y) ** 2)


def adam_step(model, state, x, y):
    value, slope = jax.value_and_grad(partial(loss, model))(state[0], x, y)
    return adam(state, slope), value


def adam(state, slope, rate=1e-3, kept1=0.9, kept2=0.999, epsilon=1e-8):
    p, first, second, step = state
    step = step + 1
    first = jax.tree.map(lambda m, g: kept1 * m + (1 - kept1) * g, first, slope)
    second = jax.tree.map(lambda v, g: kept2 * v + (1 - kept2) * g * g, second, slope)
    scale1, scale2 = 1 - kept1**step, 1 - kept2**step
    p = jax.tree.map(
        lambda p, m, v: p - rate * (m / scale1) / (jnp.sqrt(v / scale2) + epsilon), p, first, second)
    return p, first, second, step


def initial(parameters):
    # Two of each moment: what is donated must not be given twice.
    zeros = [{name: jnp.zeros_like(array) for name, array in parameters.items()} for _ in range(2)]
    return {name: jnp.array(array) for name, array in parameters.items()}, *zeros, jnp.float32(0)


class Step:
    def __init__(self, case):
        inputs = numpy.array(case.inputs)
        if case.model == "mlp":
            inputs = inputs.transpose(1, 0, 2).reshape(inputs.shape[1], -1)
        elif case.model == "tdnn":
            inputs = inputs.transpose(1, 0, 2)
        self.case, self.inputs, self.targets = case, jnp.array(inputs), jnp.array(case.targets)
        self.state = initial(case.parameters)
        self.step = jax.jit(partial(adam_step, case.model), donate_argnums=0)
        self.output = jax.jit(partial(network, case.model))

    def gradient(self):
        slope = jax.grad(partial(loss, self.case.model))(self.state[0], self.inputs, self.targets)
        return {name: numpy.array(array) for name, array in slope.items()}

    def run(self):
        self.state, value = self.step(self.state, self.inputs, self.targets)
        return jax.block_until_ready(value)

    def forward(self):
        return jax.block_until_ready(self.output(self.state[0], self.inputs))


def stream(hidden):
    p = {name: jnp.array(array) for name, array in common.made_up("elman", hidden, 1).parameters.items()}
    x, state = jnp.full((1, 8), 0.1), jnp.zeros((1, hidden))

    @jax.jit
    def advance(p, state, x):
        state = jnp.tanh(x @ p["weight_ih"] + state @ p["weight_hh"] + p["bias"])
        return state, state @ p["head"] + p["head_bias"]

    def step():
        nonlocal state
        state, output = advance(p, state, x)
        return jax.block_until_ready(output)

    return step


def tanh(values):
    x, function = jnp.array(values), jax.jit(jnp.tanh)
    return lambda: jax.block_until_ready(function(x))


@jax.jit
def train(state, values, chosen, starts):
    """All steps of a block in one call; the windows are gathered inside."""

    def step(state, drawn):
        series, start = drawn
        windows = values[series, start + jnp.arange(common.Prices.width + 1)[:, None]]
        return adam_step("elman", state, windows[:-1, :, None], windows[-1])

    return lax.scan(step, state, (chosen, starts))[0][0]


@jax.jit
def forecast(p, inputs):
    return network("elman", p, inputs[:, :, None])


compiled = {}


def backtest(folder):
    now = common.clock(arguments.threads)
    prices = common.Prices(folder)
    squares = returns = count = compiling = 0
    for block in range(prices.blocks):
        values, first = prices.block(block)
        inputs, actual = prices.tests(values, first)
        parameters = common.made_up("elman", prices.hidden, 1, inputs=1).parameters
        training = initial(parameters), jnp.array(values), *[jnp.array(indices) for indices in prices.windows(first)]
        if not compiled:
            begin = now()
            compiled["train"] = train.lower(*training).compile()
            compiled["forecast"] = forecast.lower(training[0][0], jnp.array(inputs)).compile()
            compiled["seconds"] = now() - begin
            compiling = compiled["seconds"]
        trained = compiled["train"](*training)
        forecasts = numpy.array(compiled["forecast"](trained, jnp.array(inputs)))
        squares += ((forecasts - actual) ** 2).sum(dtype=float)
        returns += (actual**2).sum(dtype=float)
        count += len(forecasts)
    return count, compiling, float((squares / returns) ** 0.5)


def characters(model, symbols, hidden, inputs, targets):
    named = common.made_up(model, hidden, 1, inputs=symbols).parameters
    random = numpy.random.default_rng(2)
    named["head"] = random.uniform(-0.125, 0.125, (hidden, symbols)).astype("float32")
    named["head_bias"] = numpy.zeros(symbols, "float32")
    state, y = initial(named), jnp.array(targets)
    x = jax.nn.one_hot(jnp.array(inputs), symbols)
    zero = jnp.zeros((inputs.shape[1], hidden))
    carried = (zero, zero + 0) if model == "lstm" else zero

    def mean_loss(p, carried):
        cell = cell_of(model, p)

        def advance(before, sums):
            after, _ = cell(before, sums)
            return after, after[0] if model == "lstm" else after

        carried, outputs = lax.scan(advance, carried, x @ p["weight_ih"] + p["bias"])
        logits = jax.nn.log_softmax(outputs @ p["head"] + p["head_bias"])
        return -jnp.take_along_axis(logits, y[:, :, None], axis=2).mean(), carried

    @partial(jax.jit, donate_argnums=(0, 1))
    def train(state, carried):
        (value, carried), slope = jax.value_and_grad(mean_loss, has_aux=True)(state[0], carried)
        return adam(state, slope), carried, value

    def step():
        nonlocal state, carried
        state, carried, value = train(state, carried)
        return jax.block_until_ready(value)

    return step


common.run(arguments, set(common.RECURRENT_SIZES) | {"tdnn", "mlp"}, Step, stream, tanh, backtest, characters)
