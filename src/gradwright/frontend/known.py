"""What is known of numbers while a function is read: their values, integers' forms, names for them.

In: an expression. Out: its value where literals and structure decide it; `NeedStatic` where it is an
argument's; the form of an integer in the lengths of arguments.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from gradwright.frontend.arguments import NeedStatic
from gradwright.frontend.reader import Again, Reader
from gradwright.frontend.types import is_bool, is_integer
from gradwright.ir.expressions import (
    Apply,
    Const,
    Expr,
    Region,
    Var,
    constant,
    is_view_path,
    subtrees,
)
from gradwright.ir.types import (
    BOOL,
    COMPLEX_NUMBER,
    FLOAT,
    INT,
    Array,
    Form,
    NamedLength,
    Symbol,
    Type,
)
from gradwright.rules.lengths import value_form
from gradwright.rules.table import RULES

UNDECIDED = object()


def _floordiv(a: float, b: float) -> float:
    return a // b


def _truediv(a: float, b: float) -> float:
    return a / b


_FOLDED: dict[str, Callable[..., Any]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "floordiv": _floordiv,
    "mod": operator.mod,
    "truediv": _truediv,
    "neg": operator.neg,
    "pos": operator.pos,
    "not": operator.not_,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "eq": operator.eq,
    "ne": operator.ne,
}
_TYPES: dict[type, Type] = {bool: BOOL, int: INT, float: FLOAT, complex: COMPLEX_NUMBER}


def static_value(reader: Reader, expr: Expr) -> object:
    """Return a number's value where it is known while reading, else `UNDECIDED`."""
    match expr:
        case Const(value):
            return value
        case Var(web):
            known = reader.webs.known.get(web)
            if known is not None:
                return known.value
            form = reader.webs.form_of(expr)
            return UNDECIDED if form is None or form.literal is None else form.literal
        case Apply("length" | "size"):
            form = value_form(expr)
            return UNDECIDED if form is None or form.literal is None else form.literal
        case Apply(prim, args) if prim in _FOLDED and not isinstance(expr.type, Array):
            values = [static_value(reader, arg) for arg in args]
            return UNDECIDED if UNDECIDED in values else _folded(prim, values)
        case _:
            return UNDECIDED


def _folded(prim: str, values: list[object]) -> object:
    try:
        return _FOLDED[prim](*values)
    except (ArithmeticError, TypeError, ValueError):
        return UNDECIDED


def required(reader: Reader, node: ast.AST, expr: Expr) -> object:
    """Return a number's value; where it is an argument's, ask the caller for it."""
    value = static_value(reader, expr)
    if value is not UNDECIDED:
        return value
    for part in subtrees(expr):
        if isinstance(part, Var) and static_value(reader, part) is UNDECIDED:
            ask_for(reader, part)
    raise reader.refuse("GW208", node, found=f"`{reader.shown(node)}`")


def ask_for(reader: Reader, var: Var) -> None:
    """Ask for the value of an argument's leaf or a captured number; return if it is neither.

    A float is never asked for: it may be differentiated, and each value would need its own code.
    """
    if isinstance(var.type, Array) or not (is_integer(var.type) or is_bool(var.type)):
        return
    outside = reader.webs.origins.get(var.web)
    if outside is not None:
        reader.decisions.static.add(outside)
        reader.decisions.added = True
        raise Again
    if var.web in reader.paths:
        raise NeedStatic(reader.paths[var.web])
    form = reader.webs.form_of(var)
    for symbol, _ in form.terms if form else ():
        if isinstance(symbol, NamedLength) and symbol.web in reader.paths:
            raise NeedStatic(reader.paths[symbol.web])


def known_number(reader: Reader, node: ast.AST, expr: Expr) -> object:
    """Return a number's value as an index of a container; a loop that counts it is unrolled."""
    value = static_value(reader, expr)
    if value is not UNDECIDED:
        return value
    for part in subtrees(expr):
        if isinstance(part, Var):
            form = reader.webs.form_of(part)
            for symbol, _ in form.terms if form else ():
                _unroll(reader, symbol)
    return required(reader, node, expr)


def _unroll(reader: Reader, symbol: Symbol) -> None:
    """Unroll the loop that a symbol counts; ask for its bounds first, where they are arguments."""
    if not isinstance(symbol, NamedLength):
        return
    for bound in reader.bounds.get(symbol.web, ()):
        if static_value(reader, bound) is UNDECIDED:
            for part in subtrees(bound):
                if isinstance(part, Var):
                    ask_for(reader, part)
    loop = reader.counters.get(symbol.web)
    if loop is not None:
        reader.decisions.unrolled.add(loop)
        reader.decisions.added = True
        raise Again


def constant_of(value: object) -> Const:
    """Return a Python number as a constant."""
    return constant(value, _TYPES[type(value)])


def form_of(reader: Reader, expr: Expr) -> Form | None:
    """Return the form of an integer's value, None where it is none."""
    match expr:
        case Const(value) if isinstance(value, int):
            return Form(int(value), ())
        case Var():
            return reader.webs.form_of(expr)
        case Apply("add" | "sub" as prim, (left, right)):
            a, b = form_of(reader, left), form_of(reader, right)
            return a.plus(b, 1 if prim == "add" else -1) if a and b else None
        case Apply("mul", (left, right)):
            return _times(form_of(reader, left), form_of(reader, right))
        case Apply("neg", (x,)):
            inner = form_of(reader, x)
            return inner.scaled(-1) if inner else None
        case Apply("length" | "size"):
            return value_form(expr)
        case _:
            return None


def _times(a: Form | None, b: Form | None) -> Form | None:
    if a is None or b is None:
        return None
    if b.literal is not None:
        return a.scaled(b.literal)
    return b.scaled(a.literal) if a.literal is not None else None


def addressed(reader: Reader, node: ast.AST, expr: Expr) -> Var | Region:
    """Return an operand as a name, or as the region that it is a view of; a copy gets a name."""
    if isinstance(expr, Var) or (isinstance(expr, Region) and is_view_path(expr.path)):
        return expr
    found = reader.name_share(noun(expr), expr, node).expr
    return found if isinstance(found, Var | Region) else _evaluated(reader, found, node)


def named(reader: Reader, node: ast.AST, expr: Expr) -> Var:
    """Return a name for an operand."""
    if isinstance(expr, Var):
        return expr
    found = reader.name_share(noun(expr), expr, node)
    if isinstance(found.expr, Var):
        return found.expr
    return _evaluated(reader, found.expr, node)


def _evaluated(reader: Reader, expr: Expr, node: ast.AST) -> Var:
    """Return a name for a view as it is now: it is read here, and nowhere else."""
    found = reader.assign(noun(expr), expr, node).expr
    assert isinstance(found, Var)
    return found


def noun(expr: Expr) -> str:
    """Return a hint for a temporary."""
    if isinstance(expr, Apply):
        return RULES[expr.prim].noun or "value"
    return "part" if isinstance(expr, Region) else "value"
