"""One call that is being read: its names, its source, what is live in it."""

from __future__ import annotations

import ast
import functools
from collections.abc import Mapping
from dataclasses import dataclass, field

from gradwright.diagnostics import Location
from gradwright.frontend.liveness import Liveness, bound_in, read_in
from gradwright.frontend.source import FunctionSource
from gradwright.frontend.values import Cell, Value


@dataclass(slots=True, eq=False)
class Frame:
    """The names of one call.

    Attributes
    ----------
    names
        The local variables.
    outside
        What the function reads from its closure and globals, by name; `Missing` is no entry.
    cells
        For a nested function: the frame that it was defined in.
    path
        Where the call stands, one node a call: tells two readings of one line apart.
    statement, branches
        The statement that is being read, and how many arms were open when it began.
    calls_at, depth
        How many arms were open when the call began, and how many arms and loops.
    later
        The lists, dicts and objects of callers that change in one of its arms or loops: the callers'
        names hold what they are when the call ends.
    called_at
        Of a library's function: where the user's code calls it; that is where all of it stands.
    unrolled
        For each loop around the statement, outermost first: whether it is unrolled.
    """

    source: FunctionSource
    outside: Outside
    path: tuple[int, ...]
    cells: Frame | None = None
    owner: type | None = None
    names: dict[str, Value] = field(default_factory=dict["str", "Value"])
    statement: ast.stmt | None = None
    branches: int = 0
    calls_at: int = 0
    depth: int = 0
    later: list[Cell] = field(default_factory=list[Cell])
    called_at: Location | None = None
    unrolled: list[bool] = field(default_factory=list[bool])

    @property
    def liveness(self) -> Liveness:
        """The liveness of the function's names."""
        return _liveness(self.source)

    @property
    def free(self) -> frozenset[str]:
        """The names that the function reads and does not bind."""
        return _free(self.source)

    @property
    def locals(self) -> frozenset[str]:
        """The names that the function binds: these are never looked up outside."""
        return _locals(self.source)


@dataclass(frozen=True, slots=True, eq=False)
class Outside:
    """Where a function's free names come from."""

    closure: Mapping[str, object]
    globals: Mapping[str, object]
    builtins: Mapping[str, object]


@functools.lru_cache(maxsize=512)
def _liveness(source: FunctionSource) -> Liveness:
    return Liveness(source.body)


@functools.lru_cache(maxsize=512)
def _locals(source: FunctionSource) -> frozenset[str]:
    if source.code is not None:
        return frozenset((*source.code.co_varnames, *source.code.co_cellvars))
    return bound_in(source.body) | _parameters(source.node.args)


@functools.lru_cache(maxsize=512)
def _free(source: FunctionSource) -> frozenset[str]:
    return read_in(source.body) - _locals(source)


def _parameters(args: ast.arguments) -> frozenset[str]:
    plain = [a.arg for a in (*args.posonlyargs, *args.args, *args.kwonlyargs)]
    stars = [a.arg for a in (args.vararg, args.kwarg) if a is not None]
    return frozenset((*plain, *stars))
