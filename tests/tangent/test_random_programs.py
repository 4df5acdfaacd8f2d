"""Random programs in forward mode and in second order, against reverse mode and forward over forward."""

import linecache
from typing import Any

import numpy as np
import pytest

import gradwright as gw
from tests.properties.statements import random_program
from tests.reference import forward_result, upstream_like
from tests.tangent.products import direction_like, inner, size
from tests.tangent.second import over_forward, over_gradient, read, run

WRT = (0, 1, 2, 3, 4)


def arguments(seed: int) -> tuple[Any, ...]:
    rng = np.random.default_rng(seed)
    return (0.4, -0.7, rng.normal(size=6), rng.normal(size=6), rng.normal(size=(4, 5)))


@pytest.mark.parametrize("seed", range(7000, 7024))
def test_a_random_program(seed):
    text = random_program(seed).text
    path = f"<random {seed}>"
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    space: dict[str, Any] = {}
    exec(compile(text, path, "exec"), space)
    function, given = space["program"], arguments(seed)
    dy = upstream_like(forward_result(function, given))
    u = tuple(direction_like(value) for value in given)
    v = tuple(np.cos(3.0 * move) if np.ndim(move) else float(np.cos(3.0 * move)) for move in u)
    try:
        _, gradients = gw.vjp(function, WRT)(dy, *arguments(seed))
    except gw.UnsupportedError as problem:
        pytest.skip(f"refused by {problem.code}")
    _, tangent = gw.jvp(function, WRT)(u, *arguments(seed))
    scale = 1.0 + size(dy, tangent) + size(gradients, u)
    assert abs(inner(dy, tangent) - inner(gradients, u)) <= 1e-11 * scale
    program, wanted = read(function, WRT, arguments(seed))
    if program.functions:  # functions that call themselves: tests/tangent/test_second_order.py
        return
    hessian_v = run(over_gradient(program, wanted), function, v, dy, *arguments(seed))
    second = run(over_forward(program, wanted), function, v, u, *arguments(seed))[0]
    scale = 1.0 + size(hessian_v, u) + size(dy, second)
    assert abs(inner(hessian_v, u) - inner(dy, second)) <= 1e-10 * scale
