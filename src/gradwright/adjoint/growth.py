"""Lists that get one entry more or less: what the reverse sweep does about them.

::

    out.append(h)        out.pop()                           nothing is saved
    x = out.pop()        out.append(x)                       x is saved where it is overwritten
"""

from __future__ import annotations

from gradwright.ir.expressions import Apply, At, Index, Region, Var, constant
from gradwright.ir.statements import Assign, Stmt
from gradwright.ir.types import INT
from gradwright.rules.lists import entry_type


def is_growth(stmt: Stmt) -> bool:
    """Whether a list gets one more entry: the reverse sweep takes it off, nothing is saved."""
    return _changes_itself(stmt, "appended")


def is_shrinkage(stmt: Stmt) -> bool:
    """Whether a list loses its last entry: that entry is saved, the others are still there."""
    return _changes_itself(stmt, "list_front")


def last_name(stmt: Stmt) -> Var | None:
    """Return the name of the entry that a list loses, if it has one."""
    match stmt:
        case Assign(_, Apply("list_front", (Var(), Var() as last))):
            return last
        case _:
            return None


def _changes_itself(stmt: Stmt, prim: str) -> bool:
    match stmt:
        case Assign(target, Apply(name, (Var(web), *_))):
            return name == prim and target.web == web
        case _:
            return False


def last_entry(var: Var) -> Region:
    """Return the last entry of a list."""
    return Region(var, (Index((At(constant(-1, INT)),)),), entry_type(var.type))
