"""How elementwise rows are put together: the pullbacks' types, the usual spellings."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from gradwright.rules.dtypes import of_ufunc
from gradwright.rules.rule import Call, Cost, Infix, Rule, Syntax
from gradwright.rules.symbolic import Sym

Unary = Callable[[Sym, Sym, Sym], Sym]
Binary = Callable[[Sym, Sym, Sym, Sym], Sym]


def syntax_of(name: str, operands: int, **forms: str) -> dict[str, Syntax]:
    """Return the spelling of a function: ``np.name`` and others, such as ``math="sin"``."""
    args = ", ".join(f"{{{k}}}" for k in range(operands))
    calls: dict[str, Syntax] = {"np": Call(f"np.{name}({args})")}
    for form, spelled in forms.items():
        prefix = "" if form == "builtin" else f"{form}."
        calls[form] = Call(f"{prefix}{spelled}({args})")
    return calls


def unary(
    name: str,
    ufunc: np.ufunc,
    pullback: Unary | None,
    derivative: str = "0",
    *,
    function: str = "",
    spelled: Mapping[str, str] | None = None,
    python: str | None = None,
    noun: str = "",
    linear: bool = False,
    shape_only: bool = False,
    singular: bool = False,
    tame: float = 1.0,
    cost: Cost = Cost.FUNCTION,
    ties: str = "",
) -> Rule:
    """Return the row of an elementwise function of one operand; `function`: NumPy's name for it."""
    return Rule(
        name=name,
        infer=of_ufunc(ufunc, python),
        pullbacks=(pullback,),
        linear=frozenset({0} if linear else ()),
        shape_only=frozenset({0} if shape_only or pullback is None else ()),
        elementwise=True,
        singular=singular,
        tame=tame,
        cost=cost,
        syntax=syntax_of(function or ufunc.__name__, 1, **(spelled or {})),
        label=name,
        noun=noun or name,
        derivative=derivative,
        ties=ties,
    )


def binary(
    name: str,
    ufunc: np.ufunc,
    left: Binary | None,
    right: Binary | None,
    derivative: str = "0, 0",
    *,
    infix: Infix | None = None,
    more: Mapping[str, Syntax] | None = None,
    spelled: Mapping[str, str] | None = None,
    python: str | None = None,
    label: str = "",
    noun: str = "",
    linear: frozenset[int] = frozenset(),
    shape_only: frozenset[int] = frozenset(),
    singular: bool = False,
    cost: Cost = Cost.ARITHMETIC,
    ties: str = "",
    alone: tuple[Binary | None, ...] = (),
    from_result: tuple[Binary | None, ...] = (),
) -> Rule:
    """Return the row of an elementwise function of two operands."""
    operator: dict[str, Syntax] = {"infix": infix} if infix else {}
    return Rule(
        name=name,
        infer=of_ufunc(ufunc, python),
        pullbacks=(left, right),
        alone=alone,
        from_result=from_result,
        linear=linear,
        shape_only=shape_only,
        elementwise=True,
        singular=singular,
        cost=cost,
        syntax={**operator, **syntax_of(ufunc.__name__, 2, **(spelled or {})), **(more or {})},
        label=label or name,
        noun=noun or name,
        derivative=derivative,
        ties=ties,
    )
