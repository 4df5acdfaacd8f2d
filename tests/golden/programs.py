"""Programs whose written source is kept as files: the six listings and others that nobody tuned for."""

import math

import numpy as np


def logistic_regression(w, b, x, y):
    z = x @ w + b
    p = 1.0 / (1.0 + np.exp(-z))
    loss = -(y * np.log(p) + (1.0 - y) * np.log(1.0 - p)).mean()
    return loss + 0.01 * (w * w).sum()


def pendulum(theta, omega, length, steps):
    dt = 0.05
    for _ in range(steps):
        omega = omega - dt * 9.81 / length * math.sin(theta)
        theta = theta + dt * omega
    return theta * theta + omega * omega


def heat(u, kappa, steps):
    for _ in range(steps):
        u[1:-1] += kappa * (u[2:] - 2.0 * u[1:-1] + u[:-2])
    return u


def horner(coefficients, x):
    total = 0.0
    for c in coefficients:
        total = total * x + c
    return total


def attention(q, k, v):
    scores = q @ k.T / math.sqrt(q.shape[1])
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = weights / weights.sum(axis=1, keepdims=True)
    return weights @ v


def thomas(d, y, lower, upper):
    d, y = d.copy(), y.copy()
    n = len(d)
    for i in range(1, n):
        w = lower[i - 1] / d[i - 1]
        d[i] -= w * upper[i - 1]
        y[i] -= w * y[i - 1]
    y[n - 1] /= d[n - 1]
    for i in reversed(range(n - 1)):
        y[i] = (y[i] - upper[i] * y[i + 1]) / d[i]
    return y


def bisection_root(a, tolerance):
    x = a
    while x * x - a > tolerance:
        x = 0.5 * (x + a / x)
    return x


def layer_norm(x, gain, bias):
    mean = x.mean(axis=1, keepdims=True)
    centred = x - mean
    spread = np.sqrt((centred * centred).mean(axis=1, keepdims=True) + 1e-5)
    return gain * centred / spread + bias


def distance_matrix(a, b):
    return np.sqrt((a * a).sum(axis=1)[:, None] - 2.0 * a @ b.T + (b * b).sum(axis=1))


def huber(r, delta):
    small = np.abs(r) <= delta
    return np.where(small, 0.5 * r * r, delta * (np.abs(r) - 0.5 * delta)).sum()


def spring_energy(positions, rest):
    energy = 0.0
    for i in range(1, len(positions)):
        step = positions[i] - positions[i - 1]
        stretch = math.sqrt(step @ step) - rest
        energy += 0.5 * stretch * stretch
    return energy


def exponential_smoothing(xs, alpha):
    level = xs[0]
    error = 0.0
    for t in range(1, len(xs)):
        residual = xs[t] - level
        error += residual * residual
        level = level + alpha * residual
    return error


def piecewise(x, a, b):
    if x < a:
        y = x * x
    elif x < b:
        y = a * x
    else:
        y = b * math.log(x)
    return y * x


def gravity(q, mass):
    total = 0.0
    for i in range(len(q)):
        for j in range(i):
            d = q[i] - q[j]
            total -= mass[i] * mass[j] / np.sqrt(d @ d + 0.01)
    return total


def parameters(net, x):
    for w, b in net["layers"]:
        x = np.tanh(x @ w + b)
    return (x * net["scale"]).sum()


def moving_average(a, k):
    out = np.zeros(len(a))
    for i in range(len(a)):
        for j in range(max(0, i - k), i + 1):
            out[i] += a[j] / (k + 1)
    return out


def growth_until(a, w, limit):
    s = 1.0
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            s = s + s * np.sin(w * a[i, j])
            if s > limit:
                return s * w
            s = s * a[i, j]
        s = s * 0.5
    return s


def square_root(a, tolerance):
    x = a
    while True:
        y = 0.5 * (x + a / x)
        if abs(y - x) < tolerance:
            break
        x = y
    return y


def draw(*shape):
    return np.random.default_rng([9, *shape]).normal(size=shape)


NET = {"layers": [(draw(3, 4), draw(4)), (draw(4, 2), draw(2))], "scale": 0.5}
PROGRAMS = {
    function.__name__: (function, arguments, wrt)
    for function, arguments, wrt in [
        (logistic_regression, (draw(3), 0.1, draw(8, 3), (draw(8) > 0).astype(float)), (0, 1)),
        (pendulum, (0.4, 0.1, 1.2, 20), (0, 1, 2)),
        (heat, (draw(8), 0.2, 5), (0, 1)),
        (horner, ([0.5, -1.0, 2.0], 0.7), (0, 1)),
        (attention, (draw(4, 3), draw(5, 3), draw(5, 2)), (0, 1, 2)),
        (thomas, (draw(5) + 6.0, draw(5), draw(4), draw(4)), (0, 1, 2, 3)),
        (bisection_root, (3.0, 1e-9), 0),
        (layer_norm, (draw(4, 5), draw(5), draw(5)), (0, 1, 2)),
        (distance_matrix, (draw(4, 3), draw(5, 3)), (0, 1)),
        (huber, (draw(6), 0.8), (0, 1)),
        (spring_energy, (draw(5, 2), 0.5), (0, 1)),
        (exponential_smoothing, (draw(9), 0.3), (0, 1)),
        (piecewise, (0.7, 0.2, 1.5), (0, 1, 2)),
        (gravity, (draw(4, 3), draw(4) ** 2), (0, 1)),
        (parameters, (NET, draw(2, 3)), 0),
        (moving_average, (draw(6), 2), 0),
        (growth_until, (draw(3, 4) ** 2, 1.1, 2.0), (0, 1)),
        (square_root, (2.0, 1e-6), 0),
    ]
}
