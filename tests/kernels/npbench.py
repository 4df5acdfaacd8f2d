"""Twenty kernels of the NPBench suite in their NumPy form: same operations and stores, small sizes."""

from typing import Any

import numpy as np

from tests.kernels.rows import kernel, rng


def square(n: int) -> Any:
    return rng(n).normal(size=(n, n))


def with_steps(n: int) -> tuple[Any, ...]:
    return 3, square(n)


@kernel(lambda n: (2, square(n)), 5, 8, wrt=(1,))
def adi(steps, u):
    n = u.shape[0]
    v = np.zeros_like(u)
    p = np.zeros_like(u)
    q = np.zeros_like(u)
    dx, dt = 1.0 / n, 1.0 / steps
    mul1, mul2 = 2.0 * dt / dx**2, dt / dx**2
    a = -mul1 / 2.0
    b = 1.0 + mul1
    c = a
    d = -mul2 / 2.0
    e = 1.0 + mul2
    f = d
    for _ in range(1, steps + 1):
        v[0, 1 : n - 1] = 1.0
        p[1 : n - 1, 0] = 0.0
        q[1 : n - 1, 0] = v[0, 1 : n - 1]
        for j in range(1, n - 1):
            p[1 : n - 1, j] = -c / (a * p[1 : n - 1, j - 1] + b)
            q[1 : n - 1, j] = (
                -d * u[j, 0 : n - 2]
                + (1.0 + 2.0 * d) * u[j, 1 : n - 1]
                - f * u[j, 2:n]
                - a * q[1 : n - 1, j - 1]
            ) / (a * p[1 : n - 1, j - 1] + b)
        v[n - 1, 1 : n - 1] = 1.0
        for j in range(n - 2, 0, -1):
            v[j, 1 : n - 1] = p[1 : n - 1, j] * v[j + 1, 1 : n - 1] + q[1 : n - 1, j]
        u[1 : n - 1, 0] = 1.0
        p[1 : n - 1, 0] = 0.0
        q[1 : n - 1, 0] = u[1 : n - 1, 0]
        for j in range(1, n - 1):
            p[1 : n - 1, j] = -f / (d * p[1 : n - 1, j - 1] + e)
            q[1 : n - 1, j] = (
                -a * v[0 : n - 2, j]
                + (1.0 + 2.0 * a) * v[1 : n - 1, j]
                - c * v[2:n, j]
                - d * q[1 : n - 1, j - 1]
            ) / (d * p[1 : n - 1, j - 1] + e)
        u[1 : n - 1, n - 1] = 1.0
        for j in range(n - 2, 0, -1):
            u[1 : n - 1, j] = p[1 : n - 1, j] * u[1 : n - 1, j + 1] + q[1 : n - 1, j]


@kernel(lambda n: (rng(n).normal(size=(n, n + 2)), rng(n).normal(size=n + 2)), 4, 7)
def atax(a, x):
    return (a @ x) @ a


@kernel(
    lambda n: (
        rng(n).normal(size=(n, n + 1)),
        rng(n).normal(size=n + 1),
        rng(n).normal(size=n),
    ),
    4,
    6,
)
def bicg(a, p, r):
    return r @ a, a @ p


def definite(n: int) -> Any:
    a = square(n)
    return a @ a.T + n * np.eye(n)


@kernel(lambda n: (definite(n),), 4, 6)
def cholesky(a):
    n = a.shape[0]
    a[0, 0] = np.sqrt(a[0, 0])
    for i in range(1, n):
        for j in range(i):
            a[i, j] -= np.dot(a[i, :j], a[j, :j])
            a[i, j] /= a[j, j]
        a[i, i] -= np.dot(a[i, :i], a[i, :i])
        a[i, i] = np.sqrt(a[i, i])


@kernel(lambda n: (rng(n).normal(size=(2, n, n, 3)), rng(n).normal(size=(2, 2, 3, 4))), 4, 6)
def conv2d(images, weights):
    k = weights.shape[0]
    count, high, wide = images.shape[0], images.shape[1] - k + 1, images.shape[2] - k + 1
    output = np.empty((count, high, wide, weights.shape[3]))
    for i in range(high):
        for j in range(wide):
            output[:, i, j, :] = np.sum(
                images[:, i : i + k, j : j + k, :, np.newaxis] * weights[np.newaxis, :, :, :],
                axis=(1, 2, 3),
            )
    return output


def observations(n: int) -> tuple[Any, ...]:
    return float(n + 2), rng(n).normal(size=(n + 2, n))


@kernel(observations, 4, 6, wrt=(1,), reference="richardson")
def correlation(count, data):
    m = data.shape[1]
    mean = np.mean(data, axis=0)
    stddev = np.std(data, axis=0)
    stddev[stddev <= 0.1] = 1.0
    data -= mean
    data /= np.sqrt(count) * stddev
    corr = np.eye(m)
    for i in range(m - 1):
        corr[i + 1 : m, i] = corr[i, i + 1 : m] = data[:, i] @ data[:, i + 1 : m]
    return corr


@kernel(observations, 4, 6, wrt=(1,))
def covariance(count, data):
    m = data.shape[1]
    mean = np.mean(data, axis=0)
    data -= mean
    cov = np.zeros((m, m))
    for i in range(m):
        cov[i:m, i] = cov[i, i:m] = data[:, i] @ data[:, i:m] / (count - 1.0)
    return cov


@kernel(
    lambda n: (
        1.5,
        1.2,
        square(n),
        rng(n).normal(size=(n, n + 1)),
        rng(n).normal(size=(n + 1, n)),
    ),
    3,
    5,
)
def gemm(alpha, beta, c, a, b):
    c[:] = alpha * a @ b + beta * c


@kernel(lambda n: (1.5, 1.2, square(n), square(n) * 0.5, rng(n).normal(size=n)), 3, 6)
def gesummv(alpha, beta, a, b, x):
    return alpha * a @ x + beta * b @ x


@kernel(lambda n: (rng(n).normal(size=(n + 2, n)),), 3, 5)
def gramschmidt(a):
    q = np.zeros_like(a)
    r = np.zeros((a.shape[1], a.shape[1]))
    for k in range(a.shape[1]):
        norm = np.dot(a[:, k], a[:, k])
        r[k, k] = np.sqrt(norm)
        q[:, k] = a[:, k] / r[k, k]
        for j in range(k + 1, a.shape[1]):
            r[k, j] = np.dot(q[:, k], a[:, j])
            a[:, j] -= q[:, k] * r[k, j]
    return q, r


@kernel(lambda n: (3, rng(n).normal(size=(n, n, n)), rng(n + 9).normal(size=(n, n, n))), 4, 5)
def heat_3d(steps, a, b):
    for _ in range(1, steps):
        b[1:-1, 1:-1, 1:-1] = (
            0.125 * (a[2:, 1:-1, 1:-1] - 2.0 * a[1:-1, 1:-1, 1:-1] + a[:-2, 1:-1, 1:-1])
            + 0.125 * (a[1:-1, 2:, 1:-1] - 2.0 * a[1:-1, 1:-1, 1:-1] + a[1:-1, :-2, 1:-1])
            + 0.125 * (a[1:-1, 1:-1, 2:] - 2.0 * a[1:-1, 1:-1, 1:-1] + a[1:-1, 1:-1, 0:-2])
            + a[1:-1, 1:-1, 1:-1]
        )
        a[1:-1, 1:-1, 1:-1] = (
            0.125 * (b[2:, 1:-1, 1:-1] - 2.0 * b[1:-1, 1:-1, 1:-1] + b[:-2, 1:-1, 1:-1])
            + 0.125 * (b[1:-1, 2:, 1:-1] - 2.0 * b[1:-1, 1:-1, 1:-1] + b[1:-1, :-2, 1:-1])
            + 0.125 * (b[1:-1, 1:-1, 2:] - 2.0 * b[1:-1, 1:-1, 1:-1] + b[1:-1, 1:-1, 0:-2])
            + b[1:-1, 1:-1, 1:-1]
        )


@kernel(lambda n: (4, square(n), square(n + 9)[:n, :n]), 5, 7)
def jacobi_2d(steps, a, b):
    for _ in range(1, steps):
        b[1:-1, 1:-1] = 0.2 * (
            a[1:-1, 1:-1] + a[1:-1, :-2] + a[1:-1, 2:] + a[2:, 1:-1] + a[:-2, 1:-1]
        )
        a[1:-1, 1:-1] = 0.2 * (
            b[1:-1, 1:-1] + b[1:-1, :-2] + b[1:-1, 2:] + b[2:, 1:-1] + b[:-2, 1:-1]
        )


@kernel(lambda n: (definite(n),), 4, 6)
def lu(a):
    n = a.shape[0]
    for i in range(n):
        for j in range(i):
            a[i, j] -= a[i, :j] @ a[:j, j]
            a[i, j] /= a[j, j]
        for j in range(i, n):
            a[i, j] -= a[i, :i] @ a[:i, j]


@kernel(
    lambda n: (
        rng(n).normal(size=n),
        rng(n + 1).normal(size=n),
        rng(n + 2).normal(size=n),
        rng(n + 3).normal(size=n),
        square(n),
    ),
    4,
    6,
)
def mvt(x1, x2, y1, y2, a):
    x1 += a @ y1
    x2 += y2 @ a


def forces(pos, mass, gravity, softening):
    x = pos[:, 0:1]
    y = pos[:, 1:2]
    z = pos[:, 2:3]
    dx = x.T - x
    dy = y.T - y
    dz = z.T - z
    inv_r3 = dx**2 + dy**2 + dz**2 + softening**2
    inv_r3[inv_r3 > 0] = inv_r3[inv_r3 > 0] ** (-1.5)
    ax = gravity * (dx * inv_r3) @ mass
    ay = gravity * (dy * inv_r3) @ mass
    az = gravity * (dz * inv_r3) @ mass
    return np.hstack((ax, ay, az))


def energies(pos, vel, mass, gravity):
    kinetic = 0.5 * np.sum(mass * vel**2)
    x = pos[:, 0:1]
    y = pos[:, 1:2]
    z = pos[:, 2:3]
    dx = x.T - x
    dy = y.T - y
    dz = z.T - z
    inv_r = np.sqrt(dx**2 + dy**2 + dz**2)
    inv_r[inv_r > 0] = 1.0 / inv_r[inv_r > 0]
    potential = gravity * np.sum(np.triu(-(mass * mass.T) * inv_r, 1))
    return kinetic, potential


@kernel(
    lambda n: (
        rng(n).uniform(0.5, 2.0, size=(n, 1)),
        rng(n).normal(size=(n, 3)),
        rng(n + 1).normal(size=(n, 3)),
        3,
        0.01,
        1.0,
        0.1,
    ),
    4,
    5,
    wrt=(0, 1, 2),
    reference="richardson",
)
def nbody(mass, pos, vel, steps, dt, gravity, softening):
    vel -= np.mean(mass * vel, axis=0) / np.mean(mass)
    acc = forces(pos, mass, gravity, softening)
    kinetic = np.ndarray(steps + 1, dtype=np.float64)
    potential = np.ndarray(steps + 1, dtype=np.float64)
    kinetic[0], potential[0] = energies(pos, vel, mass, gravity)
    for i in range(steps):
        vel += acc * dt / 2.0
        pos += vel * dt
        acc = forces(pos, mass, gravity, softening)
        vel += acc * dt / 2.0
        kinetic[i + 1], potential[i + 1] = energies(pos, vel, mass, gravity)
    return kinetic, potential


@kernel(with_steps, 5, 7)
def seidel_2d(steps, a):
    n = a.shape[0]
    for _ in range(steps - 1):
        for i in range(1, n - 1):
            a[i, 1:-1] += (
                a[i - 1, :-2]
                + a[i - 1, 1:-1]
                + a[i - 1, 2:]
                + a[i, 2:]
                + a[i + 1, :-2]
                + a[i + 1, 1:-1]
                + a[i + 1, 2:]
            )
            for j in range(1, n - 1):
                a[i, j] += a[i, j - 1]
                a[i, j] /= 9.0


@kernel(lambda n: (rng(n).normal(size=(2, 3, n, n)),), 3, 4)
def softmax(x):
    top = np.max(x, axis=-1, keepdims=True)
    out = np.exp(x - top)
    total = np.sum(out, axis=-1, keepdims=True)
    return out / total


@kernel(lambda n: (1.5, 1.2, square(n), rng(n).normal(size=(n, n - 1))), 4, 6)
def syrk(alpha, beta, c, a):
    for i in range(a.shape[0]):
        c[i, : i + 1] *= beta
        for k in range(a.shape[1]):
            c[i, : i + 1] += alpha * a[i, k] * a[: i + 1, k]


@kernel(lambda n: (definite(n), np.zeros(n), rng(n).normal(size=n)), 4, 6)
def trisolv(low, x, b):
    for i in range(x.shape[0]):
        x[i] = (b[i] - low[i, :i] @ x[:i]) / low[i, i]


def fields(n: int) -> tuple[Any, ...]:
    r = rng(n)
    return (
        r.normal(size=(n + 4, n + 4, 2)),
        np.zeros((n, n, 2)),
        r.uniform(0.5, 1.0, size=(n, n, 2)),
    )


@kernel(fields, 3, 4, reference="richardson")
def hdiff(in_field, out_field, coeff):
    i, j = out_field.shape[0], out_field.shape[1]
    lap_field = 4.0 * in_field[1 : i + 3, 1 : j + 3, :] - (
        in_field[2 : i + 4, 1 : j + 3, :]
        + in_field[0 : i + 2, 1 : j + 3, :]
        + in_field[1 : i + 3, 2 : j + 4, :]
        + in_field[1 : i + 3, 0 : j + 2, :]
    )
    res = lap_field[1:, 1 : j + 1, :] - lap_field[:-1, 1 : j + 1, :]
    flx_field = np.where(
        (res * (in_field[2 : i + 3, 2 : j + 2, :] - in_field[1 : i + 2, 2 : j + 2, :])) > 0, 0, res
    )
    res = lap_field[1 : i + 1, 1:, :] - lap_field[1 : i + 1, :-1, :]
    fly_field = np.where(
        (res * (in_field[2 : i + 2, 2 : j + 3, :] - in_field[2 : i + 2, 1 : j + 2, :])) > 0, 0, res
    )
    out_field[:, :, :] = in_field[2 : i + 2, 2 : j + 2, :] - coeff[:, :, :] * (
        flx_field[1:, :, :] - flx_field[:-1, :, :] + fly_field[:, 1:, :] - fly_field[:, :-1, :]
    )
