"""Arrays made anew: zeros, ones, ranges, copies."""

from __future__ import annotations

from gradwright.ir.types import Array, Form, Scalar, Type, lengths_of
from gradwright.rules.dtypes import number, promoted
from gradwright.rules.rule import Call, Cost, Rule, Syntax
from gradwright.rules.table import register

ANEW = {"dtype": "float64", "like": None}
FIRST = frozenset({0})


def anew_type(
    *_: Type, lengths: tuple[Form, ...] = (), dtype: str = "float64", **__: object
) -> Type:
    """Infer the type of a new array whose lengths are given."""
    return Array(dtype, lengths)


def like_type(x: Type, *rest: Type, like: str | None = None, **_: object) -> Type:
    """Infer the type of a new array with the operand's shape."""
    known = number(x)
    dtype = known.dtype if like is None else like
    return Array(dtype, lengths_of(x)) if isinstance(x, Array) else Scalar(dtype, False)


def same(x: Type, **_: object) -> Type:
    """Infer the operand's own type."""
    return number(x)


def _shape_spellings(name: str) -> dict[str, Syntax]:
    return {
        "np": Call(f"np.{name}(({{args}},), dtype=np.{{dtype}})"),
        "vector": Call(f"np.{name}({{0}}, dtype=np.{{dtype}})"),
    }


CONSTANTS = tuple(
    Rule(
        name=name,
        infer=anew_type,
        cost=Cost.ARITHMETIC,
        syntax=_shape_spellings(name),
        defaults=ANEW,
        label=name,
        noun=name,
        derivative="0",
    )
    for name in ("zeros", "ones", "empty")
)

LIKE = tuple(
    Rule(
        name=f"{name}_like",
        infer=like_type,
        pullbacks=(None,),
        shape_only=FIRST,
        cost=Cost.ARITHMETIC,
        syntax={"np": Call(f"np.{name}_like({{0}}, dtype=np.{{like}})")},
        defaults=ANEW,
        label=name,
        noun=name,
        derivative="0",
    )
    for name in ("zeros", "ones", "empty")
)


def range_type(
    *types: Type, length: Form | None = None, dtype: str | None = None, **_: object
) -> Type:
    """Infer the type of an arithmetic progression."""
    assert length is not None
    found = dtype or promoted(types)
    return Array("int64" if found == "bool" else found, (length,))


ROWS = (
    Rule(
        name="arange",
        infer=range_type,
        cost=Cost.ARITHMETIC,
        syntax={
            "np": Call("np.arange({args})"),
            "typed": Call("np.arange({args}, dtype=np.{dtype})"),
        },
        defaults={"dtype": None},
        label="arange",
        noun="steps",
        derivative="0",
    ),
    Rule(
        name="range",
        infer=range_type,
        cost=Cost.ARITHMETIC,
        syntax={"builtin": Call("range({args})")},
        label="range",
        noun="rows",
        derivative="0",
    ),
    Rule(
        name="copy",
        infer=same,
        pullbacks=(lambda dy, y, x: dy,),
        shape_only=FIRST,
        linear=FIRST,
        elementwise=True,
        cost=Cost.ARITHMETIC,
        syntax={
            "method": Call("{0}.copy()"),
            "np": Call("np.copy({0})"),
            "array": Call("np.array({0})"),
        },
        label="copy",
        noun="copy",
        derivative="dy",
    ),
)

register((*CONSTANTS, *LIKE, *ROWS))
