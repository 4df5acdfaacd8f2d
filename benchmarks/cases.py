"""What is measured: each case as plain NumPy, by hand, in autograd and in JAX.

Every contender takes the upstream gradient and the arguments and returns value and gradients.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import autograd
import autograd.numpy as anp
import jax
import jax.numpy as jnp
import numpy as np
from tests.listings import classifier, dense, recurrent, stencil

jax.config.update("jax_enable_x64", val=True)
Call = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Case:
    """A forward function, its backward function by hand, and the same in two other libraries."""

    name: str
    forward: Call
    by_hand: Call
    in_autograd: Call
    in_jax: Call
    arguments: tuple[Any, ...]
    wrt: tuple[int, ...]
    upstream: Any = 1.0


def dense_in(numpy: Any) -> Call:
    """Return the chapter's layer for one of the NumPy-like modules."""

    def layer(inputs: Any, weights: Any, biases: Any) -> Any:
        return numpy.maximum(inputs @ weights + biases, 0.0)

    return layer


def loss_in(numpy: Any) -> Call:
    """Return the classifier's loss for one of the NumPy-like modules."""

    def loss(w1: Any, b1: Any, w2: Any, b2: Any, inputs: Any, labels: Any) -> Any:
        hidden = numpy.maximum(inputs @ w1 + b1, 0.0)
        logits = hidden @ w2 + b2
        exps = numpy.exp(logits - logits.max(axis=1, keepdims=True))
        probs = exps / exps.sum(axis=1, keepdims=True)
        return -numpy.mean(numpy.log(probs[numpy.arange(len(labels)), labels]))

    return loss


def rnn_in(numpy: Any) -> Call:
    """Return the recurrent network for one of the NumPy-like modules."""

    def rnn(wx: Any, wh: Any, b: Any, xs: Any, h: Any) -> Any:
        for t in range(len(xs)):
            h = numpy.tanh(xs[t] @ wx + h @ wh + b)
        return (h * h).sum()

    return rnn


def seidel_in_autograd(a: Any, steps: int) -> Any:
    """Return the stencil's value without stores, which autograd does not have: rows of scalars."""
    n = a.shape[0]
    rows = [[a[i, j] for j in range(n)] for i in range(n)]
    for _ in range(steps):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                around = rows[i - 1][j] + rows[i][j - 1] + rows[i][j + 1] + rows[i + 1][j]
                rows[i][j] = (around + rows[i][j]) / 5.0
    return sum(entry * entry for row in rows for entry in row)


def seidel_in_jax(a: Any, steps: int) -> Any:
    """Return the stencil's value with JAX's functional updates."""
    n = a.shape[0]
    for _ in range(steps):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                around = a[i - 1, j] + a[i, j - 1] + a[i, j] + a[i, j + 1] + a[i + 1, j]
                a = a.at[i, j].set(around / 5.0)
    return (a * a).sum()


def mlp(batch: int, hidden: int, features: int, classes: int = 10) -> Case:
    """Return the classifier's loss at a size."""
    rng = np.random.default_rng(0)
    arguments = (
        rng.normal(size=(features, hidden)) * 0.1,
        np.zeros(hidden),
        rng.normal(size=(hidden, classes)) * 0.1,
        np.zeros(classes),
        rng.normal(size=(batch, features)),
        rng.integers(0, classes, size=batch),
    )
    return Case(
        f"mlp ({batch}, {hidden}, {features})",
        classifier.loss,
        classifier.loss_backward,
        loss_in(anp),
        loss_in(jnp),
        arguments,
        classifier.WRT,
    )


def chapter_layer() -> Case:
    """Return the chapter's batch of three through its layer."""
    inputs = np.array([[1, 2, 3, 2.5], [2, 5, -1, 2], [-1.5, 2.7, 3.3, -0.8]])
    weights = np.array([[0.1, 0.5, 0.8, -0.3], [-0.7, 1.2, -0.9, 1.1], [0.5, -0.8, -0.7, 0.3]]).T
    arguments = (inputs, weights.copy(), np.array([[2.0, 3.0, 0.5]]))
    upstream = np.array([[1.0, 1.0, -1.0], [2.0, -2.0, 2.0], [-3.0, 3.0, -3.0]])
    by_hand = dense.dense_relu_backward
    layers = (dense_in(anp), dense_in(jnp))
    return Case("layer", dense.dense_relu, by_hand, *layers, arguments, dense.WRT, upstream)


def cases() -> list[Case]:
    """Return every case, small ones first."""
    return [
        chapter_layer(),
        Case(
            "recurrent",
            recurrent.rnn,
            recurrent.rnn_backward,
            rnn_in(anp),
            rnn_in(jnp),
            recurrent.ARGUMENTS,
            recurrent.WRT,
        ),
        Case(
            "stencil",
            stencil.seidel,
            stencil.seidel_backward,
            seidel_in_autograd,
            seidel_in_jax,
            stencil.ARGUMENTS,
            stencil.WRT,
        ),
        mlp(8, 8, 4),
        mlp(64, 128, 64),
        mlp(256, 512, 784),
    ]


def autograd_call(case: Case) -> Callable[[], Any]:
    """Return a call of autograd's gradient."""
    gradient = autograd.make_vjp(case.in_autograd, case.wrt)

    def call() -> Any:
        back, value = gradient(*case.arguments)
        return value, back(case.upstream)

    return call


def jax_call(case: Case, *, jit: bool) -> Callable[[], Any]:
    """Return a call of JAX's gradient that waits for its results."""
    fixed = [k for k, a in enumerate(case.arguments) if isinstance(a, int)]
    arguments = [a if k in fixed else jnp.asarray(a) for k, a in enumerate(case.arguments)]
    upstream = jnp.asarray(case.upstream)

    def gradient(dy: Any, *given: Any) -> Any:
        def of_active(*active: Any) -> Any:
            whole = list(given)
            for position, value in zip(case.wrt, active, strict=True):
                whole[position] = value
            for position in fixed:
                whole[position] = case.arguments[position]
            return case.in_jax(*whole)

        value, back = jax.vjp(of_active, *(given[k] for k in case.wrt))
        return value, back(dy)

    compiled = jax.jit(gradient) if jit else gradient
    return lambda: jax.block_until_ready(compiled(upstream, *arguments))
