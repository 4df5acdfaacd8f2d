"""Arrays put together from parts, and the parts taken out again."""

from __future__ import annotations

from collections.abc import Mapping

from gradwright.ir.types import Array, Form, Scalar, Type, lengths_of, rank_of
from gradwright.rules.broadcast import agreed
from gradwright.rules.dtypes import joined
from gradwright.rules.lengths import literal, sum_of, value_form
from gradwright.rules.rearrange import again
from gradwright.rules.rule import Call, Cost, Infer, Pullback, Rule, RuleError, Syntax
from gradwright.rules.symbolic import Sym, call, lift
from gradwright.rules.table import register

FIRST = frozenset({0})


def common_lengths(types: tuple[Type, ...]) -> tuple[Form, ...]:
    """Return the lengths that operands which must have one shape share."""
    if len({rank_of(t) for t in types}) > 1:
        raise RuleError("GW406", found=" and ".join(str(rank_of(t)) for t in types))
    return tuple(agreed_exactly(lengths) for lengths in zip(*map(lengths_of, types), strict=True))


def agreed_exactly(lengths: tuple[Form, ...]) -> Form:
    """Return the one length of an axis where NumPy does not broadcast."""
    literals = {n for n in lengths if n.literal is not None}
    if len(literals) > 1:
        raise RuleError("GW416", lengths=" and ".join(sorted(str(n.literal) for n in literals)))
    return next(iter(literals), agreed(lengths))


def list_type(*types: Type, dtype: str | None = None, **_: object) -> Type:
    """Infer the type of a sequence as an array: its items along a new first axis."""
    if not types:
        return Array(dtype or "float64", (Form(0, ()),))
    return Array(dtype or joined(types), (Form(len(types), ()), *common_lengths(types)))


def component(k: int, dy: Sym, y: Sym, *items: Sym, **_: object) -> Sym:
    """Return the part of dy that belongs to item k."""
    return call("component", dy, axis=0, index=k, before="", form="index")


def component_type(x: Type, axis: int = 0, **_: object) -> Type:
    """Infer the type of one index along an axis."""
    assert isinstance(x, Array)
    lengths = (*x.lengths[:axis], *x.lengths[axis + 1 :])
    return Array(x.dtype, lengths) if lengths else Scalar(x.dtype, False)


def stack_type(*types: Type, axis: int = 0, **_: object) -> Type:
    """Infer the type of arrays of one shape along a new axis."""
    lengths = common_lengths(types)
    new = literal(len(types))
    return Array(joined(types), (*lengths[:axis], new, *lengths[axis:]))


def stack_back(k: int, dy: Sym, y: Sym, *items: Sym, axis: int = 0) -> Sym:
    """Return the part of dy that belongs to item k."""
    return call("component", dy, axis=axis, index=k, before=":, " * axis, form="index")


def join_type(*types: Type, axis: int = 0, **_: object) -> Type:
    """Infer the type of arrays put end to end along an axis."""
    shapes = [lengths_of(t) for t in types]
    if len(set(map(len, shapes))) > 1:
        raise RuleError("GW406", found=" and ".join(str(len(s)) for s in shapes))
    sides = [
        sum_of([s[k] for s in shapes]) if k == axis else agreed_exactly(tuple(s[k] for s in shapes))
        for k in range(len(shapes[0]))
    ]
    return Array(joined(types), tuple(sides))


def join_back(k: int, dy: Sym, y: Sym, *items: Sym, axis: int = 0) -> Sym:
    """Return the part of dy that belongs to item k."""
    before = [call("length", x, axis=axis, form="shape") for x in items[:k]]
    bounds: list[Sym] = []
    if k:
        bounds.append(total(before))
    if k + 1 < len(items):
        bounds.append(total([*before, call("length", items[k], axis=axis, form="shape")]))
    form = {(True, True): "middle", (False, True): "head", (True, False): "tail"}.get(
        (k > 0, k + 1 < len(items)), "whole"
    )
    attrs = {"axis": axis, "before": ":, " * axis, "length": lengths_of(items[k].type)[axis]}
    return call("part", dy, *bounds, form=form, **attrs)


def total(lengths: list[Sym]) -> Sym:
    """Return the sum of lengths, the literal ones as numbers."""
    first, *rest = map(shortest, lengths)
    for length in rest:
        both = first.number, length.number
        known = both[0] is not None and both[1] is not None
        first = lift(int(first.number or 0) + int(length.number or 0)) if known else first + length
    return first


def shortest(length: Sym) -> Sym:
    """Return a length as a number where it is known."""
    form = value_form(length.expr)
    return length if form is None or form.literal is None else lift(form.literal)


def _row(
    name: str,
    infer: Infer,
    pullback: Pullback,
    syntax: Mapping[str, Syntax],
    noun: str,
    derivative: str,
) -> Rule:
    return Rule(
        name=name,
        infer=infer,
        pullbacks=pullback,
        shape_only=MANY,
        linear=MANY,
        cost=Cost.FUNCTION,
        syntax=syntax,
        defaults={"axis": 0, "dtype": None},
        label=name,
        noun=noun,
        derivative=derivative,
    )


MANY = frozenset(range(256))

ROWS = (
    _row("list", list_type, component, {"list": Call("[{args}]")}, "items", "dy[k]"),
    _row(
        "array",
        list_type,
        component,
        {"np": Call("np.array([{args}], dtype=np.{dtype})")},
        "array",
        "dy[k]",
    ),
    _row(
        "stack",
        stack_type,
        stack_back,
        {"np": Call("np.stack([{args}], axis={axis})")},
        "stacked",
        "dy[..., k, ...]",
    ),
    _row(
        "concatenate",
        join_type,
        join_back,
        {
            "np": Call("np.concatenate([{args}], axis={axis})"),
            "hstack": Call("np.hstack([{args}])"),
            "vstack": Call("np.vstack([{args}])"),
        },
        "joined",
        "dy[start:stop]",
    ),
    Rule(
        name="component",
        infer=component_type,
        pullbacks=(again("an index"),),
        linear=FIRST,
        shares=FIRST,
        cost=Cost.FREE,
        syntax={"index": Call("{0}[{before}{index}]")},
        label="component",
        noun="part",
        derivative="refused (made by derivatives only)",
    ),
)

register("Joins", ROWS, on_complex=None)
