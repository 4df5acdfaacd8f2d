"""Arrays put together from parts, and the parts taken out again."""

from __future__ import annotations

from gradwright.ir.types import Array, Form, Scalar, Type, lengths_of, rank_of
from gradwright.rules.broadcast import agreed
from gradwright.rules.dtypes import promoted
from gradwright.rules.rule import Call, Cost, Rule, RuleError
from gradwright.rules.symbolic import Sym, call
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
    return Array(dtype or promoted(types), (Form(len(types), ()), *common_lengths(types)))


def component(k: int, dy: Sym, y: Sym, *items: Sym, **_: object) -> Sym:
    """Return the part of dy that belongs to item k."""
    return call("component", dy, axis=0, index=k, before="", form="index")


def component_type(x: Type, axis: int = 0, **_: object) -> Type:
    """Infer the type of one index along an axis."""
    assert isinstance(x, Array)
    lengths = (*x.lengths[:axis], *x.lengths[axis + 1 :])
    return Array(x.dtype, lengths) if lengths else Scalar(x.dtype, False)


ROWS = (
    Rule(
        name="list",
        infer=list_type,
        pullbacks=component,
        cost=Cost.ARITHMETIC,
        syntax={"list": Call("[{args}]")},
        label="list",
        noun="items",
        derivative="dy[k]",
    ),
    Rule(
        name="component",
        infer=component_type,
        shares=FIRST,
        cost=Cost.FREE,
        syntax={"index": Call("{0}[{before}{index}]")},
        label="component",
        noun="part",
        derivative="refused (made by derivatives only)",
    ),
)

register(ROWS)
