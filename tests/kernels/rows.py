"""Programs as other people write them: how one is registered, and at which sizes it is run.

`@kernel(arguments, 5, 8)` registers a function with a callable that makes its arguments at a size. Every
argument of floats is differentiated unless `wrt` names some.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from tests.corpus.rows import Row

Function = TypeVar("Function", bound=Callable[..., Any])
Make = Callable[..., tuple[Any, ...]]
ROWS: list[Row] = []


def rng(n: int) -> np.random.Generator:
    """Return the generator of the draws at a size."""
    return np.random.default_rng([7, n])


def floats(arguments: tuple[Any, ...]) -> tuple[int, ...]:
    """Return the positions of the arguments that are made of floats."""

    def is_float(value: Any) -> bool:
        if isinstance(value, dict):
            return all(map(is_float, value.values()))
        if isinstance(value, (list, tuple)):
            return bool(value) and all(map(is_float, value))
        return isinstance(value, float) or getattr(value, "dtype", None) == np.float64

    return tuple(k for k, value in enumerate(arguments) if is_float(value))


def kernel(make: Make, *sizes: int, **options: Any) -> Callable[[Function], Function]:
    """Register a function at each size; `wrt` and `reference` as keywords, `refused` with its code."""

    def register(function: Function) -> Function:
        for size in sizes:
            ROWS.append(row(function, make(size), size, **options))
        return function

    return register


def row(
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    size: int,
    *,
    wrt: tuple[int, ...] | None = None,
    reference: str = "complex",
    refused: str = "",
) -> Row:
    """Return a program at a size."""
    group = function.__module__.rsplit(".", 1)[-1]
    return Row(
        name=f"{group}/{function.__name__}/{size}",
        group=group,
        function=function,
        arguments=arguments,
        wrt=floats(arguments) if wrt is None else wrt,
        reference=reference,
        outcome="refused" if refused else "right",
        reason=refused,
    )
