"""Arrays brought into C's order before something is stored into a reshape of them.

::

    da = dy * b                                        da = np.ascontiguousarray(dy * b)
    da.reshape(2, -1)[0] = 0.0                 →       da.reshape(2, -1)[0] = 0.0

A reshape of an array in another order is a copy. What the function itself stores into is checked by guards;
adjoints and tangents have the order of what they were computed from.
"""

from __future__ import annotations

from dataclasses import replace

from gradwright.analysis.layout import contiguous_webs, is_contiguous
from gradwright.ir.expressions import Apply, Region, Reshape, Var
from gradwright.ir.rewriting import mapped
from gradwright.ir.statements import Assign, Block, Guard, Permute, Program, Stmt, Store, walk
from gradwright.rules.table import apply


def keep_order(program: Program) -> Program:
    """Return the program with every array in C's order whose reshape is stored into."""
    stores = [s.region for s in walk(program.body) if isinstance(s, Store) and _reshapes(s.region)]
    webs = {region.base.web for region in stores} - _checked(program.body)
    if not webs or webs <= (held := contiguous_webs(program.body)):
        return program
    wanted = frozenset(_mates(program.body, webs))

    def in_order(stmt: Stmt) -> Stmt:
        if not isinstance(stmt, Assign) or stmt.target.web not in wanted:
            return stmt
        if is_contiguous(stmt.value, held):
            return stmt
        return replace(stmt, value=apply("contiguous", stmt.value, form="np"))

    return replace(program, body=mapped(program.body, in_order))


def _reshapes(region: Region) -> bool:
    return any(isinstance(step, Reshape) for step in region.path)


def _checked(block: Block) -> set[int]:
    """Return the webs that a guard checks."""
    found: set[int] = set()
    for stmt in walk(block):
        match stmt:
            case Guard(Apply("is_contiguous", (Var(web),))):
                found.add(web)
            case _:
                pass
    return found


def _mates(block: Block, webs: set[int]) -> set[int]:
    """Return the webs, and all that change places with them."""
    found = set(webs)
    groups = [{var.web for var in s.targets} for s in walk(block) if isinstance(s, Permute)]
    while more := {web for group in groups if group & found for web in group} - found:
        found |= more
    return found
