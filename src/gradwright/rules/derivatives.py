"""Derivatives of functions, inside of functions that are differentiated themselves.

::

    slope = gw.grad(f)(x, w)      slope = f_by_x(x, w)
    dx += …                       dx += f_by_x_by_x(dslope, x, w); dw += f_by_x_by_w(dslope, x, w)

One primitive for all orders: the derivative by the argument `index` of the derivatives of a function in
the directions that stand before its arguments; `moves` are the arguments that those directions move.
Derivatives of any order are symmetric, so that its pullbacks are such derivatives again.
"""

from __future__ import annotations

from gradwright.ir.types import Array, Scalar, Type
from gradwright.rules.dtypes import number
from gradwright.rules.rule import Call, Cost, Rule
from gradwright.rules.symbolic import Sym, call
from gradwright.rules.table import register

Names = tuple[str, ...]
Moves = tuple[int, ...]


def block_type(*types: Type, moves: Moves, index: int, **_: object) -> Type:
    """Infer the type of a gradient by one argument: the argument's."""
    known = number(types[len(moves) + index])
    return known if isinstance(known, Array) else Scalar(known.dtype, False)


def derivative_name(function: str, parameters: Names, moves: Moves, index: int) -> str:
    """Return the name of the function that is written for a derivative."""
    order = (*reversed(moves), index)
    return function + "".join(f"_by_{parameters[k]}" for k in order)


def block_back(
    k: int,
    dy: Sym,
    y: Sym,
    *operands: Sym,
    function: str,
    parameters: Names,
    moves: Moves,
    index: int,
    **_: object,
) -> Sym:
    """Return the derivative in the direction dy of the argument `index`, by what operand k belongs to."""
    if k < len(moves):
        given = (*operands[:k], dy, *operands[k + 1 :])
        turned = (*moves[:k], index, *moves[k + 1 :])
        by = moves[k]
    else:
        given, turned, by = (dy, *operands), (index, *moves), k - len(moves)
    name = derivative_name(function, parameters, turned, by)
    attrs = {"function": function, "parameters": parameters, "name": name}
    return call("derivative", *given, moves=turned, index=by, form="np", **attrs)


ROWS = (
    Rule(
        name="derivative",
        infer=block_type,
        pullbacks=block_back,
        cost=Cost.PRODUCT,
        syntax={"np": Call("{name}({args})")},
        label="derivative",
        noun="slope",
        derivative="the derivative of the next order in the direction dy",
    ),
)

register("Derivatives", ROWS)
