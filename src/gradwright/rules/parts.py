"""What only the forward code of a layer may run: the layers that it is made of, and random draws.

The derivative of a part is the call of its own backward; a draw is a constant.

``y = layer(token, x)``; the token stands for the part itself, so that its backward is called even
where nothing is asked of x. `classes.parts` writes both as statements.
"""

from __future__ import annotations

from gradwright.ir.types import Type
from gradwright.rules.rule import Call, Cost, Rule
from gradwright.rules.symbolic import Sym, call
from gradwright.rules.table import register


def given_type(*_: Type, of: Type, **__: object) -> Type:
    """Infer the type that one run showed."""
    return of


def layer_back(k: int, dy: Sym, y: Sym, *operands: Sym, path: str, **_: object) -> Sym:
    """Return what the part's backward says of one of its arguments."""
    return call("layer_gradient", dy, path=path, argument=k, of=operands[k].type)


ROWS = (
    Rule(
        name="layer",
        infer=given_type,
        pullbacks=layer_back,
        cost=Cost.PRODUCT,
        syntax={"np": Call("{path}.forward({rest})")},
        label="layer",
        noun="output",
        derivative="the part's backward",
    ),
    Rule(
        name="draw",
        infer=given_type,
        cost=Cost.PRODUCT,
        syntax={"np": Call("{function}({args})")},
        label="draw",
        noun="draw",
        derivative="0",
    ),
    Rule(
        name="layer_gradient",
        infer=given_type,
        pullbacks=(None,),
        shares=frozenset({0}),
        cost=Cost.PRODUCT,
        syntax={"np": Call("{path}.backward({0})")},
        label="layer_gradient",
        noun="gradient",
        derivative="0",
    ),
)

register("Parts of layers", ROWS)
