"""The frontend's way into the table: from callables, methods, attributes, operators to nodes.

``lower_call(np.sum, [x], {"axis": 1})`` -> ``Apply("sum", (x,), axis=1, form="np")``

An argument is an expression, a tuple or list of arguments, or any object that is known (None, a
dtype, a string). All functions raise `RuleError` for what they refuse, `NeedsStatic` where an
argument must be known; None means that the callable, method or attribute is not in the table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gradwright.ir.expressions import Apply, Expr
from gradwright.ir.types import Array, Scalar, Type
from gradwright.rules.arguments import Arg, Scope
from gradwright.rules.assumptions import assumed
from gradwright.rules.rule import RuleError
from gradwright.rules.spelling import Spelling, operator
from gradwright.rules.spellings import ATTRIBUTES, CALLS, METHODS
from gradwright.rules.spellings.special import spell_loaded
from gradwright.rules.table import apply

ELSEWHERE = Scope()


OF_NUMBERS = frozenset({"real", "imag", "conjugate"})  # what Python's numbers have too


def lower_call(
    function: object,
    args: Sequence[Arg],
    kwargs: Mapping[str, Arg] | None = None,
    scope: Scope = ELSEWHERE,
) -> Expr | None:
    """Return a call of NumPy, `math` or a builtin as an expression; None where it is not known."""
    spell_loaded()
    try:
        spelling = CALLS.get(function)
    except TypeError:
        return None
    return None if spelling is None else _lowered(spelling, args, kwargs or {}, scope)


def lower_method(
    name: str,
    receiver: Expr,
    args: Sequence[Arg] = (),
    kwargs: Mapping[str, Arg] | None = None,
    scope: Scope = ELSEWHERE,
) -> Expr | None:
    """Return a method of an array or NumPy scalar as an expression; None where it is not known."""
    spelling = METHODS.get(name)
    if spelling is None or not (_is_numpy(receiver.type) or name in OF_NUMBERS):
        return None
    return _lowered(spelling, [receiver, *args], kwargs or {}, scope)


def lower_attribute(name: str, receiver: Expr) -> Expr | None:
    """Return an attribute of an array or NumPy scalar as an expression, None if not known."""
    lower = ATTRIBUTES.get(name)
    known = _is_numpy(receiver.type) or name in OF_NUMBERS
    return lower(receiver) if lower and known else None


def lower_operator(op: str, *operands: Expr) -> Expr:
    """Return an operator applied to operands; `op` is the row's name: ``add``, ``matmul``."""
    return operator(op, *operands)


def lower_length(x: Expr, axis: int) -> Expr:
    """Return ``x.shape[axis]``, of a Python range ``len(x)``."""
    is_range = isinstance(x, Apply) and x.prim == "range"
    return apply("length", x, axis=axis, form="builtin" if is_range else "shape")


def index_range(start: Expr, stop: Expr, step: Expr, scope: Scope = ELSEWHERE) -> Expr:
    """Return a range as an array of integers, as an index needs it."""
    found = lower_call(range, (start, stop, step), {}, scope)
    assert found is not None
    return found


def assumptions(expr: Apply) -> list[tuple[Expr, int, Expr, int]]:
    """Return (operand, axis, operand, axis) of lengths that NumPy would broadcast if one were 1.

    They are taken as equal because neither was 1 when the code was written.
    """
    return assumed(expr)


def _is_numpy(type_: Type) -> bool:
    return isinstance(type_, Array) or (isinstance(type_, Scalar) and not type_.python)


def _lowered(
    spelling: Spelling, args: Sequence[Arg], kwargs: Mapping[str, Arg], scope: Scope
) -> Expr:
    try:
        given = spelling.signature.bind(args, spelling.renamed(kwargs), scope)
        return spelling.lower(given, spelling.form)
    except RuleError as e:
        e.details.setdefault("function", spelling.shown)
        raise
