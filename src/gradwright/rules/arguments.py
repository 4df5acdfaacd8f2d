"""The arguments of a call to NumPy, `math` or a builtin, bound to the names of its parameters.

In: what the frontend passes: expressions for numbers and arrays, tuples and lists of arguments for
containers, any other object for what is known. Out: `Arguments`, read by name as what is needed:
an operand, an axis, a flag, lengths.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import numpy as np

from gradwright.ir.expressions import Apply, Both, Choose, Const, Expr, Region, Var, constant
from gradwright.ir.types import (
    BOOL,
    COMPLEX_NUMBER,
    FLOAT,
    INT,
    Array,
    Form,
    Scalar,
    Static,
    Type,
    rank_of,
)
from gradwright.rules.axes import normal_axis, reduced
from gradwright.rules.lengths import unknown, value_form
from gradwright.rules.rule import NeedsStatic, RuleError
from gradwright.rules.table import apply

Arg = object
EXPRESSIONS = (Const, Var, Region, Apply, Choose, Both)
REFUSED = "!"
_PYTHON: dict[type, Type] = {bool: BOOL, int: INT, float: FLOAT, complex: COMPLEX_NUMBER}


@dataclass(frozen=True, slots=True)
class Scope:
    """What lowering asks of the frontend: an integer's form, and a name for a compound operand."""

    form_of: Callable[[Expr], Form | None] = value_form
    bind: Callable[[Expr], Var] | None = None


@dataclass(frozen=True, slots=True)
class Arguments:
    """Arguments by parameter name, those with defaults filled in."""

    given: Mapping[str, Arg]
    scope: Scope = field(default_factory=Scope)

    def operand(self, name: str) -> Expr:
        """Return an argument as an operand; nested sequences become arrays."""
        return as_operand(self.given[name])

    def operands(self, name: str) -> list[Expr]:
        """Return a sequence's items as operands."""
        return [as_operand(item) for item in sequence(self.given[name])]

    def static(self, name: str) -> object:
        """Return an argument's value, which must be known."""
        return static(self.given[name])

    def flag(self, name: str) -> bool:
        """Return a flag."""
        return bool(self.static(name))

    def whole(self, name: str) -> int:
        """Return a known integer."""
        return integer(self.static(name), name)

    def axis(self, name: str, rank: int) -> int | tuple[int, ...] | None:
        """Return a reduction's axes, from 0, or None for all of them."""
        value = self.static(name)
        if value is None:
            return None
        if isinstance(value, tuple | list):
            chosen = tuple(integer(k, name) for k in cast("Sequence[object]", value))
            return reduced(chosen, rank)
        return normal_axis(integer(value, name), rank)

    def axes(self, name: str, rank: int) -> tuple[int, ...]:
        """Return one axis or several, from 0, in the order given."""
        value = self.static(name)
        chosen = cast("Sequence[object]", value) if isinstance(value, tuple | list) else (value,)
        return tuple(normal_axis(integer(k, name), rank) for k in chosen)

    def single_axis(self, name: str, rank: int) -> int:
        """Return one axis, from 0."""
        return normal_axis(self.whole(name), rank)

    def axis_or_all(self, name: str, rank: int) -> int | None:
        """Return one axis, from 0, or None."""
        return None if self.static(name) is None else self.single_axis(name, rank)

    def dtype(self, name: str) -> str | None:
        """Return a dtype's name, or None where it was left out."""
        value = self.static(name)
        return None if value is None else dtype_name(value)

    def lengths(self, name: str) -> list[Expr]:
        """Return a shape as one expression an axis."""
        value = self.given[name]
        if isinstance(value, tuple | list):
            items = cast("Sequence[Arg]", value)
            if len(items) == 1 and isinstance(items[0], tuple | list):
                items = cast("Sequence[Arg]", items[0])
            return [length_operand(item) for item in items]
        return [length_operand(value)]

    def forms(self, lengths: Sequence[Expr]) -> tuple[Form, ...]:
        """Return the forms of lengths."""
        return tuple(self.scope.form_of(e) or unknown("value", e) for e in lengths)

    def named(self, expr: Expr) -> Var:
        """Return a name for an operand."""
        if isinstance(expr, Var):
            return expr
        if self.scope.bind is None:
            raise RuleError("GW415", reason="the array has no name here; assign it first")
        return self.scope.bind(expr)


def sequence(arg: Arg) -> Sequence[Arg]:
    """Return the items of a tuple or list; anything else is refused."""
    if not isinstance(arg, tuple | list):
        raise RuleError("GW415", reason="the operands must be a tuple or list here")
    return cast("Sequence[Arg]", arg)


def is_expr(arg: Arg) -> bool:
    """Whether an argument is an expression."""
    return isinstance(arg, EXPRESSIONS)


def is_number(arg: Arg) -> bool:
    """Whether an argument is a number or array."""
    if isinstance(arg, EXPRESSIONS):
        return not isinstance(arg.type, Static)
    return isinstance(arg, bool | int | float | complex | np.generic)


def as_operand(arg: Arg) -> Expr:
    """Return an argument as an expression."""
    if isinstance(arg, EXPRESSIONS):
        if isinstance(arg.type, Scalar | Array):
            return arg
        raise RuleError("GW415", reason="an operand is neither a number nor an array")
    if type(arg) in _PYTHON:
        return constant(arg, _PYTHON[type(arg)])
    if isinstance(arg, tuple | list):
        return nested(cast("Sequence[Arg]", arg))
    raise RuleError("GW415", reason=f"{type(arg).__name__} is neither a number nor an array")


def nested(items: Sequence[Arg]) -> Expr:
    """Return a sequence of numbers, sequences or arrays as one array operand."""
    return apply("array", *map(_item, items), form="np")


def _item(arg: Arg) -> Expr:
    if isinstance(arg, tuple | list):
        return apply("list", *map(_item, cast("Sequence[Arg]", arg)), form="list")
    return as_operand(arg)


def length_operand(arg: Arg) -> Expr:
    """Return one length of a shape."""
    expr = as_operand(arg)
    if rank_of(expr.type):
        raise RuleError("GW409")
    if isinstance(expr.type, Scalar) and np.dtype(expr.type.dtype).kind not in "iub":
        raise RuleError("GW415", reason="a length is no whole number")
    return expr


def integer(value: object, name: str) -> int:
    """Return a known value as an integer."""
    try:
        return operator.index(cast("int", value))
    except TypeError:
        raise RuleError("GW402", option=name, found=repr(value)) from None


def dtype_name(value: object) -> str:
    """Return the name of what NumPy takes as a dtype."""
    try:
        dtype = np.dtype(cast("type", value))
    except (TypeError, ValueError):
        raise RuleError("GW408", dtype=repr(value)) from None
    if dtype.kind not in "biufc" or dtype.char == "G":
        raise RuleError("GW408", dtype=str(dtype))
    return str(dtype)


_FOLDED: dict[str, Callable[..., object]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "floordiv": operator.floordiv,
    "mod": operator.mod,
    "neg": operator.neg,
    "pos": operator.pos,
    "not": operator.not_,
}


def static(arg: Arg) -> object:
    """Return the value of an argument that must be known; `NeedsStatic` says which is not."""
    match arg:
        case Const(value):
            return value
        case Apply(prim, args) if prim in _FOLDED:
            return _FOLDED[prim](*map(static, args))
        case Apply("length") if (form := value_form(arg)) and form.literal is not None:
            return form.literal
        case tuple() | list():
            items = cast("Sequence[Arg]", arg)
            return tuple(static(item) for item in items)
        case Var() | Region() | Apply() | Choose() | Both():
            raise NeedsStatic(arg)
        case _:
            return arg


@dataclass(frozen=True, slots=True)
class Signature:
    """Parameters as ``"x, axis=None, out=!, *shape"``; ! marks an option that is refused."""

    text: str

    @property
    def order(self) -> list[str]:
        """The names of the parameters."""
        return [p.partition("=")[0].lstrip("*") for p in self.text.split(", ")]

    @property
    def names(self) -> frozenset[str]:
        """The names of the parameters, without their order."""
        return frozenset(self.order)

    def bind(self, args: Sequence[Arg], kwargs: Mapping[str, Arg], scope: Scope) -> Arguments:
        """Return the arguments by name."""
        given: dict[str, Arg] = {}
        rest = list(args)
        for parameter in filter(None, self.text.split(", ")):
            name, _, default = parameter.partition("=")
            if name.startswith("*"):
                given[name[1:]], rest = tuple(rest), []
            else:
                given[name] = self._value(name, default, rest, kwargs)
        self._leftovers(rest, set(kwargs) - set(given))
        return Arguments(given, scope)

    def _value(self, name: str, default: str, rest: list[Arg], kwargs: Mapping[str, Arg]) -> Arg:
        if rest and name in kwargs:
            raise RuleError("GW415", reason=f"{name} is given twice")
        if not (rest or name in kwargs or default):
            raise RuleError("GW415", reason=f"{name} is missing")
        value = rest.pop(0) if rest else kwargs.get(name, UNGIVEN)
        value = DEFAULTS[default] if default and raw(value) is UNGIVEN else value
        if default == REFUSED:
            self._refuse(name, value)
        return value

    def _refuse(self, name: str, value: Arg) -> None:
        is_array = isinstance(value, EXPRESSIONS) and isinstance(value.type, Array)
        given = value if is_array else static(value)
        off = given is None or (given is False and name not in TRUE_UNLESS_SAID)
        if not (off or given in USUAL.get(name, ())):
            raise RuleError("GW404" if name == "out" else "GW402", option=name, found=shown(value))

    def _leftovers(self, rest: list[Arg], unknown_names: set[str]) -> None:
        if rest:
            raise RuleError("GW415", reason=f"{len(rest)} arguments too many")
        if unknown_names:
            raise RuleError("GW415", reason=f"it has no option {min(unknown_names)} here")


TRUE_UNLESS_SAID = frozenset({"where", "rowvar"})
UNGIVEN: object = getattr(np, "_NoValue", None)
USUAL: dict[str, tuple[object, ...]] = {
    "order": ("K", "C"),
    "casting": ("same_kind",),
    "where": (True,),
    "rowvar": (True,),
    "subok": (True,),
    "mode": ("raise",),
    "copy": (True,),
    "ndmin": (0,),
    "ndmax": (0,),
}
DEFAULTS: dict[str, object] = {
    "!": None,
    "None": None,
    "False": False,
    "True": True,
    "0": 0,
    "1": 1,
    "2": 2,
    "-1": -1,
    "50": 50,
    "1e-05": 1e-05,
    "1e-08": 1e-08,
    "1e-09": 1e-09,
    "0.0": 0.0,
    '"constant"': "constant",
    '"full"': "full",
}


def raw(arg: Arg) -> object:
    """Return a literal's value, anything else as it is."""
    return arg.value if isinstance(arg, Const) else arg


def shown(value: Arg) -> str:
    """Return a value for a message."""
    if isinstance(value, Const):
        return repr(value.value)
    if is_expr(value):
        return "a computed value"
    return (
        repr(value)
        if value is None or isinstance(value, str | int | float)
        else str(type(value).__name__)
    )
