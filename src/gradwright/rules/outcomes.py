"""Calls of functions that are written apart, as two halves that stand in the same module.

::

    out = outcome(called(x, n))         call = power_forward(x, n); out = call[0]
    dx += …                             gradients = power_reverse(dout, *call[1]); dx += gradients[0]
    dout = …  (forward mode)            call = power_tangent(x, n, dx); out = call[0]; dout = call[1]

Such a call is pure: it changes none of its arguments, and what the halves return shares memory with nothing.
Where the user's function may return an argument, or a view of one, the outcome is `given_back` while the
caller is read, with these arguments: a store into the one that the other would show is refused.
"""

from __future__ import annotations

from gradwright.ir.types import OUTCOME, STATIC, Type
from gradwright.rules.rule import Call, Cost, Rule, RuleError
from gradwright.rules.symbolic import Sym, call
from gradwright.rules.table import register

EVERY = frozenset(range(256))


def outcome_type(*_: Type, **__: object) -> Type:
    """Infer the type of what a half returns."""
    return OUTCOME


def given_type(*_: Type, value: Type, **__: object) -> Type:
    """Infer the type that the attribute gives."""
    return value


def first_type(first: Type, *_: Type, **__: object) -> Type:
    """Infer the type of the first operand."""
    return first


def saved_type(*_: Type, **__: object) -> Type:
    """Infer the type of what the forward half saves for the reverse half."""
    return STATIC


def gradient_of_call(k: int, dy: Sym, y: Sym, *args: Sym, wrt: tuple[int, ...], **_: object) -> Sym:
    """Return the gradient by argument k; dy: what the reverse half returned."""
    return call("gradient_of", dy, value=args[k].type, index=wrt.index(k))


def reversed_call(k: int, dy: Sym, y: Sym, made: Sym, *, function: str, **_: object) -> Sym:
    """Return the call of the reverse half."""
    return call("call_reverse", dy, call("saved_of", made), function=function)


def refused(k: int, dy: Sym, y: Sym, *_: Sym, function: str = "", **__: object) -> Sym:
    """Refuse the derivative of a half: what it would need is not written."""
    raise RuleError("GW413", function=function or "a function that calls itself")


ROWS = (
    Rule(
        name="called", infer=outcome_type, pullbacks=gradient_of_call, cost=Cost.PRODUCT,
        shares=EVERY, spreads=True, syntax={"np": Call("{function}_forward({args})")},
        noun="call", label="call",
        derivative="the reverse half of the function",
    ),
    Rule(
        name="outcome", infer=given_type, pullbacks=reversed_call, cost=Cost.FREE,
        syntax={"np": Call("{0}[0]")}, noun="value", label="value",
        derivative="the reverse half of the function",
    ),
    Rule(
        name="given_back", infer=first_type, pullbacks=refused, cost=Cost.FREE, shares=EVERY,
        syntax={"np": Call("{0}")}, noun="value", label="value",
        derivative="of the outcome, which stands for it in the program",
    ),
    Rule(
        name="saved_of", infer=saved_type, pullbacks=refused, cost=Cost.FREE, shares=frozenset({0}),
        syntax={"np": Call("{0}[1]")},
        noun="saved", label="saved",
        derivative="refused: a half is not differentiated again",
    ),
    Rule(
        name="call_reverse", infer=outcome_type, pullbacks=refused, cost=Cost.PRODUCT,
        syntax={"np": Call("{function}_reverse({0}, *{1})")}, noun="gradients", label="gradients",
        derivative="refused: a half is not differentiated again",
    ),
    Rule(
        name="called_tangent", infer=outcome_type, pullbacks=refused, cost=Cost.PRODUCT,
        syntax={"np": Call("{function}_tangent({args})")}, noun="call", label="call",
        derivative="refused: a half is not differentiated again",
    ),
    Rule(
        name="tangent_of", infer=given_type, pullbacks=refused, cost=Cost.FREE,
        syntax={"np": Call("{0}[1]")}, noun="tangent", label="tangent",
        derivative="refused: a half is not differentiated again",
    ),
    Rule(
        name="gradient_of", infer=given_type, pullbacks=refused, cost=Cost.FREE,
        syntax={"np": Call("{0}[{index}]")},
        noun="gradient", label="gradient",
        derivative="refused: a half is not differentiated again",
    ),
)  # fmt: skip

register("calls", ROWS, on_complex=None)
