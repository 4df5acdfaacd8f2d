"""Bounds of subscripts: what an index can be at a statement, from the loops around it.

::

    for i in range(1, n):
        for j in range(i, n):  y[j - 1]       j - 1 is never negative, and at least i - 1
"""

from __future__ import annotations

from dataclasses import dataclass

from gradwright.ir.expressions import (
    Apply,
    At,
    Const,
    Expr,
    Fancy,
    Index,
    Item,
    NewAxis,
    Region,
    Span,
    Var,
)
from gradwright.ir.statements import For


@dataclass(frozen=True, slots=True)
class Bounds:
    """What indices can be inside of loops, outermost first, whose variables nothing else binds."""

    loops: tuple[For, ...]

    def bound(self, item: Item, var: Var, *, upper: bool) -> int | None:
        """Return u where every index of the item is at most (or at least) ``var + u``, and none negative."""
        match item:
            case At(index) if self.is_natural(index):
                return self.limit(index, var, upper=upper)
            case Span(lo, hi, None) if lo is None or self.is_natural(lo):
                if not upper:
                    return None if lo is None else self.limit(lo, var, upper=False)
                if hi is None or not self.is_natural(hi):
                    return None
                limit = self.limit(hi, var, upper=True)
                return None if limit is None else limit - 1
            case _:
                return None

    def limit(self, index: Expr, var: Var, *, upper: bool) -> int | None:
        """Return u where the index is at most (or at least) ``var + u``."""
        offset = offset_from(index, var)
        if offset is not None:
            return offset
        name, constant = split(index)
        loop = self.loop_of(name)
        if loop is None:
            return None
        first, last = (loop.stop, -1) if upper else (loop.start, 0)
        if stride_of(loop) < 0:
            first, last = (loop.start, 0) if upper else (loop.stop, 1)
        inner = self.limit(first, var, upper=upper)
        return None if inner is None else inner + last + constant

    def is_natural(self, index: Expr) -> bool:
        """Whether an index is proved not to be negative."""
        least = self.least(index)
        return least is not None and least >= 0

    def least(self, index: Expr) -> int | None:
        """Return a number that the index is never less than."""
        return self._extreme(index, upper=False)

    def most(self, index: Expr) -> int | None:
        """Return a number that the index is never greater than."""
        return self._extreme(index, upper=True)

    def _extreme(self, index: Expr, *, upper: bool) -> int | None:
        name, constant = split(index)
        if name is None:
            return constant if is_number(index) else None
        loop = self.loop_of(name)
        if loop is None:
            return None
        if (stride_of(loop) > 0) is upper:  # the bound that the loop does not reach
            inner, last = self._extreme(loop.stop, upper=upper), -1 if upper else 1
        else:
            inner, last = self._extreme(loop.start, upper=upper), 0
        return None if inner is None else inner + constant + last

    def loop_of(self, name: Var | None) -> For | None:
        """Return the loop around whose variable this is."""
        for loop in self.loops:
            if loop.var == name and step_of(loop):
                return loop
        return None


def first_items(region: Region) -> list[Item]:
    """Return the items of a region's first subscript by axis, up to where axes no longer line up."""
    if not region.path or not isinstance(region.path[0], Index):
        return []
    items: list[Item] = []
    for item in region.path[0].items:
        if isinstance(item, NewAxis | Fancy):
            break
        items.append(item)
    return items


def stride_of(loop: For) -> int:
    """Return the step of a loop's range, 0 where it is not known."""
    value = loop.step.value if isinstance(loop.step, Const) else 0
    return value if isinstance(value, int) else 0


def step_of(loop: For) -> int:
    """Return by how much a loop's variable changes from one iteration to the next, 0 where unknown."""
    return -stride_of(loop) if loop.down else stride_of(loop)


def is_number(expr: Expr) -> bool:
    """Whether an index is a literal."""
    return isinstance(expr, Const) and type(expr.value) is int


def split(index: Expr) -> tuple[Var | None, int]:
    """Return (name, constant) of ``name + constant``; (None, constant) of a number."""
    match index:
        case Var():
            return index, 0
        case Const(int() as value):
            return None, value
        case Apply("add", (Var() as name, Const(int() as value))):
            return name, value
        case Apply("add", (Const(int() as value), Var() as name)):
            return name, value
        case Apply("sub", (Var() as name, Const(int() as value))):
            return name, -value
        case _:
            return None, 0


def offset_from(index: Expr, var: Var) -> int | None:
    """Return c where the index is ``var + c``."""
    name, constant = split(index)
    return constant if name == var else None


def are_other_numbers(index: Expr, other: Expr) -> bool:
    """Whether two indices are literals of one sign that differ."""
    if not is_number(index) or not is_number(other):
        return False
    (_, mine), (_, theirs) = split(index), split(other)
    return mine != theirs and (mine >= 0) == (theirs >= 0)
