"""`Leave` and what its iteration still does behind it, as a break."""

import pytest

from gradwright.emit.jumps import with_breaks
from gradwright.ir.expressions import Var, constant
from gradwright.ir.statements import Assign, For, If, Leave
from gradwright.ir.text import Text
from gradwright.ir.types import BOOL, INT

C, S, T = Var(1, BOOL), Var(2, INT), Var(3, INT)
ONE = constant(1, INT)
S1, T1 = Assign(S, ONE), Assign(T, ONE)

ROWS = {
    "nothing to leave": ((S1, If(C, (T1,), ())), "s = 1; if c: { t = 1 }"),
    "the last statement": ((If(C, (S1, Leave()), ()),), "if c: { s = 1; leave }"),
    "what an arm does after it": ((If(C, (Leave(), S1), ()),), "if c: { s = 1; leave }"),
    "what the body does after it": (
        (If(C, (Leave(),), (S1,)), T1),
        "if c: { t = 1; leave }; s = 1; t = 1",
    ),
    "in the other arm": (
        (If(C, (S1,), (Leave(),)), T1),
        "if c: {  } else: { t = 1; leave }; s = 1; t = 1",
    ),
    "in an inner branch": (
        (If(C, (If(C, (Leave(),), (S1,)),), ()), T1),
        "if c: { if c: { t = 1; leave }; s = 1 }; t = 1",
    ),
    "of an inner loop": (
        (For(S, ONE, ONE, ONE, (Leave(),)), T1),
        "for s in up(1, 1, 1): { leave }; t = 1",
    ),
}


def shown(block):
    return "; ".join(map(statement, block))


def statement(stmt):
    match stmt:
        case If(_, then, orelse):
            other = f" else: {{ {shown(orelse)} }}" if orelse else ""
            return f"if c: {{ {shown(then)} }}{other}"
        case For(body=body):
            return f"{head(stmt)} {{ {shown(body)} }}"
        case _:
            return head(stmt)


def head(stmt):
    line = next(Text({1: "c", 2: "s", 3: "t"}).stmt(stmt, ""))
    return line.replace(".1", "").replace(".2", "").replace(".3", "")


@pytest.mark.parametrize("name", ROWS)
def test_breaks(name):
    block, after = ROWS[name]
    assert shown(with_breaks(block)) == after
