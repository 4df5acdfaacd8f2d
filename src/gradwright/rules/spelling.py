"""One spelling of a primitive: a callable or method, its parameters, and how they become a node."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from gradwright.ir.expressions import Apply, Const, Expr
from gradwright.ir.types import Scalar, dtype_of, rank_of
from gradwright.rules.arguments import Arg, Arguments, Signature
from gradwright.rules.table import apply

Lower = Callable[[Arguments, str], Expr]


@dataclass(frozen=True, slots=True)
class Spelling:
    """How the user writes a primitive; `form` is passed on to the node, for the printer."""

    shown: str
    signature: Signature
    form: str
    lower: Lower
    prim: str = ""
    target: object = None

    def renamed(self, kwargs: Mapping[str, Arg]) -> Mapping[str, Arg]:
        """Return keyword arguments under the names of `signature`: NumPy's own may differ."""
        names = self.signature.names
        if self.target is None or names.issuperset(kwargs):
            return kwargs
        own = dict(zip(positional(self.target), self.signature.order, strict=False))
        return {own.get(name, name): value for name, value in kwargs.items()}


def positional(target: object) -> list[str]:
    """Return the names of a callable's parameters that may be passed by position or by name."""
    try:
        parameters = inspect.signature(cast("Callable[..., object]", target)).parameters.values()
    except (TypeError, ValueError):
        return []
    return [p.name for p in parameters if p.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]


CALLS: dict[object, Spelling] = {}
METHODS: dict[str, Spelling] = {}
ATTRIBUTES: dict[str, Callable[[Expr], Expr]] = {}


def name_of(target: object) -> str:
    """Return how a callable is written."""
    module = str(getattr(target, "__module__", None) or "numpy")
    name = str(getattr(target, "__name__", target))
    prefix = {
        "builtins": "",
        "math": "math.",
        "cmath": "cmath.",
        "numpy.linalg": "np.linalg.",
        "numpy.fft": "np.fft.",
    }.get(module, "np.")
    return prefix + name


def function(
    target: object, parameters: str, form: str = "np", prim: str = ""
) -> Callable[[Lower], Lower]:
    """Register a callable's spelling: a decorator of the function that lowers its arguments."""

    def register(lower: Lower) -> Lower:
        CALLS[target] = Spelling(name_of(target), Signature(parameters), form, lower, prim, target)
        return lower

    return register


def method(
    name: str, parameters: str, form: str = "method", prim: str = ""
) -> Callable[[Lower], Lower]:
    """Register a method's spelling; its first parameter is the receiver."""

    def register(lower: Lower) -> Lower:
        METHODS[name] = Spelling(f".{name}", Signature(parameters), form, lower, prim)
        return lower

    return register


def operands_only(prim: str, parameters: str) -> Lower:
    """Return how a primitive is lowered whose parameters without default are its operands."""
    names = [p for p in parameters.split(", ") if "=" not in p]

    def lower(given: Arguments, form: str) -> Expr:
        return apply(prim, *(given.operand(name) for name in names), form=form)

    return lower


def reducing(prim: str, parameters: str) -> Lower:
    """Return how a reduction is lowered: one operand, an axis, keepdims, whole-number options."""
    names = [p.partition("=")[0] for p in parameters.split(", ")[1:] if not p.endswith("!")]
    options = [name for name in names if name != "dtype"]

    def lower(given: Arguments, form: str) -> Expr:
        x = in_dtype(given, given.operand("x"))
        return apply(prim, x, form=form, **{name: _option(given, name, x) for name in options})

    return lower


def in_dtype(given: Arguments, x: Expr) -> Expr:
    """Return an operand in the dtype that a call asks for."""
    dtype = given.dtype("dtype") if "dtype" in given.given else None
    if dtype is None or dtype == dtype_of(x.type):
        return x
    return apply("astype", x, dtype=dtype, form="method" if rank_of(x.type) else "scalar")


def _option(given: Arguments, name: str, x: Expr) -> object:
    if name == "axis":
        return given.axis(name, rank_of(x.type))
    return given.flag(name) if name == "keepdims" else given.whole(name)


def operator(op: str, *operands: Expr) -> Expr:
    """Return an operator applied to operands; `op` is the row's name."""
    attrs: dict[str, object] = {}
    if op == "pow" and _gives_float(*operands):
        attrs["inverse"] = True
    return apply(op, *operands, form="infix", **attrs)


def _gives_float(base: Expr, exponent: Expr) -> bool:
    """Whether Python gives a float for a power of whole numbers."""
    negated = isinstance(exponent, Apply) and exponent.prim == "neg"
    number = exponent.args[0] if isinstance(exponent, Apply) and negated else exponent
    if not isinstance(number, Const) or type(number.value) is not int:
        return False
    negative = number.value > 0 if negated else number.value < 0
    return negative and isinstance(base.type, Scalar) and base.type.python
