"""What a row of the table of primitives says.

A pullback is written over symbolic operands (`rules.symbolic`)::

    pullback(dy, y, *operands, **attrs) -> the operand's adjoint contribution

and may leave out broadcasting: its result need only broadcast to the shape of y (elementwise rows)
or of the operand (others); the adjoint pass sums over the axes along which the operand was
broadcast. Repeated parts should be equal trees (``db = -(dy / b) * y`` beside ``da = dy / b``):
they are named once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from gradwright.ir.expressions import Expr
from gradwright.ir.types import Type

if TYPE_CHECKING:
    from gradwright.rules.symbolic import Sym

Pullback = Callable[..., "Sym"]
Infer = Callable[..., Type]


class Cost(IntEnum):
    """How dear one evaluation is, in units of one scalar arithmetic operation."""

    FREE = 0
    ARITHMETIC = 1
    POWER = 3
    FUNCTION = 4
    REDUCTION = 5
    PRODUCT = 20


@dataclass(frozen=True, slots=True)
class Infix:
    """Printed ``left symbol right``; precedence as in Python's grammar, higher binds tighter."""

    symbol: str
    precedence: int
    right_associative: bool = False


@dataclass(frozen=True, slots=True)
class Prefix:
    """Printed ``symbol operand``."""

    symbol: str
    precedence: int


@dataclass(frozen=True, slots=True)
class Call:
    """Printed by a template: ``np.sum({0}, axis={axis}, keepdims={keepdims})``.

    Attributes are put in first, text as it stands (``np.{dtype}``, ``{0}[{index}]``), others by
    repr; a ``name={name}`` part whose attribute is not there (it has its default value) is left
    out. What then stands there is one Python expression over the operands: {k} is operand k, {args}
    all of them, {rest} all but the first. A {0} in front of ``.`` or ``[`` gets parentheses where
    it must have them.
    """

    template: str


Syntax = Infix | Prefix | Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One primitive: its type, its derivative, its cost, how it is printed, how it is explained.

    infer: (operand types…, **attrs) -> type; raises RuleError for what is refused.
    pullbacks: one an operand (None where no derivative exists or it is zero everywhere), or one
    function ``(position, dy, y, *operands, **attrs)`` for primitives with any number of operands.
    alone: used instead of `pullbacks` where this operand is the only varied one.
    from_result: an equal derivative that reads only y of the primal values; used where the operand
        is no name.
    shape_only: operands whose shape alone the pullbacks read.
    uses_shape: operands whose shape alone the primitive itself reads (``zeros_like``, ``length``).
    linear: the operands in which y is linear.
    defaults: values of attributes that `apply` leaves out, so that equal applications are one node.
    on_complex: operands and result may be complex. The pullbacks are those of a holomorphic function,
        `dy` times the derivative, nothing conjugated; or they say what a complex operand gets.
    spreads: the pullbacks take a dy that only broadcasts to y (elementwise rows always do).
    singular: the local derivative is infinite or undefined at some points (``log`` at 0, ``exp``
        where it overflows): behind a mask that excludes them, 0 times it must be 0.
    tame: a value of operands and result at which a singular row's derivative is finite.
    shares: the operands whose memory the result may share.
    passes_on: where nothing else holds its operand's memory, nothing else holds that of the result, and
        it may be written into.
    label: the name in explanations (``mul``, ``sum``, ``relu``).
    noun: the hint for a web that keeps the value.
    derivative, ties: what the documentation says.
    """

    name: str
    infer: Infer
    pullbacks: tuple[Pullback | None, ...] | Pullback = ()
    alone: tuple[Pullback | None, ...] = ()
    from_result: tuple[Pullback | None, ...] = ()
    shape_only: frozenset[int] = frozenset()
    uses_shape: frozenset[int] = frozenset()
    linear: frozenset[int] = frozenset()
    elementwise: bool = False
    on_complex: bool = False
    spreads: bool = False
    singular: bool = False
    tame: float = 1.0
    shares: frozenset[int] = frozenset()
    passes_on: bool = False
    cost: Cost = Cost.FUNCTION
    syntax: Mapping[str, Syntax] = field(default_factory=dict[str, Syntax])
    defaults: Mapping[str, object] = field(default_factory=dict[str, object])
    label: str = ""
    noun: str = ""
    derivative: str = ""
    ties: str = ""


class RuleError(Exception):
    """A primitive refuses its operands: a code of the table of diagnostics and its details."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details


class NeedsStatic(RuleError):  # noqa: N818  (a request to the frontend first, an error only then)
    """An axis, flag or dtype must be known when the code is written; `expr` says which value."""

    def __init__(self, expr: Expr, **details: object) -> None:
        super().__init__("GW401", found="computed from data", **details)
        self.expr = expr
