"""Programs with loops: the written gradient against one by hand, autograd, and JAX with `scan`."""

from pathlib import Path
from typing import Any

import autograd.numpy as anp
import jax
import jax.numpy as jnp
import numpy as np
from tests.listings.cost import operations, peak_bytes

import gradwright as gw
from benchmarks import by_hand
from benchmarks.cases import Case
from benchmarks.saved import saved_bytes

HAND = Path(by_hand.__file__).read_text()


# the same in autograd -----------------------------------------------------------------------------


def recurrence_in_autograd(a: Any, b: Any, x: Any, n: int) -> Any:
    for _ in range(n):
        x = a * anp.sin(x) + b
    return x


def heat_in_autograd(u: Any, k: Any, n: int) -> Any:
    for _ in range(n):
        inner = u[1:-1] + k * (u[2:] - 2.0 * u[1:-1] + u[:-2])
        u = anp.concatenate([u[:1], inner, u[-1:]])
    return (u * u).sum()


def ping_pong_in_autograd(a: Any, b: Any, n: int) -> Any:
    for _ in range(n):
        inner = 0.5 * a[1:-1] * (a[:-2] + a[2:])
        a, b = anp.concatenate([b[:1], inner, b[-1:]]), a
    return (a * a).sum()


def thomas_in_autograd(a: Any, b: Any, c: Any, d: Any) -> Any:
    n = len(d)
    bs, ds = [b[0]], [d[0]]
    for i in range(1, n):
        m = a[i] / bs[-1]
        bs.append(b[i] - m * c[i - 1])
        ds.append(d[i] - m * ds[-1])
    xs = [ds[-1] / bs[-1]]
    for i in range(n - 2, -1, -1):
        xs.append((ds[i] - c[i] * xs[-1]) / bs[i])
    return anp.array(xs[::-1])


def kalman_in_autograd(zs: Any, f: Any, q: Any, r: Any) -> Any:
    x, p, loglik = np.zeros(2), np.eye(2), 0.0
    for i in range(len(zs)):
        x, p = f @ x, f @ p @ f.T + q
        v, s = zs[i] - x[0], p[0, 0] + r
        k = p[:, 0] / s
        x, p = x + k * v, p - anp.outer(k, p[0])
        loglik = loglik - 0.5 * (v * v / s + anp.log(s))
    return loglik


def rk4_in_autograd(a: Any, y: Any, h: Any, n: int) -> Any:
    for _ in range(n):
        k1 = anp.tanh(a @ y)
        k2 = anp.tanh(a @ (y + 0.5 * h * k1))
        k3 = anp.tanh(a @ (y + 0.5 * h * k2))
        k4 = anp.tanh(a @ (y + h * k3))
        y = y + h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
    return (y * y).sum()


# the same in JAX ----------------------------------------------------------------------------------


def repeated(step: Any, state: Any, n: int) -> Any:
    """Return the state after n steps, by a scan, which JAX can reverse."""
    return jax.lax.scan(lambda s, _: (step(s), None), state, None, length=n)[0]


def recurrence_in_jax(a: Any, b: Any, x: Any, n: int) -> Any:
    return repeated(lambda x: a * jnp.sin(x) + b, x, n)


def heat_in_jax(u: Any, k: Any, n: int) -> Any:
    u = repeated(lambda u: u.at[1:-1].add(k * (u[2:] - 2.0 * u[1:-1] + u[:-2])), u, n)
    return (u * u).sum()


def ping_pong_in_jax(a: Any, b: Any, n: int) -> Any:
    def step(state: Any) -> Any:
        a, b = state
        return b.at[1:-1].set(0.5 * a[1:-1] * (a[:-2] + a[2:])), a

    a, b = repeated(step, (a, b), n)
    return (a * a).sum()


def thomas_in_jax(a: Any, b: Any, c: Any, d: Any) -> Any:
    def down(state: Any, row: Any) -> Any:
        before_b, before_d = state
        a, b, c, d = row
        m = a / before_b
        state = (b - m * c, d - m * before_d)
        return state, state

    _, (bs, ds) = jax.lax.scan(down, (b[0], d[0]), (a[1:], b[1:], c[:-1], d[1:]))
    bs, ds = jnp.concatenate([b[:1], bs]), jnp.concatenate([d[:1], ds])

    def up(x: Any, row: Any) -> Any:
        b, c, d = row
        x = (d - c * x) / b
        return x, x

    last = ds[-1] / bs[-1]
    _, xs = jax.lax.scan(up, last, (bs[:-1], c[:-1], ds[:-1]), reverse=True)
    return jnp.concatenate([xs, last[None]])


def kalman_in_jax(zs: Any, f: Any, q: Any, r: Any) -> Any:
    def step(state: Any, z: Any) -> Any:
        x, p, loglik = state
        x, p = f @ x, f @ p @ f.T + q
        v, s = z - x[0], p[0, 0] + r
        k = p[:, 0] / s
        loglik = loglik - 0.5 * (v * v / s + jnp.log(s))
        return (x + k * v, p - jnp.outer(k, p[0]), loglik), None

    return jax.lax.scan(step, (jnp.zeros(2), jnp.eye(2), 0.0), zs)[0][2]


def rk4_in_jax(a: Any, y: Any, h: Any, n: int) -> Any:
    def step(y: Any) -> Any:
        k1 = jnp.tanh(a @ y)
        k2 = jnp.tanh(a @ (y + 0.5 * h * k1))
        k3 = jnp.tanh(a @ (y + 0.5 * h * k2))
        k4 = jnp.tanh(a @ (y + h * k3))
        return y + h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)

    y = repeated(step, y, n)
    return (y * y).sum()


# the cases ----------------------------------------------------------------------------------------


def arguments() -> dict[str, tuple[tuple[Any, ...], tuple[int, ...]]]:
    """Return the arguments of each program, and which of them are differentiated."""
    rng = np.random.default_rng(0)
    vector = rng.normal(size=200)
    band = rng.uniform(0.1, 0.4, size=100)
    turn = np.array([[1.0, 0.1], [-0.05, 0.9]])
    matrix = rng.normal(size=(8, 8)) / 3.0
    return {
        "recurrence": ((1.3, 0.2, 0.4, 1000), (0, 1, 2)),
        "heat": ((vector, 0.2, 100), (0, 1)),
        "ping_pong": ((np.cos(vector), np.sin(vector), 100), (0, 1)),
        "thomas": ((band, 2.0 + band, band[::-1].copy(), vector[:100]), (0, 1, 2, 3)),
        "kalman": ((vector[:100], turn, 0.1 * np.eye(2), 0.3), (0, 1, 2, 3)),
        "rk4": ((matrix, vector[:8], 0.05, 100), (0, 1)),
    }


def loop_cases() -> list[Case]:
    """Return every program with a loop."""
    return [
        Case(
            name,
            getattr(by_hand, name),
            getattr(by_hand, f"{name}_by_hand"),
            globals()[f"{name}_in_autograd"],
            globals()[f"{name}_in_jax"],
            given,
            wrt,
            np.ones(100) if name == "thomas" else 1.0,
        )
        for name, (given, wrt) in arguments().items()
    ]


def costs() -> dict[str, dict[str, dict[str, int]]]:
    """Return the executed operations, the bytes saved and the peak: of the written code, and by hand."""
    found = {}
    for case in loop_cases():
        text = gw.source(case.forward, *case.arguments, wrt=case.wrt)
        given = (case.upstream, *case.arguments)
        found[case.name] = {
            measure.__name__: {
                "written": measure(text, f"{case.name}_backward", given),
                "by hand": measure(HAND, f"{case.name}_by_hand", given),
            }
            for measure in (operations, saved_bytes, peak_bytes)
        }
    return found
