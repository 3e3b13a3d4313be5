"""The works in PyTorch: its own recurrent modules and convolutions, its fused Adam."""

import common

arguments = common.start("torch")

import numpy
import torch
from torch import nn

torch.set_num_threads(arguments.threads)
torch.set_num_interop_threads(1)

MODULES = {"elman": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


class Recurrent(nn.Module):
    """A recurrent layer with a linear output at the last step."""

    def __init__(self, model, inputs, hidden):
        super().__init__()
        self.cell = MODULES[model](inputs, hidden)
        self.head = nn.Linear(hidden, 1)
        # Of its two biases, which are summed, one is enough; only the GRU's differ.
        if model != "gru":
            nn.init.zeros_(self.cell.bias_hh_l0)
            self.cell.bias_hh_l0.requires_grad_(False)

    def forward(self, x):
        outputs, _ = self.cell(x)
        return self.head(outputs[-1]).squeeze(1)


class Step:
    def __init__(self, case):
        self.case = case
        inputs = torch.from_numpy(numpy.array(case.inputs))
        if case.model in MODULES:
            self.network = Recurrent(case.model, inputs.shape[2], case.size)
        elif case.model == "mlp":
            inputs = inputs.permute(1, 0, 2).flatten(1).contiguous()
            self.network = nn.Sequential(
                nn.Linear(inputs.shape[1], 64), nn.Tanh(), nn.Linear(64, 1), nn.Flatten(0))
        else:
            inputs = inputs.permute(1, 2, 0).contiguous()
            self.network = nn.Sequential(
                nn.Conv1d(inputs.shape[1], 32, 5), nn.Tanh(), nn.Conv1d(32, 32, 5), nn.Tanh(), nn.Flatten(1),
                nn.Linear(32 * (case.size - 8), 1), nn.Flatten(0))
        self.inputs, self.targets = inputs, torch.from_numpy(numpy.array(case.targets))
        with torch.no_grad():
            for name, array in case.parameters.items():
                self.place(name).copy_(to_torch(self.case, name, array))
            if case.model == "gru":
                self.network.cell.bias_hh_l0[: 2 * case.size].zero_()
        if case.model == "gru":
            mask = torch.ones(3 * case.size)
            mask[: 2 * case.size] = 0
            self.network.cell.bias_hh_l0.register_hook(lambda gradient: gradient * mask)
        trained = [p for p in self.network.parameters() if p.requires_grad]
        self.optimiser = torch.optim.Adam(trained, lr=1e-3, fused=True)
        self.loss = nn.MSELoss()

    def place(self, name, gradient=False):
        network = self.network
        if self.case.model in MODULES:
            owner, key = {
                "weight_ih": (network.cell, "weight_ih_l0"), "weight_hh": (network.cell, "weight_hh_l0"),
                "bias": (network.cell, "bias_ih_l0"), "bias_hn": (network.cell, "bias_hh_l0"),
                "head": (network.head, "weight"), "head_bias": (network.head, "bias"),
            }[name]
        else:
            layers = {"weight": 0, "bias": 0, "weight_0": 0, "bias_0": 0, "weight_1": 2, "bias_1": 2}
            head = 2 if self.case.model == "mlp" else 5
            owner, key = network[layers.get(name, head)], "bias" if "bias" in name else "weight"
        tensor = getattr(owner, key)
        tensor = tensor.grad if gradient else tensor
        return tensor[2 * self.case.size :] if name == "bias_hn" else tensor

    def gradient(self):
        self.optimiser.zero_grad()
        self.loss(self.network(self.inputs), self.targets).backward()
        return {
            name: from_torch(self.case, name, self.place(name, gradient=True), array.shape)
            for name, array in self.case.parameters.items()
        }

    def run(self):
        self.optimiser.zero_grad(set_to_none=True)
        loss = self.loss(self.network(self.inputs), self.targets)
        loss.backward()
        self.optimiser.step()
        return loss.detach()

    def forward(self):
        with torch.inference_mode():
            return self.network(self.inputs)


def to_torch(case, name, array):
    """Our layout, outputs last, in PyTorch's, outputs first."""
    tensor = torch.from_numpy(numpy.array(array))
    if "bias" in name:
        return tensor
    if case.model == "tdnn":
        turned = tensor.permute(2, 1, 0)
        return turned.flatten(1) if name == "head" else turned
    return tensor.flatten(0, -2).T


def from_torch(case, name, tensor, shape):
    if "bias" in name:
        return tensor.numpy()
    if case.model == "tdnn":
        return tensor.reshape(shape[::-1]).permute(2, 1, 0).numpy()
    return tensor.T.reshape(shape).numpy()


def stream(hidden):
    network = Recurrent("elman", 8, hidden)
    cell = network.cell
    weights = [p.detach() for p in [cell.weight_ih_l0, cell.weight_hh_l0, cell.bias_ih_l0, cell.bias_hh_l0]]
    head, bias = network.head.weight.detach(), network.head.bias.detach()
    x, state = torch.full((1, 8), 0.1), torch.zeros(1, hidden)

    def step():
        nonlocal state
        with torch.inference_mode():
            state = torch.rnn_tanh_cell(x, state, *weights)
            return nn.functional.linear(state, head, bias)

    return step


def tanh(values):
    x = torch.from_numpy(values)
    y = torch.empty_like(x)
    return lambda: torch.tanh(x, out=y)


def backtest(folder):
    prices = common.Prices(folder)
    loss = nn.MSELoss()
    squares = returns = count = 0
    offsets = torch.arange(prices.width + 1)
    for block in range(prices.blocks):
        values, first = prices.block(block)
        values = torch.from_numpy(values)
        torch.manual_seed(block)
        network = Recurrent("elman", 1, prices.hidden)
        trained = [p for p in network.parameters() if p.requires_grad]
        optimiser = torch.optim.Adam(trained, lr=1e-3, fused=True)
        chosen, starts = [torch.from_numpy(indices) for indices in prices.windows(first)]
        for step in range(prices.steps):
            windows = values[chosen[step], (starts[step] + offsets[:, None])]
            optimiser.zero_grad(set_to_none=True)
            loss(network(windows[:-1, :, None]), windows[-1]).backward()
            optimiser.step()
        inputs, actual = prices.tests(values.numpy(), first)
        with torch.inference_mode():
            forecasts = network(torch.from_numpy(inputs)[:, :, None]).numpy()
        squares += ((forecasts - actual) ** 2).sum(dtype=float)
        returns += (actual**2).sum(dtype=float)
        count += len(forecasts)
    return count, 0.0, float((squares / returns) ** 0.5)


def characters(model, symbols, hidden, inputs, targets):
    cell, head = MODULES[model](symbols, hidden), nn.Linear(hidden, symbols)
    optimiser = torch.optim.Adam([*cell.parameters(), *head.parameters()], lr=1e-3, fused=True)
    x = nn.functional.one_hot(torch.from_numpy(inputs), symbols).float()
    y = torch.from_numpy(targets).flatten()
    loss = nn.CrossEntropyLoss()
    state = None

    def step():
        nonlocal state
        optimiser.zero_grad(set_to_none=True)
        outputs, new = cell(x, state)
        value = loss(head(outputs).flatten(0, 1), y)
        value.backward()
        optimiser.step()
        state = tuple(part.detach() for part in new) if model == "lstm" else new.detach()
        return value.detach()

    return step


common.run(arguments, {"elman", "gru", "lstm", "tdnn", "mlp"}, Step, stream, tanh, backtest, characters)
