"""What a loop that saves nothing takes: no memory for an iteration, however many there are."""

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import gradwright as gw

ITERATIONS = 1_000_000
BOUND = 100_000  # bytes; a reference an iteration is 800,000 at least


def linear_update(u, k, n):
    """An update in place that is linear in what is differentiated."""
    for _ in range(n):
        u[0] += k * u[1]
    return u


def linear_scalar(x, k, n):
    for i in range(n):
        x = x - k * x + i
    return x


def linear_update_in_a_while_loop(u, k, n):
    i = 0
    while i < n:
        u[1] = u[1] - k * u[0]
        u[0] *= 0.5
        i += 1
    return u


def peak(function: Callable[..., Any], upstream: Any, *arguments: Any) -> int:
    """Return the peak of bytes that a call of the written function takes."""
    gw.vjp(function)(upstream, *arguments[:-1], 3)
    space: dict[str, Any] = {"__name__": "written"}
    exec(gw.source(function, *arguments), space)
    written = space[f"{function.__name__}_backward"]
    tracemalloc.start()
    try:
        written(upstream, *arguments)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("function", "upstream", "start", "iterations"),
    [
        (linear_update, np.ones(2), np.array([1.0, 2.0]), ITERATIONS),
        (linear_scalar, 1.0, 0.5, ITERATIONS // 10),
        (linear_update_in_a_while_loop, np.ones(2), np.array([1.0, 2.0]), ITERATIONS // 10),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_linear_iterations_save_nothing(function, upstream, start, iterations):
    assert peak(function, upstream, start, 1e-6, iterations) < BOUND


def test_the_measure_sees_what_is_saved():
    """A loop that must save, at a hundredth of the iterations, is beyond the bound."""

    def product(x, k, n):
        for _ in range(n):
            x = x * x * k
        return x

    assert peak(product, 1.0, 0.5, 0.9, ITERATIONS // 20) > BOUND
