"""The works in NumPy: backpropagation through time written by hand, in place where NumPy can, on its BLAS."""

import common

arguments = common.start("numpy")

import numpy


class Step:
    """A training step on parameters that are views of one flat vector, so that Adam is a few calls."""

    def __init__(self, case):
        self.case = case
        self.flat = numpy.concatenate([array.ravel() for array in case.parameters.values()]).astype("float32")
        self.slope = numpy.zeros_like(self.flat)
        self.p, self.g = self.views(self.flat), self.views(self.slope)
        self.first, self.second = numpy.zeros_like(self.flat), numpy.zeros_like(self.flat)
        self.steps = 0
        self.inputs, self.targets = numpy.array(case.inputs), numpy.array(case.targets)
        if case.model == "mlp":
            self.rows = numpy.ascontiguousarray(self.inputs.transpose(1, 0, 2)).reshape(self.inputs.shape[1], -1)
        else:
            steps, batch, _ = self.inputs.shape
            self.states = numpy.zeros((steps + 1, batch, case.size), "float32")
            self.sums = numpy.empty((steps, batch, case.size), "float32")
            self.product = numpy.empty((batch, case.size), "float32")

    def views(self, flat):
        views, begin = {}, 0
        for name, array in self.case.parameters.items():
            views[name] = flat[begin : begin + array.size].reshape(array.shape)
            begin += array.size
        return views

    def gradient(self):
        self.backward(self.forward())
        return {name: view.copy() for name, view in self.g.items()}

    def run(self):
        error = self.forward()
        error -= self.targets[:, None]
        loss = numpy.mean(error**2)
        error += self.targets[:, None]
        self.backward(error)
        self.adam()
        return loss

    def forward(self):
        return self.forward_mlp() if self.case.model == "mlp" else self.forward_elman()

    def backward(self, outputs):
        slope = (outputs - self.targets[:, None]) * numpy.float32(2 / len(self.targets))
        if self.case.model == "mlp":
            self.backward_mlp(slope)
        else:
            self.backward_elman(slope)

    def forward_mlp(self):
        weight = self.p["weight"].reshape(-1, 64)
        self.hidden = self.rows @ weight
        self.hidden += self.p["bias"]
        numpy.tanh(self.hidden, out=self.hidden)
        return self.hidden @ self.p["head"] + self.p["head_bias"]

    def backward_mlp(self, slope):
        numpy.matmul(self.hidden.T, slope, out=self.g["head"])
        self.g["head_bias"][:] = slope.sum()
        inner = slope @ self.p["head"].T
        inner *= 1 - self.hidden**2
        numpy.matmul(self.rows.T, inner, out=self.g["weight"].reshape(-1, 64))
        inner.sum(axis=0, out=self.g["bias"])

    def forward_elman(self):
        steps, batch, inputs = self.inputs.shape
        hidden = self.case.size
        numpy.matmul(
            self.inputs.reshape(-1, inputs), self.p["weight_ih"], out=self.sums.reshape(-1, hidden))
        self.sums += self.p["bias"]
        for t in range(steps):
            numpy.matmul(self.states[t], self.p["weight_hh"], out=self.product)
            self.product += self.sums[t]
            numpy.tanh(self.product, out=self.states[t + 1])
        return self.states[-1] @ self.p["head"] + self.p["head_bias"]

    def backward_elman(self, slope):
        steps, _, inputs = self.inputs.shape
        hidden = self.case.size
        numpy.matmul(self.states[-1].T, slope, out=self.g["head"])
        self.g["head_bias"][:] = slope.sum()
        derivative = 1 - self.states[1:] ** 2
        turned = numpy.ascontiguousarray(self.p["weight_hh"].T)
        inner = self.sums
        numpy.multiply(slope @ self.p["head"].T, derivative[-1], out=inner[-1])
        for t in range(steps - 2, -1, -1):
            numpy.matmul(inner[t + 1], turned, out=self.product)
            numpy.multiply(self.product, derivative[t], out=inner[t])
        rows = inner.reshape(-1, hidden)
        numpy.matmul(self.inputs.reshape(-1, inputs).T, rows, out=self.g["weight_ih"])
        numpy.matmul(self.states[:-1].reshape(-1, hidden).T, rows, out=self.g["weight_hh"])
        rows.sum(axis=0, out=self.g["bias"])

    def adam(self, rate=1e-3, kept1=0.9, kept2=0.999, epsilon=1e-8):
        self.steps += 1
        root = (1 - kept2**self.steps) ** 0.5
        self.first *= kept1
        self.first += (1 - kept1) * self.slope
        self.second *= kept2
        self.second += (1 - kept2) * self.slope**2
        denominator = numpy.sqrt(self.second)
        denominator += epsilon * root
        numpy.divide(self.first, denominator, out=denominator)
        denominator *= rate * root / (1 - kept1**self.steps)
        self.flat -= denominator


def stream(hidden):
    p = common.made_up("elman", hidden, 1).parameters
    x, state = numpy.full(8, 0.1, "float32"), numpy.zeros(hidden, "float32")

    def step():
        nonlocal state
        state = numpy.tanh(x @ p["weight_ih"] + state @ p["weight_hh"] + p["bias"])
        return state @ p["head"] + p["head_bias"]

    return step


def tanh(values):
    out = numpy.empty_like(values)
    return lambda: numpy.tanh(values, out=out)


common.run(arguments, {"elman", "mlp"}, Step, stream, tanh)
