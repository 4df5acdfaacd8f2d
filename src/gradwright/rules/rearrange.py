"""Entries moved, repeated, cut off, sorted, accumulated along an axis."""

from __future__ import annotations

from collections.abc import Mapping

from gradwright.ir.types import Array, Form, Type, lengths_of
from gradwright.rules.axes import Axis
from gradwright.rules.dtypes import number
from gradwright.rules.lengths import is_natural, literal, product_of, sum_of, unknown
from gradwright.rules.rule import Call, Cost, Infer, Pullback, Rule, RuleError, Syntax
from gradwright.rules.shape import back_to_shape
from gradwright.rules.symbolic import Sym, call
from gradwright.rules.table import register

FIRST = frozenset({0})
Widths = tuple[tuple[int, int], ...]


def same_type(x: Type, *_: Type, **__: object) -> Type:
    """Infer the operand's own type."""
    return number(x)


def flip_back(dy: Sym, y: Sym, x: Sym, axis: Axis = None) -> Sym:
    """Flip back."""
    return call("flip", dy, axis=axis)


def roll_back(dy: Sym, y: Sym, x: Sym, shift: Sym, axis: Axis = None) -> Sym:
    """Roll back."""
    return call("roll", dy, -shift, axis=axis)


def length(x: Sym, axis: int) -> Sym:
    """Return the length of an axis."""
    return call("length", x, axis=axis, form="shape")


def reshaped(x: Sym, lengths: list[Sym], forms: list[Form]) -> Sym:
    """Return x with these lengths."""
    return call("reshape", x, *lengths, lengths=tuple(forms), form="method")


def tile_type(x: Type, *reps: Type, forms: tuple[Form, ...] = (), **_: object) -> Type:
    """Infer the type of an array repeated whole along its last axes; `forms` are the counts."""
    lengths = lengths_of(x)
    rank = max(len(lengths), len(forms))
    own = (literal(1),) * (rank - len(lengths)) + lengths
    times = (literal(1),) * (rank - len(forms)) + forms
    return Array(number(x).dtype, tuple(map(product_of, zip(times, own, strict=True))))


def tile_back(
    position: int, dy: Sym, y: Sym, x: Sym, *reps: Sym, forms: tuple[Form, ...] = ()
) -> Sym:
    """Sum dy over the repetitions."""
    lengths: list[Sym] = []
    known: list[Form] = []
    summed: list[int] = []
    for k in range(y.rank):
        rep, own = k - (y.rank - len(reps)), k - (y.rank - x.rank)
        if rep >= 0:
            summed.append(len(lengths))
            lengths.append(reps[rep])
            known.append(forms[rep])
        if own >= 0:
            lengths.append(length(x, own))
            known.append(lengths_of(x.type)[own])
    whole = None if len(summed) == len(lengths) else _axis(tuple(summed))
    return call("sum", reshaped(dy, lengths, known), axis=whole, form="method")


def _axis(axes: tuple[int, ...]) -> Axis:
    return axes[0] if len(axes) == 1 else axes


def repeat_type(
    x: Type, times: Type, axis: int | None = None, form_of: Form | None = None, **_: object
) -> Type:
    """Infer the type of an array with each entry repeated; `form_of` is the count's form."""
    assert form_of is not None
    lengths = lengths_of(x)
    if axis is None:
        return Array(number(x).dtype, (product_of((*lengths, form_of)),))
    grown = product_of((lengths[axis], form_of))
    return Array(number(x).dtype, (*lengths[:axis], grown, *lengths[axis + 1 :]))


def repeat_back(
    dy: Sym, y: Sym, x: Sym, times: Sym, axis: int | None = None, form_of: Form | None = None
) -> Sym:
    """Sum dy over the repetitions of each entry."""
    assert form_of is not None
    if not x.rank:
        return call("sum", dy, form="method")
    if axis is None:
        sizes, known = [call("size", x), times], [product_of(lengths_of(x.type)), form_of]
        found = call("sum", reshaped(dy, sizes, known), axis=1, form="method")
        return found if x.rank == 1 else back_to_shape(found, y, x)
    sizes = [length(x, k) for k in range(x.rank)]
    known = list(lengths_of(x.type))
    sizes.insert(axis + 1, times)
    known.insert(axis + 1, form_of)
    return call("sum", reshaped(dy, sizes, known), axis=axis + 1, form="method")


def pad_type(x: Type, widths: Widths = (), **_: object) -> Type:
    """Infer the type of an array padded with a constant."""
    lengths = (
        sum_of((n, literal(before + after)))
        for n, (before, after) in zip(lengths_of(x), widths, strict=True)
    )
    return Array(number(x).dtype, tuple(lengths))


def window_type(x: Type, widths: Widths = (), **_: object) -> Type:
    """Infer the type of an array without these margins."""
    lengths = (
        narrowed(n, before + after)
        for n, (before, after) in zip(lengths_of(x), widths, strict=True)
    )
    return Array(number(x).dtype, tuple(lengths))


def narrowed(n: Form, margin: int) -> Form:
    """Return a length less a margin."""
    less = n.plus(-margin)
    return less if is_natural(less) or is_natural(n) else unknown("window", n, margin)


def pad_back(dy: Sym, y: Sym, x: Sym, widths: Widths = (), value: object = 0.0) -> Sym:
    """Cut the margins off."""
    return call("window", dy, widths=widths, index=window_text(widths), form="index")


def window_back(dy: Sym, y: Sym, x: Sym, widths: Widths = (), index: str = "") -> Sym:
    """Put zeros back as margins."""
    return call("pad", dy, widths=widths, form="np")


def window_text(widths: Widths) -> str:
    """Return the slices that cut margins off."""
    shown = [f"{before or ''}:{-after if after else ''}" for before, after in widths]
    while len(shown) > 1 and shown[-1] == ":":
        shown.pop()
    return ", ".join(shown)


def part_type(x: Type, *_: Type, axis: int = 0, length: Form | None = None, **__: object) -> Type:
    """Infer the type of a slice along an axis whose length is given."""
    assert length is not None
    lengths = lengths_of(x)
    return Array(number(x).dtype, (*lengths[:axis], length, *lengths[axis + 1 :]))


def again(name: str) -> Pullback:
    """Return the pullback of a primitive that only derivatives make: refused until it has one."""

    def refuse(*_: object, **__: object) -> Sym:
        raise RuleError("GW413", function=name)

    return refuse


def triangle_back(name: str) -> Pullback:
    """Return the pullback of a triangle: the same triangle of dy."""
    return lambda dy, y, x, k=0: call(name, dy, k=k)


def row(
    name: str,
    infer: Infer,
    pullbacks: tuple[Pullback | None, ...] | Pullback,
    derivative: str,
    syntax: Mapping[str, Syntax],
    *,
    noun: str = "",
    shares: bool = False,
    linear: bool = True,
    affine: bool = False,
    cost: Cost = Cost.FUNCTION,
    ties: str = "",
    defaults: Mapping[str, object] | None = None,
) -> Rule:
    """Return the row of a primitive that moves entries; its pullback reads the shape if linear.

    affine: linear but for a constant.
    """
    return Rule(
        name=name,
        infer=infer,
        pullbacks=pullbacks,
        shape_only=FIRST if linear else frozenset(),
        linear=FIRST if linear and not affine else frozenset(),
        shares=FIRST if shares else frozenset(),
        cost=cost,
        syntax=syntax,
        defaults={"axis": None, "keepdims": False} if defaults is None else defaults,
        label=name,
        noun=noun or name,
        derivative=derivative,
        ties=ties,
    )


NONE: dict[str, object] = {}

ROWS = (
    row(
        "flip",
        same_type,
        (flip_back,),
        "flip(dy)",
        {"np": Call("np.flip({0}, axis={axis})")},
        shares=True,
        noun="flipped",
    ),
    row(
        "roll",
        same_type,
        (roll_back, None),
        "roll(dy, -shift)",
        {"np": Call("np.roll({0}, {1}, axis={axis})")},
        noun="rolled",
    ),
    row(
        "tile",
        tile_type,
        tile_back,
        "dy summed over the repetitions",
        {"np": Call("np.tile({0}, ({rest},))"), "vector": Call("np.tile({0}, {1})")},
        noun="tiled",
    ),
    row(
        "repeat",
        repeat_type,
        (repeat_back, None),
        "dy summed over the repetitions",
        {
            "np": Call("np.repeat({0}, {1}, axis={axis})"),
            "method": Call("{0}.repeat({1}, axis={axis})"),
        },
        noun="repeated",
    ),
    row(
        "pad",
        pad_type,
        (pad_back,),
        "dy without the margins",
        {"np": Call("np.pad({0}, {widths}, constant_values={value})")},
        noun="padded",
        affine=True,
        defaults={"value": 0.0},
    ),
    row(
        "window",
        window_type,
        (window_back,),
        "dy with margins of zeros",
        {"index": Call("{0}[{index}]")},
        noun="inner",
        shares=True,
        cost=Cost.FREE,
        defaults=NONE,
    ),
    row(
        "part",
        part_type,
        (again("a slice"),),
        "refused (made by derivatives only)",
        {
            "middle": Call("{0}[{before}{1}:{2}]"),
            "head": Call("{0}[{before}:{1}]"),
            "tail": Call("{0}[{before}{1}:]"),
            "whole": Call("{0}[{before}:]"),
        },
        shares=True,
        cost=Cost.FREE,
        defaults=NONE,
    ),
    *(
        row(
            name,
            same_type,
            (triangle_back(name),),
            f"{name}(dy)",
            {"np": Call(f"np.{name}({{0}}, k={{k}})")},
            noun="triangle",
            defaults={"k": 0},
        )
        for name in ("tril", "triu")
    ),
)

register("Rearrangements", ROWS, on_complex=None)
