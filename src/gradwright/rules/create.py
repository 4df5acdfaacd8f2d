"""Arrays made anew: zeros, ones, ranges, copies."""

from __future__ import annotations

from gradwright.ir.types import FLOAT, Array, Form, Scalar, Type, lengths_of, rank_of
from gradwright.rules.axes import unbroadcast
from gradwright.rules.dtypes import number, promoted
from gradwright.rules.rule import Call, Cost, Rule, RuleError, Syntax
from gradwright.rules.symbolic import Sym, call
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
        uses_shape=FIRST,
        cost=Cost.ARITHMETIC,
        syntax={"np": Call(f"np.{name}_like({{0}}, dtype=np.{{like}})")},
        defaults=ANEW,
        label=name,
        noun=name,
        derivative="0",
    )
    for name in ("zeros", "ones", "empty")
)


def stacked_type(count: Type, model: Type, length: Form | None = None, **_: object) -> Type:
    """Infer the type of so many arrays of the model's shape, one after the other."""
    assert length is not None
    return Array(number(model).dtype, (length, *lengths_of(model)))


def range_type(
    *types: Type, length: Form | None = None, dtype: str | None = None, **_: object
) -> Type:
    """Infer the type of an arithmetic progression."""
    assert length is not None
    found = dtype or promoted(types)
    return Array("int64" if found == "bool" else found, (length,))


ROWS = (
    Rule(
        name="empty_stacked",
        infer=stacked_type,
        uses_shape=frozenset({1}),
        cost=Cost.ARITHMETIC,
        syntax={"np": Call("np.empty(({0}, *{1}.shape), dtype={1}.dtype)")},
        label="empty",
        noun="empty",
        derivative="0",
    ),
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
        name="taken",
        infer=same,
        pullbacks=(lambda dy, y, x, axis: dy,),
        shape_only=FIRST,
        linear=FIRST,
        spreads=True,
        cost=Cost.ARITHMETIC,
        syntax={
            "np": Call("np.take({0}, {1}, axis={axis})"),
            "method": Call("{0}.take({1}, axis={axis})"),
        },
        label="take",
        noun="taken",
        derivative="dy, added at the indices",
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


def full_type(
    value: Type, *_: Type, lengths: tuple[Form, ...] = (), dtype: str | None = None, **__: object
) -> Type:
    """Infer the type of a filled array: the value's dtype unless another is given."""
    return Array(dtype or number(value).dtype, lengths)


def full_like_type(x: Type, value: Type, like: str | None = None, **_: object) -> Type:
    """Infer the type of a filled array with the operand's shape and dtype."""
    return like_type(x, like=like)


def linspace_type(
    start: Type, stop: Type, *_: Type, length: Form | None = None, **__: object
) -> Type:
    """Infer the type of evenly spaced numbers."""
    assert length is not None
    if rank_of(start) or rank_of(stop):
        raise RuleError("GW406", found=f"{rank_of(start)} and {rank_of(stop)}")
    return Array(promoted((start, stop, FLOAT)), (length,))


def ramp(y: Sym, first: float, last: float) -> Sym:
    """Return evenly spaced numbers from first to last, as many as y has."""
    (length,) = lengths_of(y.type)
    return call("linspace", first, last, call("size", y), length=length, form="np")


FILLED = (
    Rule(
        name="full",
        infer=full_type,
        pullbacks=lambda k, dy, y, value, *lengths, **_: call("sum", dy, form="method"),
        shape_only=FIRST,
        linear=FIRST,
        cost=Cost.ARITHMETIC,
        syntax={
            "np": Call("np.full(({rest},), {0}, dtype=np.{dtype})"),
            "vector": Call("np.full({1}, {0}, dtype=np.{dtype})"),
        },
        defaults={"dtype": None},
        label="full",
        noun="filled",
        derivative="sum(dy)",
    ),
    Rule(
        name="full_like",
        infer=full_like_type,
        pullbacks=(None, lambda dy, y, x, value, **_: unbroadcast(dy, value.type)),
        shape_only=frozenset({0, 1}),
        uses_shape=FIRST,
        linear=frozenset({1}),
        cost=Cost.ARITHMETIC,
        syntax={"np": Call("np.full_like({0}, {1}, dtype=np.{like})")},
        defaults=ANEW,
        label="full",
        noun="filled",
        derivative="0, sum(dy)",
    ),
    Rule(
        name="linspace",
        infer=linspace_type,
        pullbacks=(
            lambda dy, y, start, stop, n, length=None: call(
                "sum", dy * ramp(y, 1.0, 0.0), form="method"
            ),
            lambda dy, y, start, stop, n, length=None: call(
                "sum", dy * ramp(y, 0.0, 1.0), form="method"
            ),
            None,
        ),
        shape_only=frozenset({0, 1}),
        linear=frozenset({0, 1}),
        syntax={"np": Call("np.linspace({0}, {1}, {2})")},
        label="linspace",
        noun="steps",
        derivative="sum(dy * linspace(1, 0, n)), sum(dy * linspace(0, 1, n))",
    ),
)

register(
    "New arrays",
    (*CONSTANTS, *LIKE, *ROWS, *FILLED),
    on_complex="zeros ones empty zeros_like ones_like empty_like empty_stacked taken copy full "
    "full_like linspace",
)
