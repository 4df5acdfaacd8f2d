"""Programs as notes on computational physics and numerical methods have them."""

import math

import numpy as np

from tests.kernels.rows import kernel, rng


@kernel(lambda n: (np.array([0.4, 0.1]), 0.3, n), 5, 9, wrt=(0, 1))
def pendulum_rk4(state, damping, steps):
    h = 0.05

    def rate(s):
        return np.array([s[1], -np.sin(s[0]) - damping * s[1]])

    for _ in range(steps):
        k1 = rate(state)
        k2 = rate(state + 0.5 * h * k1)
        k3 = rate(state + 0.5 * h * k2)
        k4 = rate(state + h * k3)
        state = state + h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
    return state[0] ** 2 + state[1]


@kernel(lambda n: (10.0, 28.0, 8.0 / 3.0, n), 6, 11, wrt=(0, 1, 2))
def lorenz_with_lists(sigma, rho, beta, steps):
    xs, ys, zs = [1.0], [1.0], [1.05]
    dt = 0.01
    for k in range(steps):
        x, y, z = xs[k], ys[k], zs[k]
        xs.append(x + dt * sigma * (y - x))
        ys.append(y + dt * (x * (rho - z) - y))
        zs.append(z + dt * (x * y - beta * z))
    return xs[-1] * zs[-1] + sum(ys)


@kernel(lambda n: (rng(n).uniform(1.0, 2.0, size=n), np.full(n, 0.3)), 4, 7)
def thomas_solver(d, off):
    n = len(d)
    b = np.full(n, 2.5)
    cp, dp = np.zeros(n), np.zeros(n)
    cp[0] = off[0] / b[0]
    dp[0] = d[0] / b[0]
    for i in range(1, n):
        m = b[i] - off[i] * cp[i - 1]
        cp[i] = off[i] / m
        dp[i] = (d[i] - off[i] * dp[i - 1]) / m
    x = np.zeros(n)
    x[-1] = dp[-1]
    for i in range(n - 2, -1, -1):
        x[i] = dp[i] - cp[i] * x[i + 1]
    return x


def spd(n):
    a = rng(n).normal(size=(n, n))
    return a @ a.T + n * np.eye(n)


@kernel(lambda n: (spd(n), rng(n).normal(size=n), 1e-20), 4, 6, wrt=(0, 1))
def conjugate_gradients(a, b, tolerance):
    x = np.zeros_like(b)
    r = b - a @ x
    p = r.copy()
    rs = r @ r
    for _ in range(3):
        ap = a @ p
        alpha = rs / (p @ ap)
        x += alpha * p
        r -= alpha * ap
        new = r @ r
        if new < tolerance:
            break
        p = r + (new / rs) * p
        rs = new
    return x


@kernel(lambda n: (spd(n), rng(n).normal(size=n), 4), 4, 6)
def gauss_seidel(a, b, sweeps):
    n = len(b)
    x = np.zeros(n)
    for _ in range(sweeps):
        for i in range(n):
            s = 0.0
            for j in range(n):
                if j != i:
                    s += a[i, j] * x[j]
            x[i] = (b[i] - s) / a[i, i]
    return x


@kernel(lambda n: (rng(n).normal(size=n), 5), 6, 9)
def jacobi_ping_pong(u, steps):
    old, new = u.copy(), u.copy()
    for _ in range(steps):
        for i in range(1, len(old) - 1):
            new[i] = 0.5 * (old[i - 1] + old[i + 1]) - 0.1 * old[i] ** 2
        old, new = new, old
    return old.sum() + new[1] ** 2


@kernel(lambda n: (rng(n).normal(size=n), 0.2, 6), 6, 9, wrt=(0, 1))
def heat_with_boundaries(u, k, steps):
    for step in range(steps):
        un = u.copy()
        u[1:-1] = un[1:-1] + k * (un[2:] - 2 * un[1:-1] + un[:-2])
        u[0] = math.sin(0.1 * step)
        u[-1] = u[-2]
    return u @ u


@kernel(lambda n: (rng(n).normal(size=(n, n)), np.ones((n, n)) * 0.1, 0.1), 5, 6)
def cavity_pressure(p, b, h):
    for _ in range(4):
        pn = p.copy()
        p[1:-1, 1:-1] = (
            0.25 * (pn[1:-1, 2:] + pn[1:-1, :-2] + pn[2:, 1:-1] + pn[:-2, 1:-1])
            - 0.25 * h**2 * b[1:-1, 1:-1] ** 2
        )
        p[:, -1] = p[:, -2]
        p[0, :] = p[1, :]
        p[:, 0] = p[:, 1]
        p[-1, :] = 0
    return p


@kernel(lambda n: (rng(n).uniform(1.0, 2.0, size=n), 0.02, 0.1), 7, 10)
def burgers_upwind(u, dt, dx):
    for _ in range(5):
        un = u.copy()
        for i in range(1, u.size):
            u[i] = un[i] - un[i] * dt / dx * (un[i] - un[i - 1])
        u[0] = un[0] - un[0] * dt / dx * (un[0] - un[-1])
    return u


@kernel(lambda n: (rng(n).normal(size=(n, 2)), rng(n + 1).normal(size=(n, 2)), 1.3), 3, 4)
def bodies_with_views(pos, vel, mass):
    dt = 0.02
    for _ in range(3):
        acc = np.zeros_like(pos)
        for i in range(len(pos)):
            a = acc[i]
            for j in range(len(pos)):
                if i == j:
                    continue
                d = pos[j] - pos[i]
                a += mass * d / (d @ d + 0.05) ** 1.5
        vel += dt * acc
        pos += dt * vel
    return (vel**2).sum() + pos[0, 0]


@kernel(lambda n: (0.9, 0.25, n), 10, 14, wrt=(0, 1))
def epidemic_while(beta, gamma, days):
    s, i, r = 0.99, 0.01, 0.0
    day, peak = 0, 0.0
    while day < days and i > 1e-6:
        new = beta * s * i
        out = gamma * i
        s, i, r = s - new, i + new - out, r + out
        if i > peak:
            peak = i
        day += 1
    return peak + r


@kernel(lambda n: (rng(n).uniform(0.2, 0.6, size=n), np.ones(n)), 3, 5)
def arm_forward_kinematics(angles, lengths):
    x, y, total = 0.0, 0.0, 0.0
    for angle, length in zip(angles, lengths):  # noqa: B905
        total += angle
        x += length * np.cos(total)
        y += length * np.sin(total)
    return (x - 1.0) ** 2 + (y - 0.5) ** 2


@kernel(
    lambda n: (rng(n).uniform(1.3, 2.2, size=n), rng(n).uniform(0.1, 0.4, size=n), 1.1),
    3,
    4,
    reference="richardson",
)
def optics_transfer_matrix(index, thickness, wavelength):
    m = np.eye(2, dtype=complex)
    for n, d in zip(index, thickness):  # noqa: B905
        delta = 2 * np.pi * n * d / wavelength
        layer = np.array(
            [[np.cos(delta), 1j * np.sin(delta) / n], [1j * n * np.sin(delta), np.cos(delta)]]
        )
        m = m @ layer
    b = m[0, 0] + m[0, 1] * 1.5
    c = m[1, 0] + m[1, 1] * 1.5
    r = (b - c) / (b + c)
    return np.abs(r) ** 2


@kernel(lambda n: (2.0, 1e-9), 1, wrt=(0,), reference="richardson")
def newton_with_tolerance(c, tolerance):
    x = c
    for _ in range(50):
        step = (x**3 - c) / (3 * x**2)
        x -= step
        if abs(step) < tolerance:
            return x
    raise RuntimeError("no convergence")


@kernel(lambda n: (0.7,), 1, wrt=(0,), reference="richardson")
def secant(a):
    x0, x1 = 0.0, 1.0
    f0 = x0 - a * math.cos(x0)
    while abs(x1 - x0) > 1e-9:
        f1 = x1 - a * math.cos(x1)
        x2 = x1 - f1 * (x1 - x0) / (f1 - f0)
        x0, x1, f0 = x1, x2, f1
    return x1


@kernel(lambda n: (0.2, 1.7, n), 4, 10, wrt=(0, 1))
def simpson(a, b, n):
    h = (b - a) / n
    total = np.exp(-(a**2)) + np.exp(-(b**2))
    for i in range(1, n):
        x = a + i * h
        total += (4 if i % 2 else 2) * np.exp(-(x**2))
    return total * h / 3


@kernel(lambda n: (rng(n).normal(size=n), 0.37), 4, 6)
def natural_spline(y, at):
    n = len(y)
    m = np.zeros(n)
    a = np.zeros((n, n))
    rhs = np.zeros(n)
    a[0, 0] = a[-1, -1] = 1.0
    for i in range(1, n - 1):
        a[i, i - 1 : i + 2] = [1.0, 4.0, 1.0]
        rhs[i] = 6.0 * (y[i + 1] - 2.0 * y[i] + y[i - 1])
    m[:] = np.linalg.solve(a, rhs)
    k = 1
    t = at
    s = 1.0 - t
    return s * y[k] + t * y[k + 1] + ((s**3 - s) * m[k] + (t**3 - t) * m[k + 1]) / 6.0


@kernel(
    lambda n: (rng(n).normal(size=n), np.linspace(0.0, 1.0, n), 0.413),
    5,
    8,
    wrt=(0, 2),
)
def table_lookup(values, grid, x):
    i = np.searchsorted(grid, x) - 1
    w = (x - grid[i]) / (grid[i + 1] - grid[i])
    return (1 - w) * values[i] + w * values[i + 1]


@kernel(lambda n: (rng(n).normal(size=n), 3), 5, 8)
def adaptive_simpson(c, depth):
    def f(x):
        total = 0.0
        for coefficient in c:
            total = total * x + coefficient
        return total

    def area(a, b, level):
        middle = 0.5 * (a + b)
        if level == 0:
            return (b - a) / 6.0 * (f(a) + 4.0 * f(middle) + f(b))
        return area(a, middle, level - 1) + area(middle, b, level - 1)

    return area(0.0, 1.0, depth)


@kernel(lambda n: (rng(n).normal(size=n), 0.2), 5, 9)
def verlet_chain(x, k):
    dt = 0.1
    before = x.copy()
    for _ in range(4):
        force = np.zeros(len(x))
        force[:-1] += k * (x[1:] - x[:-1])
        force[1:] -= k * (x[1:] - x[:-1])
        after = 2 * x - before + dt * dt * force
        before, x = x, after
    energy = 0.5 * np.sum(((x - before) / dt) ** 2)
    return energy + 0.5 * k * np.sum(np.diff(x) ** 2)


@kernel(lambda n: (1.2, n), 3, 5, wrt=(0,))
def leapfrog_counts(w, n):
    x, v, t = 1.0, 0.0, 0.0
    trace = np.empty(n * 2)
    k = 0
    while k < trace.size:
        v -= 0.5 * w**2 * x * 0.1
        x += v * 0.1
        v -= 0.5 * w**2 * x * 0.1
        t += 0.1
        trace[k] = x * np.exp(-t)
        k += 1
    return trace.mean() + np.sum(trace[::2] ** 2)
