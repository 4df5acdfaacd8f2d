"""Shapes: transposed, reshaped, expanded, broadcast; lengths read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gradwright.ir.types import (
    BOOL,
    INT,
    UNIT,
    Array,
    Form,
    Scalar,
    Type,
    dtype_of,
    lengths_of,
    rank_of,
)
from gradwright.rules.axes import unbroadcast
from gradwright.rules.broadcast import broadcast_lengths
from gradwright.rules.dtypes import number
from gradwright.rules.lengths import product_of
from gradwright.rules.rule import Call, Cost, Infer, Pullback, Rule, Syntax
from gradwright.rules.symbolic import Sym, call
from gradwright.rules.table import register
from gradwright.rules.whole import whole

VIEW = frozenset({0})


def like(type_: Type, lengths: tuple[Form, ...]) -> Type:
    """Return an array type with the operand's dtype."""
    return Array(number(type_).dtype, lengths)


def transpose_type(x: Type, axes: tuple[int, ...] = (), **_: object) -> Type:
    """Infer the type of permuted axes."""
    lengths = lengths_of(x)
    return like(x, tuple(lengths[k] for k in axes)) if isinstance(x, Array) else x


def transpose_back(dy: Sym, y: Sym, x: Sym, axes: tuple[int, ...] = ()) -> Sym:
    """Permute back; a scalar broadcasts as it is."""
    if not dy.rank:
        return dy
    inverse = tuple(axes.index(k) for k in range(len(axes)))
    turned = inverse == tuple(reversed(range(len(axes))))
    form = "T" if turned else dy.form if dy.form in ("np", "method") else "method"
    return call("transpose", whole(dy, y), axes=inverse, form=form)


def shape_type(x: Type, *_: Type, lengths: tuple[Form, ...] = (), **__: object) -> Type:
    """Infer the type of an array of another shape."""
    return like(x, lengths)


def reshape_like_type(x: Type, model: Type, **_: object) -> Type:
    """Infer the type of an array with another's shape."""
    return like(x, lengths_of(model)) if isinstance(model, Array) else Scalar(dtype_of(x), False)


def back_to_shape(dy: Sym, y: Sym, x: Sym, **_: object) -> Sym:
    """Give dy the operand's shape; a scalar broadcasts as it is."""
    if not isinstance(x.type, Array):
        return call("sum", whole(dy, y), form="method")
    if not dy.rank:
        return dy
    return call("reshape_like", whole(dy, y), x, form="method")


def expand_type(x: Type, axes: tuple[int, ...] = (), **_: object) -> Type:
    """Infer the type with unit axes at these places of the result."""
    rest = list(lengths_of(x))
    rank = len(rest) + len(axes)
    return like(x, tuple(UNIT if k in axes else rest.pop(0) for k in range(rank)))


def squeeze_type(x: Type, axes: tuple[int, ...] = (), **_: object) -> Type:
    """Infer the type without these unit axes (NumPy gives a 0-d array where none stays)."""
    return like(x, tuple(n for k, n in enumerate(lengths_of(x)) if k not in axes))


def ravel_type(x: Type, **_: object) -> Type:
    """Infer the type of the flattened array."""
    return like(x, (product_of(lengths_of(x)),))


def at_least_type(x: Type, rank: int = 1, **_: object) -> Type:
    """Infer the type with unit axes before the others up to this rank."""
    lengths = lengths_of(x)
    return like(x, (UNIT,) * (rank - len(lengths)) + lengths)


def broadcast_like_type(x: Type, model: Type, **_: object) -> Type:
    """Infer the type of an operand broadcast to another's shape."""
    return like(x, broadcast_lengths((x, model)))


def length_type(x: Type, axis: int = 0, **_: object) -> Type:
    """Infer the type of a length."""
    assert axis < rank_of(x)
    return INT


def size_type(x: Type, **_: object) -> Type:
    """Infer the type of a number of elements."""
    return number(x) and INT


def layout_type(x: Type, **_: object) -> Type:
    """Infer the type of a flag."""
    return number(x) and BOOL


def same_type(x: Type, **_: object) -> Type:
    """Infer the type of the same entries."""
    return x


def unchanged(dy: Sym, y: Sym, x: Sym, **_: object) -> Sym:
    """Return the adjoint as it is."""
    return dy


def _view(
    name: str,
    infer: Infer,
    syntax: Mapping[str, Syntax],
    pullback: Pullback = back_to_shape,
    derivative: str = "dy.reshape(x.shape)",
    *,
    noun: str = "",
    defaults: Mapping[str, object] | None = None,
    model: bool = False,
    lengths: bool = False,
) -> Rule:
    """Return the row of a primitive that gives its operand's entries in another shape.

    model: the second operand has that shape; lengths: the further operands are its lengths.
    """

    def back(position: int, dy: Sym, y: Sym, *operands: Sym, **attrs: object) -> Sym:
        return pullback(dy, y, operands[0], **attrs)

    def from_model(dy: Sym, y: Sym, x: Sym, model: Sym, **attrs: object) -> Sym:
        return pullback(dy, y, x, **attrs)

    single = (from_model, None) if model else (pullback,)

    return Rule(
        name=name,
        infer=infer,
        pullbacks=back if lengths else single,
        shape_only=frozenset({0, 1}) if model else VIEW,
        uses_shape=frozenset({1}) if model else frozenset(),
        linear=VIEW,
        shares=VIEW,
        spreads=True,
        cost=Cost.FREE,
        syntax=syntax,
        defaults=defaults or {},
        label=name,
        noun=noun or "reshaped",
        derivative=derivative,
    )


def _length(name: str, infer: Infer, syntax: Mapping[str, Syntax], noun: str) -> Rule:
    """Return the row of a number that is read off a shape."""
    return Rule(
        name=name,
        infer=infer,
        pullbacks=(None,),
        shape_only=VIEW,
        uses_shape=VIEW,
        cost=Cost.FREE,
        syntax=syntax,
        label=name,
        noun=noun,
        derivative="0",
    )


def broadcast_back(dy: Sym, y: Sym, x: Sym, **_: object) -> Sym:
    """Sum over the axes along which the operand was broadcast."""
    return unbroadcast(whole(dy, y), x.type)


ROWS = (
    _view(
        "transpose",
        transpose_type,
        {
            "method": Call("{0}.transpose({axes})"),
            "T": Call("{0}.T"),
            "np": Call("np.transpose({0}, {axes})"),
            "swap": Call("np.swapaxes({0}, -1, -2)"),
        },
        transpose_back,
        "dy with the axes permuted back",
        noun="transposed",
    ),
    _view(
        "reshape",
        shape_type,
        {
            "method": Call("{0}.reshape({rest})"),
            "np": Call("np.reshape({0}, ({rest},))"),
        },
        lengths=True,
    ),
    _view(
        "reshape_like",
        reshape_like_type,
        {"method": Call("{0}.reshape({1}.shape)"), "np": Call("np.reshape({0}, {1}.shape)")},
        model=True,
    ),
    _view(
        "ravel",
        ravel_type,
        {
            "method": Call("{0}.ravel()"),
            "np": Call("np.ravel({0})"),
        },
        noun="flat",
    ),
    replace(
        _view("flatten", ravel_type, {"method": Call("{0}.flatten()")}, noun="flat"),
        shares=frozenset(),
    ),
    _view(
        "expand_dims",
        expand_type,
        {"index": Call("{0}[{index}]"), "np": Call("np.expand_dims({0}, {axes})")},
        noun="expanded",
    ),
    _view(
        "squeeze",
        squeeze_type,
        {
            "method": Call("{0}.squeeze(axis={axes})"),
            "np": Call("np.squeeze({0}, axis={axes})"),
        },
        noun="squeezed",
    ),
    _view(
        "at_least",
        at_least_type,
        {"np": Call("np.atleast_{rank}d({0})")},
    ),
    _view(
        "broadcast_to",
        shape_type,
        {"np": Call("np.broadcast_to({0}, ({rest},))")},
        broadcast_back,
        "dy summed over the axes that were broadcast",
        lengths=True,
    ),
    _view(
        "broadcast_like",
        broadcast_like_type,
        {"np": Call("np.broadcast_to({0}, {1}.shape)")},
        broadcast_back,
        "dy summed over the axes that were broadcast",
        model=True,
    ),
    _length(
        "length",
        length_type,
        {"shape": Call("{0}.shape[{axis}]"), "builtin": Call("len({0})")},
        "n",
    ),
    Rule(
        name="is_contiguous",
        infer=layout_type,
        pullbacks=(None,),
        cost=Cost.FREE,
        syntax={"attribute": Call("{0}.flags.c_contiguous")},
        label="layout",
        noun="layout",
        derivative="0",
    ),
    Rule(
        name="contiguous",
        infer=same_type,
        pullbacks=(unchanged,),
        shape_only=VIEW,
        linear=VIEW,
        shares=VIEW,
        cost=Cost.FREE,
        syntax={"np": Call("np.ascontiguousarray({0})")},
        label="layout",
        noun="array",
        derivative="dy",
    ),
    _length("size", size_type, {"attribute": Call("{0}.size"), "np": Call("np.size({0})")}, "size"),
)

register("Shapes", ROWS, on_complex=None)
