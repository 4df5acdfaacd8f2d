"""Slices of a name's first axis, as far as an item of the slice is an item of the array itself."""

from __future__ import annotations

from gradwright.frontend.known import static_value
from gradwright.frontend.reader import Reader
from gradwright.ir.expressions import At, Expr, Index, Region, Span, Var


class Cut:
    """A slice of a name's first axis: ``base[start:-end]`` or ``base[::-1]``, and what follows it."""

    def __init__(self, base: Var, rest: tuple[At | Span, ...]) -> None:
        self.base = base
        self.rest = rest
        self.start = 0
        self.end = 0
        self.step = 1


def cut_of(reader: Reader, expr: Expr) -> Cut | None:
    """Return a region as a slice of its base, where an item of it is an item of the base."""
    match expr:
        case Region(Var() as base, (Index((Span(lo, hi, step), *rest)),)):
            plain = tuple(item for item in rest if isinstance(item, At | Span))
            if len(plain) < len(rest):
                return None
            found = Cut(base, plain)
            return found if _bounded(reader, found, lo, hi, step) else None
        case _:
            return None


def _bounded(reader: Reader, cut: Cut, lo: Expr | None, hi: Expr | None, step: Expr | None) -> bool:
    start, end, by = (0 if e is None else static_value(reader, e) for e in (lo, hi, step))
    if by == -1:
        cut.step = -1
        return lo is None and hi is None
    if by not in (0, 1) or not isinstance(start, int) or not isinstance(end, int):
        return False
    if start < 0 or end > 0 or (hi is not None and end == 0):
        return False
    cut.start, cut.end = start, -end
    return True
