"""A `with` that is kept: two effects, one where it begins and one where it ends.

::

    with np.errstate(…)         what stands between the two in one block is printed inside; a begin
    end with np.errstate(…)     without an end reaches to its block's end, and the other way round
"""

from __future__ import annotations

from gradwright.diagnostics import Location
from gradwright.ir.statements import Effect, Stmt

_BEGIN = "with "
_END = "end with "


def begun(context: str, origin: Location | None) -> Effect:
    """Return the begin of a `with`."""
    return Effect(_BEGIN + context, (), origin)


def ended(context: str, origin: Location | None) -> Effect:
    """Return the end of a `with`."""
    return Effect(_END + context, (), origin)


def begins(stmt: Stmt) -> bool:
    """Whether a statement is the begin of a `with`."""
    return isinstance(stmt, Effect) and stmt.text.startswith(_BEGIN)


def ends(stmt: Stmt) -> bool:
    """Whether a statement is the end of a `with`."""
    return isinstance(stmt, Effect) and stmt.text.startswith(_END)


def is_bracket(stmt: Stmt) -> bool:
    """Whether a statement is the begin or the end of a `with`."""
    return begins(stmt) or ends(stmt)


def mirrored(stmt: Effect) -> Effect:
    """Return what stands in the reverse sweep: a begin for an end, an end for a begin."""
    if begins(stmt):
        return ended(stmt.text.removeprefix(_BEGIN), stmt.origin)
    return begun(stmt.text.removeprefix(_END), stmt.origin)
