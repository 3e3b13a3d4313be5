"""Writes logistic.json: logistic regressions by Newton's method in numpy, checked against scipy's BFGS."""
import json, pathlib
import numpy as np, scipy.optimize as so

rng = np.random.default_rng(11)
cases = []
for n, k, ridge in [(60, 1, 0.0), (200, 3, 0.0), (200, 3, 2.5)]:
    x = rng.normal(size=(n, k))
    y = rng.random(n) < 1 / (1 + np.exp(-(0.3 + x @ np.linspace(0.8, -0.5, k))))
    X = np.column_stack([np.ones(n), x])
    P = np.diag([0.0] + [ridge] * k)
    b = np.zeros(k + 1)
    for _ in range(50):
        p = 1 / (1 + np.exp(-X @ b))
        b = b + np.linalg.solve(X.T @ (X * (p * (1 - p))[:, None]) + P, X.T @ (y - p) - P @ b)
    loss = lambda b: np.sum(np.logaddexp(0, X @ b) - y * (X @ b)) + 0.5 * b @ P @ b
    assert np.allclose(so.minimize(loss, b * 0, method="BFGS", tol=1e-10).x, b, atol=1e-5)
    cases.append({"name": f"logistic_{n}_{k}_{ridge}", "inputs": {"x": [c.tolist() for c in x.T], "y": y.astype(int).tolist(), "ridge": ridge},
                  "expected": {"coef": b.tolist()}, "tolerance": {"rtol": 1e-9, "atol": 1e-12}})
pathlib.Path(__file__).with_name("logistic.json").write_text(json.dumps({"cases": cases}))
