"""Operations on numbers: the rules' nodes, and refusals with a place.

In: operands and how the user combines them. Out: an expression of the rules' table; what it assumes
of lengths is recorded (`equal_lengths`).
"""

from __future__ import annotations

import ast
import functools
import inspect
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from gradwright.frontend.equal_lengths import record_assumptions
from gradwright.frontend.known import constant_of, form_of, named, required
from gradwright.frontend.reader import Reader
from gradwright.frontend.types import is_integer
from gradwright.frontend.values import (
    Container,
    Counting,
    Grown,
    Known,
    Num,
    Value,
    describe,
)
from gradwright.ir.expressions import Apply, Const, Expr, Region, Var
from gradwright.ir.rebuild import rebuild
from gradwright.ir.types import (
    rank_of,
)
from gradwright.rules import lowering as rules
from gradwright.rules.arguments import Scope
from gradwright.rules.rule import NeedsStatic, RuleError

Arg = object
_NOT_GIVEN: object = getattr(np, "_NoValue")  # noqa: B009  (what NumPy's own signatures show)


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

    rules.spell_loaded()
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
        case Grown():
            from gradwright.frontend.growing import as_array

            return as_array(reader, node, value)
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
        _check_counting(reader, node, expr)
        record_assumptions(reader, node, expr, frozenset(operands))
    return expr


def _check_counting(reader: Reader, node: ast.AST, expr: Expr) -> None:
    """Refuse a range of floats: its entries depend on them, and how many there are."""
    if isinstance(expr, Apply) and expr.prim == "arange":
        for operand in expr.args:
            if not is_integer(operand.type) and not isinstance(operand, Const):
                raise reader.refuse("GW412", node, function="np.arange", operand="a float")


def refused(reader: Reader, node: ast.AST, wrong: RuleError) -> Exception:
    """Return a row's refusal at a node."""
    details = {"operator": reader.shown(node), "function": reader.shown(node), **wrong.details}
    return reader.refuse(wrong.code, node, **details)
