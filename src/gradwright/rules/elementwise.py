"""Arithmetic, comparisons and elementwise functions."""

from __future__ import annotations

from gradwright.rules.broadcast import comparison, elementwise, floating
from gradwright.rules.rule import Call, Cost, Infix, Prefix, Rule
from gradwright.rules.symbolic import call, select
from gradwright.rules.table import register

ARITHMETIC = (
    Rule(
        name="add",
        infer=elementwise,
        pullbacks=(lambda dy, y, a, b: dy, lambda dy, y, a, b: dy),
        shape_only=frozenset({0, 1}),
        linear=frozenset({0, 1}),
        elementwise=True,
        cost=Cost.ARITHMETIC,
        syntax={"infix": Infix("+", 12), "np": Call("np.add({0}, {1})")},
        label="sum",
        noun="total",
        derivative="dy, dy",
    ),
    Rule(
        name="sub",
        infer=elementwise,
        pullbacks=(lambda dy, y, a, b: dy, lambda dy, y, a, b: -dy),
        shape_only=frozenset({0, 1}),
        linear=frozenset({0, 1}),
        elementwise=True,
        cost=Cost.ARITHMETIC,
        syntax={"infix": Infix("-", 12), "np": Call("np.subtract({0}, {1})")},
        label="sub",
        noun="difference",
        derivative="dy, -dy",
    ),
    Rule(
        name="mul",
        infer=elementwise,
        pullbacks=(lambda dy, y, a, b: dy * b, lambda dy, y, a, b: dy * a),
        linear=frozenset({0, 1}),
        elementwise=True,
        cost=Cost.ARITHMETIC,
        syntax={"infix": Infix("*", 13), "np": Call("np.multiply({0}, {1})")},
        label="mul",
        noun="product",
        derivative="dy * b, dy * a",
    ),
    Rule(
        name="truediv",
        infer=floating,
        pullbacks=(lambda dy, y, a, b: dy / b, lambda dy, y, a, b: -(dy / b) * y),
        linear=frozenset({0}),
        elementwise=True,
        singular=True,
        cost=Cost.ARITHMETIC,
        syntax={"infix": Infix("/", 13), "np": Call("np.divide({0}, {1})")},
        label="div",
        noun="quotient",
        derivative="dy / b, -(dy / b) * y",
    ),
    Rule(
        name="neg",
        infer=elementwise,
        pullbacks=(lambda dy, y, x: -dy,),
        shape_only=frozenset({0}),
        linear=frozenset({0}),
        elementwise=True,
        cost=Cost.ARITHMETIC,
        syntax={"infix": Prefix("-", 14), "np": Call("np.negative({0})")},
        label="neg",
        noun="negative",
        derivative="-dy",
    ),
)

COMPARISONS = tuple(
    Rule(
        name=name,
        infer=comparison,
        elementwise=True,
        cost=Cost.ARITHMETIC,
        syntax={"infix": Infix(symbol, 7), "np": Call(f"np.{function}({{0}}, {{1}})")},
        label=name,
        noun="mask",
    )
    for name, symbol, function in (
        ("lt", "<", "less"),
        ("le", "<=", "less_equal"),
        ("gt", ">", "greater"),
        ("ge", ">=", "greater_equal"),
        ("eq", "==", "equal"),
        ("ne", "!=", "not_equal"),
    )
)

FUNCTIONS = (
    Rule(
        name="tanh",
        infer=floating,
        pullbacks=(lambda dy, y, x: dy * (1.0 - y * y),),
        elementwise=True,
        syntax={"np": Call("np.tanh({0})"), "math": Call("math.tanh({0})")},
        label="tanh",
        noun="tanh",
        derivative="dy * (1 - y * y)",
    ),
    Rule(
        name="sin",
        infer=floating,
        pullbacks=(lambda dy, y, x: dy * call("cos", x),),
        elementwise=True,
        syntax={"np": Call("np.sin({0})"), "math": Call("math.sin({0})")},
        label="sin",
        noun="sine",
        derivative="dy * cos(x)",
    ),
    Rule(
        name="maximum",
        infer=elementwise,
        pullbacks=(
            lambda dy, y, a, b: select(a >= b, dy),
            lambda dy, y, a, b: select(b > a, dy),
        ),
        alone=(
            lambda dy, y, a, b: select(a > b, dy),
            lambda dy, y, a, b: select(b > a, dy),
        ),
        from_result=(
            lambda dy, y, a, b: select(y > b, dy),
            lambda dy, y, a, b: select(y > a, dy),
        ),
        elementwise=True,
        cost=Cost.ARITHMETIC,
        syntax={"np": Call("np.maximum({0}, {1})"), "builtin": Call("max({0}, {1})")},
        label="max",
        noun="largest",
        derivative="dy where a >= b, dy where b > a",
        ties="the first operand takes a tie; a constant takes it from a varied one",
    ),
)

register((*ARITHMETIC, *COMPARISONS, *FUNCTIONS))
