"""Operations on numbers: the rules' nodes, refusals with a place, lengths taken as equal.

In: operands and how the user combines them. Out: an expression of the rules' table. Lengths that
NumPy would broadcast if one of them were 1 are recorded: as a check of the program's entry where
both are lengths of arguments, else as a `Guard` before the statement.
"""

from __future__ import annotations

import ast
import functools
import inspect
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gradwright.frontend.arguments import NeedStatic
from gradwright.frontend.reader import Again, Reader
from gradwright.frontend.types import is_bool, is_integer
from gradwright.frontend.values import Container, Counting, Known, Num, Value, describe
from gradwright.ir.expressions import Apply, Const, Expr, Region, Var, constant, subtrees
from gradwright.ir.rebuild import rebuild
from gradwright.ir.statements import Guard
from gradwright.ir.types import (
    BOOL,
    FLOAT,
    INT,
    UNIT,
    Array,
    AxisLength,
    Form,
    NamedLength,
    Symbol,
    Type,
    lengths_of,
    rank_of,
)
from gradwright.rules import lowering as rules
from gradwright.rules.arguments import Scope
from gradwright.rules.lengths import value_form
from gradwright.rules.rule import NeedsStatic, RuleError

Arg = object
UNDECIDED = object()
_NOT_GIVEN: object = getattr(np, "_NoValue")  # noqa: B009  (what NumPy's own signatures show)


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
_TYPES: dict[type, Type] = {bool: BOOL, int: INT, float: FLOAT}


def operate(reader: Reader, node: ast.AST, op: str, *operands: Expr) -> Expr:
    """Return an operator applied to operands."""
    found = _checked(reader, node, operands, lambda: rules.lower_operator(op, *operands))
    assert found is not None
    return found


def length(reader: Reader, node: ast.AST, x: Expr, axis: int) -> Expr:
    """Return ``x.shape[axis]``."""
    found = _checked(reader, node, (x,), lambda: rules.lower_length(x, axis))
    assert found is not None
    return found


def call(
    reader: Reader,
    node: ast.AST,
    function: object,
    args: Sequence[Value],
    kwargs: Mapping[str, Value],
) -> Expr | None:
    """Return a call of a function of the table, None if it is not there."""
    if not is_listed(function):
        return None
    given = _Given(reader, node, args, _without_defaults(function, args, kwargs))
    return given.lowered(lambda a, k: rules.lower_call(function, a, k, given.scope))


def _without_defaults(
    function: object, args: Sequence[Value], kwargs: Mapping[str, Value]
) -> Mapping[str, Value]:
    """Leave out the keywords that only repeat what the function does anyway."""
    if not kwargs:
        return kwargs
    defaults = _defaults_of(function)
    return {
        name: value
        for name, value in kwargs.items()
        if not (isinstance(value, Known) and _is_default(defaults, name, value.value))
        and not _adds_no_axis(name, value, args)
    }


def _adds_no_axis(name: str, value: Value, args: Sequence[Value]) -> bool:
    """Whether an ``ndmin`` is no more than the rank that there is."""
    if name != "ndmin" or not isinstance(value, Num) or not args:
        return False
    first = args[0]
    rank = rank_of(first.type) if isinstance(first, Num) else 1
    return isinstance(value.expr, Const) and value.expr.value in range(rank + 1)


def _is_default(defaults: Mapping[str, object], name: str, value: object) -> bool:
    if value is _NOT_GIVEN or (name == "order" and value in ("C", "c")):
        return True
    return name in defaults and (defaults[name] is value or _same_text(defaults[name], value))


def _same_text(first: object, second: object) -> bool:
    return isinstance(first, str) and first == second


@functools.lru_cache(maxsize=512)
def _defaults_of(function: Callable[..., object]) -> Mapping[str, object]:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return {}
    return {p.name: p.default for p in parameters}


def is_listed(function: object) -> bool:
    """Whether a function is one of the rules' table."""
    from gradwright.rules.spellings import CALLS

    try:
        return function in CALLS
    except TypeError:
        return False


def method(
    reader: Reader,
    node: ast.AST,
    name: str,
    receiver: Expr,
    args: Sequence[Value],
    kwargs: Mapping[str, Value],
) -> Expr | None:
    """Return a method's call, None if it is not in the table."""
    given = _Given(reader, node, [Num(receiver), *args], kwargs)
    return given.lowered(lambda a, k: rules.lower_method(name, a[0], a[1:], k, given.scope))  # type: ignore[arg-type]


def attribute(reader: Reader, node: ast.AST, name: str, receiver: Expr) -> Expr | None:
    """Return an attribute, None if it is not in the table."""
    return _checked(reader, node, (receiver,), lambda: rules.lower_attribute(name, receiver))


def index_range(reader: Reader, node: ast.AST, counting: Counting) -> Expr:
    """Return a range as an array of integers."""
    bounds = (counting.start, counting.stop, counting.step)
    given = _Given(reader, node, [Num(e) for e in bounds], {})
    found = given.lowered(lambda a, _: rules.index_range(*a, given.scope))  # type: ignore[arg-type]
    assert found is not None
    return found


class _Given:
    """Arguments of a call, tried again where one of them must be known."""

    def __init__(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> None:
        self.reader = reader
        self.node = node
        self.args = [as_argument(reader, node, value) for value in args]
        self.kwargs = {name: as_argument(reader, node, value) for name, value in kwargs.items()}
        self.scope = Scope(lambda e: form_of(reader, e), lambda e: named(reader, node, e))

    def lowered(self, lower: Callable[[list[Arg], dict[str, Arg]], Expr | None]) -> Expr | None:
        for _ in range(16):
            try:
                return _checked(
                    self.reader, self.node, self._operands(), lambda: lower(self.args, self.kwargs)
                )
            except NeedsStatic as need:
                self._know(_wanted(need))
        raise self.reader.refuse("GW208", self.node, found=self.reader.shown(self.node))

    def _operands(self) -> list[Expr]:
        return [e for arg in (*self.args, *self.kwargs.values()) for e in _expressions(arg)]

    def _know(self, wanted: Expr) -> None:
        found = constant_of(required(self.reader, self.node, wanted))
        self.args = [_replaced(arg, wanted, found) for arg in self.args]
        self.kwargs = {name: _replaced(arg, wanted, found) for name, arg in self.kwargs.items()}


def _wanted(need: NeedsStatic) -> Expr:
    return need.expr


def _expressions(arg: Arg) -> list[Expr]:
    if isinstance(arg, tuple | list):
        return [e for item in arg for e in _expressions(item)]  # type: ignore[reportUnknownVariableType]
    return [arg] if isinstance(arg, Const | Var | Region | Apply) else []


def _replaced(arg: Arg, old: Expr, new: Expr) -> Arg:
    if isinstance(arg, tuple | list):
        return type(arg)([_replaced(item, old, new) for item in arg])  # type: ignore[reportUnknownVariableType]
    if not _expressions(arg):
        return arg
    return rebuild(arg, lambda e: new if e is old else None)  # type: ignore[arg-type]


def as_argument(reader: Reader, node: ast.AST, value: Value) -> Arg:
    """Return a value as the rules take it."""
    match value:
        case Num(expr):
            return expr
        case Known(known):
            return known
        case Container(kind, _, items) if kind in ("tuple", "list", "namedtuple"):
            args = [as_argument(reader, node, item) for item in items]
            return args if kind == "list" else tuple(args)
        case Counting():
            return index_range(reader, node, value)
        case _:
            raise reader.refuse("GW213", node, found=describe(value))


def _checked(
    reader: Reader,
    node: ast.AST,
    operands: Sequence[Expr],
    lower: Callable[[], Expr | None],
) -> Expr | None:
    try:
        expr = lower()
    except NeedsStatic:
        raise
    except RuleError as wrong:
        raise refused(reader, node, wrong) from None
    if expr is not None:
        _record_assumptions(reader, node, expr, frozenset(operands))
    return expr


def refused(reader: Reader, node: ast.AST, wrong: RuleError) -> Exception:
    """Return a row's refusal at a node."""
    details = {"operator": reader.shown(node), "function": reader.shown(node), **wrong.details}
    return reader.refuse(wrong.code, node, **details)


# what is known of numbers -------------------------------------------------------------------------


def static_value(reader: Reader, expr: Expr) -> object:
    """Return a number's value where it is known while reading, else `UNDECIDED`."""
    match expr:
        case Const(value):
            return value
        case Var(web):
            known = reader.webs.known.get(web)
            return UNDECIDED if known is None else known.value
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
    loop = reader.counters.get(symbol.web) if isinstance(symbol, NamedLength) else None
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
    """Return an operand as a name, or as the region that it is a view of."""
    if isinstance(expr, Var | Region):
        return expr
    found = reader.name_share(noun(expr), expr, node).expr
    assert isinstance(found, Var | Region)
    return found


def named(reader: Reader, node: ast.AST, expr: Expr) -> Var:
    """Return a name for an operand."""
    if isinstance(expr, Var):
        return expr
    found = reader.name_share(noun(expr), expr, node)
    if isinstance(found.expr, Var):
        return found.expr
    raise reader.refuse("GW312", node, found=reader.shown(node), name="it")


def noun(expr: Expr) -> str:
    """Return a hint for a temporary."""
    from gradwright.rules.table import RULES

    if isinstance(expr, Apply):
        return RULES[expr.prim].noun or "value"
    return "part" if isinstance(expr, Region) else "value"


# lengths ------------------------------------------------------------------------------------------


def _record_assumptions(
    reader: Reader, node: ast.AST, expr: Expr, operands: frozenset[Expr]
) -> None:
    if expr in operands or not isinstance(expr, Apply):
        return
    for arg in expr.args:
        _record_assumptions(reader, node, arg, operands)
    if expr.prim == "broadcast_to":
        _broadcast_as_told(reader, node, expr)
    elif len(expr.args) > 1:
        for first, i, second, j in rules.assumptions(expr):
            assume_equal(reader, node, (first, i), (second, j))


Axis = tuple[Expr, int]


def _broadcast_as_told(reader: Reader, node: ast.AST, expr: Apply) -> None:
    x = expr.args[0]
    extra = rank_of(expr.type) - rank_of(x.type)
    for axis in range(rank_of(x.type)):
        assume_equal(reader, node, (x, axis), (expr, axis + extra))


def assume_equal(reader: Reader, node: ast.AST, first: Axis, second: Axis) -> None:
    """Take two axes' lengths as equal, neither a literal 1; check it where nothing else does.

    Lengths of arguments are compared before anything else, others where they meet.
    """
    a, b = (lengths_of(e.type)[axis] for e, axis in (first, second))
    if a is UNIT or b is UNIT or reader.lengths.equal(a, b):
        return
    pair = _symbols_apart(reader.lengths.canonical(a), reader.lengths.canonical(b))
    if pair is not None and not reader.branches:
        reader.lengths.assume(*pair)
    elif not reader.holds(a, b):
        reader.hold(a, b)
        _guard(reader, node, first, second)


def _symbols_apart(a: Form, b: Form) -> tuple[Symbol, Symbol] | None:
    """Return the two argument lengths by whose difference alone two forms differ."""
    apart = a.plus(b, -1)
    if apart.constant == 0 and sorted(k for _, k in apart.terms) == [-1, 1]:
        (first, _), (second, _) = sorted(apart.terms, key=lambda term: -term[1])
        if isinstance(first, AxisLength) and isinstance(second, AxisLength):
            return first, second
    return None


def _guard(reader: Reader, node: ast.AST, first: Axis, second: Axis) -> None:
    forms = [lengths_of(e.type)[axis] for e, axis in (first, second)]
    message = f"line {reader.at(node).line}: the lengths in {reader.shown(node)} differ"
    at_entry = [_at_entry(reader, form) for form in forms]
    if not reader.branches and at_entry[0] is not None and at_entry[1] is not None:
        cond = rules.lower_operator("eq", at_entry[0], at_entry[1])
        reader.entry.append(Guard(cond, message, reader.at(node)))
        return
    sides = [_length_at(reader, node, e, axis) for e, axis in (first, second)]
    cond = rules.lower_operator("eq", *sides)
    reader.emit(Guard(cond, message, reader.at(node)))


def _at_entry(reader: Reader, form: Form) -> Expr | None:
    """Return a literal length, or one of an argument's axis, as it is at the entry."""
    if form.literal is not None:
        return constant(form.literal, INT)
    symbol, times = form.terms[0]
    if form.constant or len(form.terms) > 1 or times != 1 or not isinstance(symbol, AxisLength):
        return None
    for web, path in reader.paths.items():
        if path == symbol.leaf:
            return rules.lower_length(Var(web, reader.webs.types[web]), symbol.axis)
    return None


def _length_at(reader: Reader, node: ast.AST, expr: Expr, axis: int) -> Expr:
    """Return an axis's length, read from some name inside of the expression that has it."""
    wanted = lengths_of(expr.type)[axis]
    if wanted.literal is not None:
        return constant(wanted.literal, INT)
    for part in subtrees(expr):
        if isinstance(part, Var | Region):
            for k, own in enumerate(lengths_of(part.type)):
                if own is wanted:
                    return rules.lower_length(part, k)
    return rules.lower_length(named(reader, node, expr), axis)
