"""Expressions: interned trees; equal trees are the same object.

::

    Expr = Const(value, type) | Var(web, type, after) | Region(base, path, type)
         | Apply(prim, args, attrs, type) | Choose(cond, then, orelse, type) | Both(op, left, right, type)
    path = (Index(items) | Transpose(axes) | Reshape(lengths))*       one step after the other
    item = At(e) | Span(lo, hi, step) | NewAxis() | Fancy(e)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from gradwright.ir.interning import Interned
from gradwright.ir.types import Type

Attrs = tuple[tuple[str, object], ...]


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Const(metaclass=Interned):
    """A literal. `key` (class and repr) keeps 1, 1.0, True and -0.0 apart; use `constant`."""

    value: object
    key: tuple[type, str]
    type: Type


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Var(metaclass=Interned):
    """The value of a web. `after`, in adjoints only: the value that the statement itself binds."""

    web: int
    type: Type
    after: bool = False


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class At(metaclass=Interned):
    """An integer index: the axis goes."""

    index: Expr


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Span(metaclass=Interned):
    """A slice ``lo:hi:step``; None where it was left out."""

    lo: Expr | None
    hi: Expr | None
    step: Expr | None


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class NewAxis(metaclass=Interned):
    """``np.newaxis``: a unit axis comes in."""


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Fancy(metaclass=Interned):
    """An integer array (or range) as index: reading copies, writing scatters."""

    indices: Expr


Item = At | Span | NewAxis | Fancy


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Index(metaclass=Interned):
    """One subscript; an ellipsis was written out, trailing full slices were left out."""

    items: tuple[Item, ...]


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Transpose(metaclass=Interned):
    """The axes permuted: result axis k is the base's axis ``axes[k]``."""

    axes: tuple[int, ...]


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Reshape(metaclass=Interned):
    """Other lengths of what lies in one piece of memory, in C's order; one of them may be -1."""

    lengths: tuple[Expr, ...]


Step = Index | Transpose | Reshape


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Region(metaclass=Interned):
    """A part of an array (a view of it, or a copy where the path has a Fancy); () is the whole."""

    base: Var
    path: tuple[Step, ...]
    type: Type


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Apply(metaclass=Interned):
    """A primitive of the rules' table applied to operands; attrs are static and sorted by name."""

    prim: str
    args: tuple[Expr, ...]
    attrs: Attrs
    type: Type

    def attr(self, name: str, default: object = None) -> object:
        """Return one static attribute."""
        return dict(self.attrs).get(name, default)


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Choose(metaclass=Interned):
    """``then if cond else orelse``: only one of the two is evaluated."""

    cond: Expr
    then: Expr
    orelse: Expr
    type: Type


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Both(metaclass=Interned):
    """``left and right`` or ``left or right`` on truth values, the right one evaluated if needed."""

    op: Literal["and", "or"]
    left: Expr
    right: Expr
    type: Type


Expr = Const | Var | Region | Apply | Choose | Both


def constant(value: object, type_: Type) -> Const:
    """Return the literal of this value and type."""
    return Const(value, (type(value), repr(value)), type_)


def operands_of_path(path: tuple[Step, ...]) -> Iterator[Expr]:
    """Yield the expressions that stand in the subscripts of a path."""
    for step in path:
        if isinstance(step, Reshape):
            yield from step.lengths
        if isinstance(step, Index):
            for item in step.items:
                match item:
                    case At(e) | Fancy(e):
                        yield e
                    case Span(lo, hi, by):
                        yield from (e for e in (lo, hi, by) if e is not None)
                    case NewAxis():
                        pass


def children(expr: Expr) -> tuple[Expr, ...]:
    """Return the direct operands, a region's base first."""
    if type(expr) is Apply:  # by far the most; every pass goes through here
        return expr.args
    match expr:
        case Const() | Var():
            return ()
        case Region(base, path):
            return (base, *operands_of_path(path))
        case Apply(_, args):
            return args
        case Choose(cond, then, orelse):
            return (cond, then, orelse)
        case Both(_, left, right):
            return (left, right)


def subtrees(expr: Expr) -> Iterator[Expr]:
    """Yield the tree's distinct nodes, operands before what uses them."""
    return iter(_subtrees(expr))


@lru_cache(maxsize=16384)
def _subtrees(expr: Expr) -> tuple[Expr, ...]:
    found: dict[Expr, None] = {}
    stack: list[Expr] = [expr]
    while stack:
        node = stack[-1]
        inside = [] if node in found else [c for c in children(node) if c not in found]
        if inside:
            stack.extend(reversed(inside))
        else:
            found[stack.pop()] = None
    return tuple(found)


def is_view_path(path: tuple[Step, ...]) -> bool:
    """Whether reading the path gives a view (no integer arrays in it)."""
    return not any(
        isinstance(item, Fancy) for step in path if isinstance(step, Index) for item in step.items
    )
