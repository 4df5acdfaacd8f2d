"""Scalar-valued programs whose second derivatives are held to differences and to JAX.

The functions that `JAX` names run on arrays of JAX's as they stand.
"""

import numpy as np

rng = np.random.default_rng(11)
X = rng.normal(size=4)
M = rng.normal(size=(3, 4))
W = rng.normal(size=(4, 2))
SPD = M @ M.T + 3.0 * np.eye(3)
LABELS = np.array([0, 1, 1])


def polynomial(x):
    return (x**3).sum() + x[0] * x[1] * x[2]


def quotient(x):
    return (x / (1.0 + x * x)).sum() ** 2


def exponentials(x):
    return np.exp(-x * x).sum() * np.sin(x).prod()


def norm(x):
    return np.linalg.norm(x) ** 3


def log_sum_exp(x):
    m = x.max()
    return m + np.log(np.exp(x - m).sum())


def quadratic(x):
    return x @ M.T @ (M @ x)


def variance(x):
    return x.var() * x.mean() + x.std()


def running(x):
    return (np.cumsum(x) ** 2 * x).sum()


def neighbours(x):
    return (np.diff(x) ** 4).sum() + np.roll(x, 1) @ (x * x)


def joined(x):
    return (np.concatenate([x * x, np.sin(x)]) ** 2).sum() + np.stack([x, x * x], axis=1).prod()


def tanh_layer(w):
    return (np.tanh(M @ w) ** 2).sum()


def softmax_classifier(w):
    logits = M @ w
    logits = logits - logits.max(axis=1, keepdims=True)
    exps = np.exp(logits)
    probabilities = exps / exps.sum(axis=1, keepdims=True)
    return -np.log(probabilities[np.arange(3), LABELS]).mean()


def two_layers(w):
    hidden = np.maximum(M @ w, 0.0)
    return np.sqrt(1.0 + (hidden * hidden).sum(axis=1)).sum()


def contracted(w):
    return np.einsum("ij,ik,jk->", w, w, w.T @ w) + np.trace(w.T @ w) ** 2


def solved(a):
    return (np.linalg.solve(a, M) ** 2).sum()


def inverted(a):
    return np.linalg.inv(a).sum() * np.log(np.linalg.det(a))


def clipped(x):
    return (np.clip(x, -0.5, 0.5) ** 2 * x).sum() + np.where(x > 0.0, x**3, x**2).sum()


def summed_in_a_loop(x):
    s = 0.0
    for i in range(len(x)):
        s = s + np.sin(s + x[i]) * x[i]
    return s


def stored(x):
    y = np.zeros(4)
    y[0] = x[0]
    for i in range(1, 4):
        y[i] = y[i - 1] * x[i] + np.cos(y[i - 1])
    return (y * y).sum()


def in_place(x):
    a = x.copy()
    for _ in range(3):
        a[1:] *= a[:-1]
        a += 0.1 * a * a
    return a.sum()


def newton(x):
    r = x[0] * x[0] + 1.0
    z = 1.0
    while abs(z * z - r) > 1e-13:
        z = 0.5 * (z + r / z)
    return z * x[1] + z**3


def branches(x):
    s = 0.0
    for i in range(len(x)):
        if x[i] > 0.0:  # noqa: SIM108
            s = s + x[i] ** 3
        else:
            s = s * x[i] + 1.0
    return s * s


def left_early(x):
    s = 1.0
    for i in range(len(x)):
        s = s * (1.0 + x[i] * x[i])
        if s > 2.0:
            break
    return s


def ping_pong(x):
    a, b = x * x, np.zeros(4)
    for _ in range(3):
        b[1:-1] = a[1:-1] * (a[:-2] + a[2:])
        b[0], b[-1] = a[0], a[-1]
        a, b = b, a
    return a.sum()


def grown(x):
    out = []
    h = x[0]
    for i in range(4):
        h = np.tanh(h * x[i] + x[1])
        out.append(h * h)
    return np.stack(out) @ x


def gathered(x):
    k = np.array([0, 2, 2, 1])
    a = x * x
    a[k] += x * 0.5
    return (a[k] * x).sum() + (a**2).sum()


PROGRAMS = {
    f.__name__: (f, argument)
    for argument, functions in (
        (X, (polynomial, quotient, exponentials, norm, log_sum_exp, quadratic, variance, running)),
        (X, (neighbours, joined, clipped, summed_in_a_loop, stored, in_place, newton, branches)),
        (X, (left_early, ping_pong, grown, gathered)),
        (W, (tanh_layer, softmax_classifier, two_layers, contracted)),
        (SPD, (solved, inverted)),
    )
    for f in functions
}  # fmt: skip
JAX = (
    polynomial, quotient, exponentials, norm, log_sum_exp, quadratic, variance, running, neighbours,
    joined, tanh_layer, softmax_classifier, two_layers, contracted, solved, inverted, clipped,
    summed_in_a_loop,
)  # fmt: skip
