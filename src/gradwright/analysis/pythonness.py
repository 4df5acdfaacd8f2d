"""Which webs surely hold Python numbers, or lists of them, not NumPy scalars."""

from __future__ import annotations

from collections.abc import Iterable

from gradwright.ir.expressions import Apply, Choose, Const, Expr, Region, Var
from gradwright.ir.statements import Assign, Block, For, ForEach, Pop, Push, walk
from gradwright.ir.types import Array

GIVE_PYTHON = frozenset({"float", "int", "length", "list_floats", "list_zeros"})


def python_webs(block: Block, known: Iterable[int]) -> set[int]:
    """Return the webs all of whose definitions give Python numbers; `known` are the parameters that do."""
    assigned: dict[int, list[Expr]] = {}
    for stmt in walk(block):
        if isinstance(stmt, Assign) and not isinstance(stmt.target.type, Array):
            assigned.setdefault(stmt.target.web, []).append(stmt.value)
        loop = stmt.beside if isinstance(stmt, ForEach) else stmt
        if isinstance(loop, For):
            assigned.setdefault(loop.var.web, [])  # a range gives Python's own
    for target, values in _saved(block):
        assigned.setdefault(target, []).extend(values)
    python = set(known) | set(assigned)
    while True:
        wrong = {
            web
            for web in python
            if not all(is_python(value, python) for value in assigned.get(web, ()))
        }
        if not wrong:
            return python
        python -= wrong


def _saved(block: Block) -> Iterable[tuple[int, list[Expr]]]:
    """Yield names with the values that their stacks hold."""
    pushed: dict[int, list[tuple[Expr, ...]]] = {}
    for stmt in walk(block):
        if isinstance(stmt, Push):
            pushed.setdefault(stmt.stack.web, []).append(stmt.values)
    for stmt in walk(block):
        if isinstance(stmt, Pop | ForEach):
            for k, target in enumerate(stmt.targets):
                if isinstance(target, Var) and not isinstance(target.type, Array):
                    entries = pushed.get(stmt.stack.web, [])
                    yield target.web, [entry[k] for entry in entries if k < len(entry)]


def is_python(expr: Expr, python: set[int]) -> bool:
    """Whether a scalar is surely a Python number, given the webs that are."""
    match expr:
        case Const():
            return True
        case Var(web):
            return web in python
        case Choose(_, then, orelse):
            return is_python(then, python) and is_python(orelse, python)
        case Apply(prim, args):
            form = expr.attr("form", "infix")
            if form in ("math", "cmath") or prim in GIVE_PYTHON:
                return True
            if isinstance(expr.type, Array) or form not in ("infix", "builtin", "display"):
                return False
            return all(is_python(arg, python) for arg in args)
        case Region() | _:
            return False
