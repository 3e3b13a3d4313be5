"""What all peers share: the works, their sizes, how they are timed, and the cases that prove the work equal.

A peer is a module that calls `start` before it imports its library, and then `run` with functions that build its
training steps. It prints the same lines of JSON as `Bench`.
"""

import argparse
import json
import os
import resource
import statistics
import sys
import time

BATCH = 64
RECURRENT_SIZES = {"elman": [16, 32, 64, 128, 256], "gru": [64, 128, 256], "lstm": [64, 128, 256]}
SUMS = {"elman": 1, "gru": 3, "lstm": 4}


def start(peer):
    """Reads the arguments and limits the threads; to be called before numpy, torch or jax are imported."""
    parser = argparse.ArgumentParser(description=f"Runs works in {peer}; a line of JSON each.")
    parser.add_argument("works", nargs="*", help="of W1 W2 W3 W5 W6 tanh")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--budget", type=float, default=0.8, help="seconds of timing a work, at least 7 timings")
    parser.add_argument("--cases", help="a folder by `Bench cases`: compare gradients and losses with these first")
    parser.add_argument("--prices", help="a folder by `Bench prices`, for W5")
    arguments = parser.parse_args()
    arguments.peer = peer
    for library in ["OPENBLAS", "OMP", "MKL"]:
        os.environ[f"{library}_NUM_THREADS"] = str(arguments.threads)
    os.environ.pop("OPENBLAS_CORETYPE", None)
    if hasattr(os, "sched_setaffinity"):
        # XLA makes as many threads as there are processors, whatever else it is told.
        processors = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, processors[-arguments.threads :])
    return arguments


def clock(threads):
    """As `Bench`: processor time for one thread, else the time that passes."""
    return time.process_time if threads == 1 else time.perf_counter


def measure(arguments, work):
    """Seconds of one run of the work: the median of at least seven timings, and the shortest.

    On a busy machine several threads wait for one another for seconds; then five timings do.
    """
    now = clock(arguments.threads)

    def timed(repeats):
        begin = now()
        for _ in range(repeats):
            work()
        return now() - begin

    started = time.monotonic()
    for _ in range(3):
        work()
    repeats = 1
    while timed(repeats) < 0.02:
        repeats *= 2
    seconds = []
    begin = now()
    while len(seconds) < (5 if time.monotonic() - started > 5 else 7) or now() - begin < arguments.budget:
        seconds.append(timed(repeats) / repeats)
    return statistics.median(seconds), min(seconds)


def report(arguments, work, **fields):
    line = {"work": work, "peer": arguments.peer, **fields}
    line["threads"] = arguments.threads
    line["clock"] = "cpu" if arguments.threads == 1 else "wall"
    rounded = {key: float(f"{value:.4g}") if isinstance(value, float) else value for key, value in line.items()}
    print(json.dumps(rounded, separators=(",", ":")), flush=True)


def multiply_adds(model, size, steps):
    """Of a forward pass for one sequence or window."""
    if model in SUMS:
        return SUMS[model] * (size * size + 8 * size) * steps
    if model == "mlp":
        return size * 8 * 64 + 64
    return (size - 4) * 5 * 8 * 32 + (size - 8) * 5 * 32 * 32 + (size - 8) * 32


def speed(seconds, best, operations):
    return {
        "per_second": BATCH / seconds, "best_per_second": BATCH / best, "gflops": operations / seconds / 1e9,
    }


def run(arguments, models, make_step, make_stream, tanh, backtest=None, characters=None):
    """Runs the works that were asked for.

    - make_step(case): a training step with `gradient()`, `run()` and `forward()`, from parameters and data.
    - make_stream(hidden): a function that runs one step of one sequence.
    - tanh(values): a function that computes the tanh of these numbers.
    - characters(model, symbols, hidden, inputs, targets): a function that runs one training step of a character
      model on inputs `[steps][lanes]` and the symbols that follow them, its state carried along.
    - backtest(folder): runs W5; returns forecasts, seconds to compile and the relative error.
    """
    if arguments.cases:
        check(arguments, models, make_step)
    if "W1" in arguments.works:
        for model in [model for model in RECURRENT_SIZES if model in models]:
            for steps in [64, 256]:
                for hidden in RECURRENT_SIZES[model]:
                    step = make_step(made_up(model, hidden, steps))
                    operations = 6 * multiply_adds(model, hidden, steps) * BATCH
                    result = speed(*measure(arguments, step.run), operations)
                    report(arguments, "W1", model=model, H=hidden, T=steps, **result)
    if "W2" in arguments.works:
        for model in [model for model in ["tdnn", "mlp"] if model in models]:
            for width in [20, 60, 250]:
                step = make_step(made_up(model, width, width))
                for name, work, passes in [("train", step.run, 6), ("forward", step.forward, 2)]:
                    operations = passes * multiply_adds(model, width, width) * BATCH
                    result = speed(*measure(arguments, work), operations)
                    report(arguments, "W2", model=model, N=width, **{"pass": name}, **result)
    if "W3" in arguments.works:
        seconds, best = measure(arguments, make_stream(32))
        report(arguments, "W3", model="elman", H=32, microseconds=seconds * 1e6, best_microseconds=best * 1e6)
    if "tanh" in arguments.works:
        import numpy

        values = numpy.random.default_rng(1).normal(size=16384).astype("float32")
        seconds, best = measure(arguments, tanh(values))
        report(
            arguments, "tanh", nanoseconds=seconds / values.size * 1e9, best_nanoseconds=best / values.size * 1e9)
    if "W6" in arguments.works and characters:
        import numpy

        symbols, hidden, lanes, steps = 23, 64, 16, 32
        text = numpy.random.default_rng(1).integers(symbols, size=(2, steps, lanes))
        for model in SUMS:
            seconds, best = measure(arguments, characters(model, symbols, hidden, *text))
            result = {"per_second": lanes * steps / seconds, "best_per_second": lanes * steps / best}
            report(arguments, "W6", model=model, H=hidden, T=steps, **result)
    if "W5" in arguments.works and backtest:
        now = clock(arguments.threads)
        seconds, compilations = [], []
        while len(seconds) < 3 and sum(seconds) < 20:
            begin = now()
            forecasts, compiling, error = backtest(arguments.prices)
            seconds.append(now() - begin - compiling)
            compilations.append(compiling)
        # Kilobytes on Linux, bytes on macOS.
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        report(
            arguments, "W5", model="elman", H=32, forecasts=forecasts,
            seconds=statistics.median(seconds) if arguments.threads == 1 else min(seconds),
            compile_seconds=max(compilations), peak_megabytes=memory / 1e6, relative_error=error)


def shapes(model, size, inputs=8):
    """Our parameters, in our order."""
    if model in SUMS:
        width = SUMS[model] * size
        extra = [("bias_hn", [size])] if model == "gru" else []
        return [
            ("weight_ih", [inputs, width]), ("weight_hh", [size, width]), ("bias", [width]), *extra,
            ("head", [size, 1]), ("head_bias", [1]),
        ]
    if model == "mlp":
        return [("weight", [size, inputs, 64]), ("bias", [64]), ("head", [64, 1]), ("head_bias", [1])]
    return [
        ("weight_0", [5, inputs, 32]), ("bias_0", [32]), ("weight_1", [5, 32, 32]), ("bias_1", [32]),
        ("head", [size - 8, 32, 1]), ("head_bias", [1]),
    ]


class Case:
    """A network's shape, its parameters by name, and a batch: inputs `[steps][batch][8]` and targets `[batch]`."""

    def __init__(self, model, size, parameters, inputs, targets):
        self.model, self.size, self.inputs, self.targets = model, size, inputs, targets
        self.parameters = parameters


def made_up(model, size, steps, inputs=8):
    import numpy

    random = numpy.random.default_rng(1)

    def array(name, shape):
        fan_in = size if model in SUMS else int(numpy.prod(shape[:-1])) or 1
        return random.uniform(-(fan_in**-0.5), fan_in**-0.5, shape).astype("float32")

    parameters = {name: array(name, shape) for name, shape in shapes(model, size, inputs)}
    data = random.normal(size=(steps, BATCH, inputs)).astype("float32")
    return Case(model, size, parameters, data, random.normal(size=BATCH).astype("float32"))


def check(arguments, models, make_step):
    """Repeats our training steps from the same weights on the same data; ends the program where they differ."""
    import numpy

    for line in open(f"{arguments.cases}/cases.jsonl"):
        known = json.loads(line)
        if known["model"] not in models:
            continue
        size = known.get("H") or known["N"]
        named = shapes(known["model"], size)
        numbers = numpy.fromfile(f"{arguments.cases}/{known['name']}.f32", dtype="<f4")
        parts = []
        for shape in [
            *[shape for _, shape in named] * 2, [known["steps"], known["batch"], known["inputs"]], [known["batch"]],
        ]:
            count = int(numpy.prod(shape))
            parts.append(numbers[:count].reshape(shape))
            numbers = numbers[count:]
        names = [name for name, _ in named]
        parameters = dict(zip(names, parts))
        gradient = dict(zip(names, parts[len(names) :]))
        step = make_step(Case(known["model"], size, parameters, *parts[-2:]))
        theirs = step.gradient()
        difference = max(
            float(numpy.abs(theirs[name] - gradient[name]).max() / numpy.abs(gradient[name]).max())
            for name in names)
        losses = [float(step.run()) for _ in known["losses"]]
        loss_difference = max(abs(a - b) / b for a, b in zip(losses, known["losses"]))
        report(
            arguments, "check", case=known["name"], gradient_difference=difference,
            loss_difference=loss_difference)
        if not (difference < 1e-3 and loss_difference < 1e-3):
            sys.exit(f"{arguments.peer} does other work than ours in {known['name']}")


class Prices:
    """W5's data: the log returns of every file, `[series][session]`, and the spans of the eight blocks."""

    blocks, sessions, width, hidden, steps = 8, 261, 60, 32, 500

    def __init__(self, folder):
        import numpy

        paths = sorted(f"{folder}/{name}" for name in os.listdir(folder) if name.endswith(".csv"))
        closes = numpy.stack(
            [numpy.loadtxt(path, delimiter=",", skiprows=1, usecols=5) for path in paths])
        self.returns = numpy.diff(numpy.log(closes))
        self.random = numpy.random.default_rng(5)

    def block(self, index):
        """Scaled returns, and where the block begins: what lies before may be trained on."""
        first = self.returns.shape[1] - (self.blocks - index) * self.sessions
        return (self.returns / self.returns[:, :first].std()).astype("float32"), first

    def windows(self, first):
        """Series and starts of the windows of all steps, `[steps][BATCH]`."""
        shape = (self.steps, BATCH)
        return (
            self.random.integers(self.returns.shape[0], size=shape),
            self.random.integers(first - self.width, size=shape),
        )

    def tests(self, values, first):
        """The windows before each session of the block, `[width][series · sessions]`, and what came."""
        import numpy

        view = numpy.lib.stride_tricks.sliding_window_view(
            values[:, first - self.width : first + self.sessions], self.width + 1, axis=1)
        rows = view.reshape(-1, self.width + 1)
        return numpy.ascontiguousarray(rows[:, :-1].T), rows[:, -1]
