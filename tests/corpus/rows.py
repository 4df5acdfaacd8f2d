"""A row of the corpus: one small program, its arguments, and the reference that it is held to.

A program module registers its functions with `@program(*arguments)`; the function itself stays an
ordinary function. `@refused(reason, *arguments)` registers one that must refuse with a code and line.
"""

import copy
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import numpy as np

from tests.reference.gradient import with_floats

Function = TypeVar("Function", bound=Callable[..., Any])
Outcome = Literal["right", "refused", "right or refused"]


@dataclass(frozen=True, slots=True)
class Row:
    """One program: `outcome` says whether it is differentiated, `reason` why if it is not."""

    name: str
    group: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    wrt: int | str | tuple[int | str, ...]
    reference: str
    outcome: Outcome
    reason: str

    @property
    def positions(self) -> tuple[int, ...]:
        """The positions that `wrt` names."""
        named = self.wrt if isinstance(self.wrt, tuple) else (self.wrt,)
        order = _parameters(self.function)
        return tuple(
            order.index(w) if isinstance(w, str) else w % len(self.arguments) for w in named
        )

    def fresh(self) -> tuple[Any, ...]:
        """Return a copy of the arguments."""
        return copy.deepcopy(self.arguments)

    def floated(self) -> tuple[Any, ...]:
        """Return a copy of the arguments in which whole numbers that `wrt` names are float64."""
        return with_floats(self.fresh(), self.positions)


def _parameters(function: Callable[..., Any]) -> list[str]:
    return list(inspect.signature(function).parameters)


ROWS: list[Row] = []


def _register(
    function: Callable[..., Any], arguments: tuple[Any, ...], outcome: Outcome, **options: Any
) -> None:
    group = getattr(function, "func", function).__module__.rsplit(".", 1)[-1]
    name = options.pop("name", None) or function.__name__
    row = Row(
        name=f"{group}/{name}",
        group=group,
        function=function,
        arguments=arguments,
        wrt=options.pop("wrt", 0),
        reference=options.pop("reference", "complex"),
        outcome=outcome,
        reason=options.pop("reason", ""),
    )
    assert not options, options
    assert row.name not in {other.name for other in ROWS}, row.name
    ROWS.append(row)


def program(*arguments: Any, **options: Any) -> Callable[[Function], Function]:
    """Register a function with its arguments; `wrt`, `reference`, `name` as keywords."""

    outcome: Outcome = options.pop("outcome", "right")

    def register(function: Function) -> Function:
        _register(function, arguments, outcome, **options)
        return function

    return register


def refused(reason: str, *arguments: Any, **options: Any) -> Callable[[Function], Function]:
    """Register a function outside the language, with the reason why it is."""

    def register(function: Function) -> Function:
        _register(function, arguments, "refused", reason=reason, **options)
        return function

    return register


def normal(*shape: int, seed: int = 0) -> Any:
    """Return a float64 array of normal draws, the same at every run."""
    return np.random.default_rng([seed, *shape]).normal(size=shape)


def positive(*shape: int, seed: int = 0) -> Any:
    """Return a float64 array of draws between 0.5 and 2."""
    return np.random.default_rng([seed, *shape]).uniform(0.5, 2.0, size=shape)
