"""Shapes: transposed, reshaped, expanded, broadcast, parts taken, lengths read."""

from __future__ import annotations

from gradwright.ir.types import INT, UNIT, Array, Form, Scalar, Type, dtype_of, lengths_of, rank_of
from gradwright.rules.axes import unbroadcast
from gradwright.rules.broadcast import broadcast
from gradwright.rules.dtypes import number
from gradwright.rules.rule import Call, Cost, Rule
from gradwright.rules.symbolic import Sym, call
from gradwright.rules.table import register

VIEW = frozenset({0})


def like(type_: Type, lengths: tuple[Form, ...], dtype: str | None = None) -> Type:
    """Return an array type with the operand's dtype."""
    return Array(dtype or number(type_).dtype, lengths)


def transpose_type(x: Type, axes: tuple[int, ...] = (), **_: object) -> Type:
    """Infer the type of permuted axes."""
    lengths = lengths_of(x)
    return like(x, tuple(lengths[k] for k in axes)) if isinstance(x, Array) else x


def transpose_back(dy: Sym, y: Sym, x: Sym, axes: tuple[int, ...] = ()) -> Sym:
    """Permute back."""
    inverse = tuple(axes.index(k) for k in range(len(axes)))
    form = {(1, 0): "T"}.get(inverse, dy.form if inverse == axes else "method")
    return call("transpose", dy, axes=inverse, form=form if form in TRANSPOSE else "method")


TRANSPOSE = {
    "method": Call("{0}.transpose({axes})"),
    "T": Call("{0}.T"),
    "np": Call("np.transpose({0}, {axes})"),
    "swap": Call("np.swapaxes({0}, -1, -2)"),
}


def shape_type(x: Type, *_: Type, lengths: tuple[Form, ...] = (), **__: object) -> Type:
    """Infer the type of an array of another shape."""
    return like(x, lengths)


def reshape_like_type(x: Type, model: Type, **_: object) -> Type:
    """Infer the type of an array with another's shape."""
    return like(x, lengths_of(model)) if isinstance(model, Array) else Scalar(dtype_of(x), False)


def back_to_shape(dy: Sym, y: Sym, x: Sym, *lengths: Sym, **_: object) -> Sym:
    """Give dy the operand's shape."""
    return call("reshape_like", dy, x, form="method")


def expand_type(x: Type, axes: tuple[int, ...] = (), **_: object) -> Type:
    """Infer the type with unit axes at these places of the result."""
    rest = list(lengths_of(x))
    rank = len(rest) + len(axes)
    return like(x, tuple(UNIT if k in axes else rest.pop(0) for k in range(rank)))


def length_type(x: Type, axis: int = 0, **_: object) -> Type:
    """Infer the type of a length."""
    assert axis < rank_of(x)
    return INT


ROWS = (
    Rule(
        name="transpose",
        infer=transpose_type,
        pullbacks=(transpose_back,),
        shape_only=VIEW,
        linear=VIEW,
        shares=VIEW,
        cost=Cost.FREE,
        syntax=TRANSPOSE,
        label="transpose",
        noun="transposed",
        derivative="dy with the axes permuted back",
    ),
    Rule(
        name="reshape",
        infer=shape_type,
        pullbacks=lambda k, dy, y, *xs, **a: back_to_shape(dy, y, xs[0]),
        shape_only=VIEW,
        linear=VIEW,
        shares=VIEW,
        cost=Cost.FREE,
        syntax={
            "method": Call("{0}.reshape({rest})"),
            "np": Call("np.reshape({0}, ({rest},))"),
        },
        label="reshape",
        noun="reshaped",
        derivative="dy.reshape(x.shape)",
    ),
    Rule(
        name="reshape_like",
        infer=reshape_like_type,
        pullbacks=(
            lambda dy, y, x, model: call("reshape_like", dy, x, form="method"),
            None,
        ),
        shape_only=frozenset({0, 1}),
        linear=VIEW,
        shares=VIEW,
        cost=Cost.FREE,
        syntax={"method": Call("{0}.reshape({1}.shape)")},
        label="reshape",
        noun="reshaped",
        derivative="dy.reshape(x.shape)",
    ),
    Rule(
        name="expand_dims",
        infer=expand_type,
        pullbacks=(lambda dy, y, x, **_: back_to_shape(dy, y, x),),
        shape_only=VIEW,
        linear=VIEW,
        shares=VIEW,
        cost=Cost.FREE,
        syntax={
            "index": Call("{0}[{index}]"),
            "np": Call("np.expand_dims({0}, {axes})"),
        },
        label="expand_dims",
        noun="expanded",
        derivative="dy.reshape(x.shape)",
    ),
    Rule(
        name="length",
        infer=length_type,
        pullbacks=(None,),
        shape_only=VIEW,
        cost=Cost.FREE,
        syntax={"shape": Call("{0}.shape[{axis}]"), "builtin": Call("len({0})")},
        label="len",
        noun="n",
        derivative="0",
    ),
    Rule(
        name="size",
        infer=lambda x, **_: INT,
        pullbacks=(None,),
        shape_only=VIEW,
        cost=Cost.FREE,
        syntax={"attribute": Call("{0}.size"), "np": Call("np.size({0})")},
        label="size",
        noun="size",
        derivative="0",
    ),
)

register(ROWS)
