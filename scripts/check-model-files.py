#!/usr/bin/env python3
"""Compare what hindcast reads and writes with PyTorch and onnxruntime.  Exit 0 all equal, 1 some different.

  check-model-files.py [--hindcast .build/release/hindcast] [--cases 3]

Needs numpy, onnx, onnxruntime and safetensors; torch is used where it is installed.  Every case is a network with
random weights:
  - PyTorch's RNN, GRU and LSTM of one to three layers, saved from there: `hindcast apply` gives the same outputs and
    final state, also from half precision, and what `hindcast export` writes loads back into the module;
  - networks of all layers: the ONNX file that `hindcast export` writes passes onnx's checker, and onnxruntime gives
    the outputs of `hindcast apply`, in windows and streaming step by step.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime
from safetensors.numpy import load_file, save_file

try:
    import torch
except ImportError:
    torch = None

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--hindcast", default=".build/release/hindcast")
parser.add_argument("--cases", type=int, default=3, help="seeds of each kind of network")
options = parser.parse_args()
folder = pathlib.Path(tempfile.mkdtemp())
worst = {}
failures = []


def hindcast(*arguments):
    result = subprocess.run([options.hindcast, *map(str, arguments)], capture_output=True, text=True)
    if result.returncode:
        raise RuntimeError(f"{arguments}: {result.returncode} {result.stderr}")
    return result.stdout


def table(path, rows):
    np.savetxt(path, rows, delimiter=",", fmt="%.17g")
    return path


def sequences(path, x):
    """x[step][sequence][feature] as a file with a header."""
    lines = ["seq,t," + ",".join(f"f{i}" for i in range(x.shape[2]))]
    for s in range(x.shape[1]):
        lines += [f"{s},{t}," + ",".join(repr(float(v)) for v in x[t, s]) for t in range(x.shape[0])]
    path.write_text("\n".join(lines) + "\n")
    return path


def outputs(text, count):
    """[step][sequence][output] of what `hindcast apply` printed with a header."""
    rows = [[float(v) for v in line.split(",")] for line in text.split()[1:]]
    return np.array([[r[2:] for r in rows if r[0] == s] for s in range(count)]).transpose(1, 0, 2)


def compare(what, found, expected, limit):
    found, expected = np.asarray(found, float), np.asarray(expected, float)
    difference = abs(found - expected).max() if found.shape == expected.shape else np.inf
    worst[what] = max(worst.get(what, 0), difference)
    if not difference <= limit:
        failures.append(f"{what}: {difference} (shapes {found.shape}, {expected.shape})")


# --- PyTorch's modules ---------------------------------------------------------------------------------------------


def check_torch(kind, layers, bias, dtype, head, seed):
    torch.manual_seed(seed)
    inputs, units, steps, batch = 5, 17, 40, 2
    make = {"rnn": torch.nn.RNN, "relu": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[kind]
    options = {"nonlinearity": "relu"} if kind == "relu" else {}
    module = torch.nn.Module()
    module.core = make(inputs, units, num_layers=layers, bias=bias, **options)
    if head:
        module.out = torch.nn.Linear(units, 3, bias=bias)
    module = module.to(dtype)
    wide = torch.float64 if dtype == torch.float64 else torch.float32
    save_file({k: v.numpy() for k, v in module.state_dict().items()}, folder / "m.safetensors")
    module = module.to(wide)
    x = torch.randn(steps, batch, inputs, dtype=wide)
    parts = [0.3 * torch.randn(layers, batch, units, dtype=wide) for _ in range(2 if kind == "lstm" else 1)]
    with torch.no_grad():
        y, last = module.core(x, tuple(parts) if kind == "lstm" else parts[0])
        y = module.out(y) if head else y
    last = torch.stack(last) if kind == "lstm" else last[None]
    sequences(folder / "x.csv", x.numpy())
    table(folder / "h.csv", np.concatenate([p.reshape(-1, units).numpy() for p in parts]))
    asked = ["--nonlinearity", "relu"] if kind == "relu" else []
    text = hindcast(
        "apply", "--model", folder / "m.safetensors", "--input", folder / "x.csv", "--state", folder / "h.csv",
        "--save-state", folder / "n.csv", *asked)
    limit = 1e-12 if wide == torch.float64 else 1e-6
    compare(f"outputs of torch, {wide}", outputs(text, batch), y, limit)
    state = np.loadtxt(folder / "n.csv", delimiter=",", skiprows=1, ndmin=2)[:, 3 if kind == "lstm" else 2:]
    compare(f"final states of torch, {wide}", state, last.reshape(-1, units), limit)

    hindcast("export", "--model", folder / "m.safetensors", "--output", folder / "e.safetensors", *asked)
    arrays = {k: torch.tensor(v) for k, v in load_file(folder / "e.safetensors").items()}
    again = make(inputs, units, num_layers=layers, **options).to(wide)
    again.load_state_dict({k: v for k, v in arrays.items() if not k.startswith("head.")}, strict=True)
    with torch.no_grad():
        y2, _ = again(x, tuple(parts) if kind == "lstm" else parts[0])
        if head:
            y2 = y2 @ arrays["head.weight"].T + arrays["head.bias"]
    compare(f"what hindcast wrote, in torch, {wide}", y2, y, limit)


# --- Networks of hindcast, in ONNX ---------------------------------------------------------------------------------


def elman(i, h, activation="tanh"):
    return {"elman": {"inputSize": i, "hiddenSize": h, "activation": activation}}


def gru(i, h):
    return {"gru": {"inputSize": i, "hiddenSize": h}}


def lstm(i, h):
    return {"lstm": {"inputSize": i, "hiddenSize": h}}


def dense(i, o, activation="identity"):
    return {"dense": {"inputSize": i, "outputSize": o, "activation": activation}}


def convolution(i, o, kernel, dilation=1, activation="tanh"):
    return {"convolution": {
        "inputSize": i, "outputSize": o, "kernel": kernel, "dilation": dilation, "activation": activation}}


def normalisation(n):
    return {"normalisation": {"size": n, "epsilon": 1e-5}}


def dropout(n):
    return {"dropout": {"size": n, "probability": 0.5}}


def skip(n, count):
    return {"skipSteps": {"size": n, "count": count}}


def residual(inner):
    return {"residual": {"inner": inner}}


NETWORKS = {
    "an Elman layer": [elman(3, 4), dense(4, 2)],
    "Elman layers of relu": [elman(3, 4, "relu"), elman(4, 4, "relu"), dense(4, 1)],
    "GRUs": [gru(2, 5), gru(5, 5), dense(5, 3)],
    "LSTMs without a head": [lstm(2, 5), dropout(5), lstm(5, 5)],
    "LSTM, the last outputs": [lstm(2, 6), skip(6, 8), dense(6, 2)],
    "layers of all kinds": [elman(2, 3), lstm(3, 4), gru(4, 5), dense(5, 1)],
    "sizes that differ": [gru(2, 3), gru(3, 7), dense(7, 1)],
    "a perceptron": [dense(4, 9, "tanh"), dense(9, 9, "relu"), dense(9, 9, "gelu"), dense(9, 2)],
    "time delays": [convolution(2, 6, 3), convolution(6, 6, 3, 2, "gelu"), convolution(6, 3, 4, 1, "identity")],
    "a normalised network": [dense(3, 8, "relu"), normalisation(8), dropout(8), dense(8, 1)],
    "residual layers": [
        residual(convolution(4, 4, 3, 2, "relu")), residual(dense(4, 4, "gelu")), residual(gru(4, 4)),
        residual(lstm(4, 4)), normalisation(4), dense(4, 1)],
    "recurrent after a convolution": [convolution(2, 3, 3, 2), elman(3, 4), dense(4, 1)],
}
GATES = {"elman": 1, "gru": 3, "lstm": 4}


def tensors(layer, number, random):
    (kind, f), = layer.items()
    if kind == "residual":
        return {f"inner.{k}": v for k, v in tensors(f["inner"], 0, random).items()}
    if kind in GATES:
        rows, inputs, units = GATES[kind] * f["hiddenSize"], f["inputSize"], f["hiddenSize"]
        shapes = {"weight_ih": (rows, inputs), "weight_hh": (rows, units), "bias_ih": (rows,), "bias_hh": (rows,)}
        shapes = {f"{k}_l{number}": v for k, v in shapes.items()}
    elif kind == "dense":
        shapes = {"weight": (f["outputSize"], f["inputSize"]), "bias": (f["outputSize"],)}
    elif kind == "convolution":
        shapes = {"weight": (f["outputSize"], f["inputSize"], f["kernel"]), "bias": (f["outputSize"],)}
    elif kind == "normalisation":
        shapes = {"weight": (f["size"],), "bias": (f["size"],)}
    else:
        shapes = {}
    return {k: (0.4 * random.standard_normal(v)).astype(np.float32) for k, v in shapes.items()}


def is_one_module(layers):
    recurrent = [layer for layer in layers if set(layer) & set(GATES)]
    others = [layer for layer in layers if not set(layer) & {*GATES, "dropout", "skipSteps"}]
    same = len({(*layer, *(f["hiddenSize"] for f in layer.values())) for layer in recurrent}) == 1
    return same and (not others or others == [layers[-1]] and "dense" in layers[-1])


def arrays_of(layers, random):
    found, number = {}, 0
    for index, layer in enumerate(layers):
        (kind, f), = layer.items()
        if kind in GATES and is_one_module(layers):
            prefix, own, number = "", number, number + 1
        else:
            is_head = index == len(layers) - 1 and f.get("activation") == "identity"
            prefix, own = ("head." if is_head else f"layers.{index}."), 0
        found.update({prefix + k: v for k, v in tensors(layer, own, random).items()})
    return found


def context_of(layer):
    (kind, f), = layer.items()
    if kind == "residual":
        return context_of(f["inner"])
    return {"convolution": lambda: (f["kernel"] - 1) * f["dilation"], "skipSteps": lambda: f["count"]}.get(
        kind, lambda: 0)()


def check_onnx(name, layers, seed):
    random = np.random.default_rng(seed)
    save_file(
        arrays_of(layers, random), folder / "m.safetensors", metadata={"hindcast.layers": json.dumps(layers)})
    steps, batch = 20, 2
    inputs = next(iter(layers[0].values()))
    inputs = (inputs["inner"] if "inner" in inputs else inputs)
    inputs = inputs.get("inputSize") or next(iter(inputs.values()))["inputSize"]
    x = random.standard_normal((steps, batch, inputs)).astype(np.float32)
    sequences(folder / "x.csv", x)
    y = outputs(hindcast("apply", "--model", folder / "m.safetensors", "--input", folder / "x.csv"), batch)

    hindcast("export", "--model", folder / "m.safetensors", "--output", folder / "w.onnx", "--window", steps)
    onnx.checker.check_model(onnx.load(folder / "w.onnx"), full_check=True)
    session = onnxruntime.InferenceSession(folder / "w.onnx", providers=["CPUExecutionProvider"])
    compare("ONNX in windows", session.run(["y"], {"x": x})[0], y, 1e-5)

    hindcast("export", "--model", folder / "m.safetensors", "--output", folder / "s.onnx")
    onnx.checker.check_model(onnx.load(folder / "s.onnx"), full_check=True)
    session = onnxruntime.InferenceSession(folder / "s.onnx", providers=["CPUExecutionProvider"])
    memory = {
        i.name: np.zeros([batch if d == "batch" else d for d in i.shape], np.float32)
        for i in session.get_inputs() if i.name != "x"}
    # A network that is recurrent above a convolution starts where the first full window ends.
    contexts = [context_of(layer) for layer in layers]
    start = 0
    if "x0_0" in memory and not any(contexts[1:]):
        start = contexts[0]
        memory["x0_0"] = x[:start]
    names = [o.name for o in session.get_outputs()]
    found = []
    for step in range(start, steps):
        results = dict(zip(names, session.run(names, {"x": x[step:step + 1], **memory})))
        found.append(results.pop("y")[0])
        memory = {k.replace("n", "0", 1): v for k, v in results.items()}
    compare("ONNX step by step", found[sum(contexts) - start:], y, 1e-5)
    whole = session.run(["y"], {"x": x[start:], **{
        k: (x[:start] if k == "x0_0" and start else np.zeros_like(v)) for k, v in memory.items()}})[0]
    compare("ONNX, many steps of a stream at once", whole, found, 1e-6)


if torch is None:
    print("torch is not installed; its modules are not compared")
else:
    torch.set_num_threads(1)
for seed in range(options.cases):
    for name, layers in NETWORKS.items():
        try:
            check_onnx(name, layers, seed)
        except Exception as error:
            failures.append(f"{name}: {error}")
    for kind in ["rnn", "relu", "gru", "lstm"] if torch else []:
        for layers in [1, 2, 3]:
            for bias in [True, False]:
                for dtype in [torch.float32, torch.float64, torch.float16]:
                    for head in [True, False]:
                        try:
                            check_torch(kind, layers, bias, dtype, head, seed)
                        except Exception as error:
                            failures.append(f"{kind}, {layers} layers, bias {bias}, {dtype}, head {head}: {error}")
for what, difference in worst.items():
    print(f"{what}: largest difference {difference:.1e}")
for failure in failures:
    print("DIFFERENT:", failure)
print("OK" if not failures else f"{len(failures)} failures")
sys.exit(1 if failures else 0)
