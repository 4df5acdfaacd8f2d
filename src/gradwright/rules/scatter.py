"""Places that a subscript names: those of a mask; which of several writes to one place is the last."""

from __future__ import annotations

from gradwright.ir.types import Array, Form, Type, lengths_of
from gradwright.rules.rule import Call, Cost, Rule, RuleError
from gradwright.rules.table import register

# Indices of which no two are equal; `delete` leaves some of a range out.
DISTINCT = frozenset({"arange", "range", "places", "flatnonzero", "first_places", "delete"})


def last_write_type(indices: Type, target: Type, **_: object) -> Type:
    """Infer the type of a mask over the indices of a store."""
    if len(lengths_of(indices)) != 1:
        raise RuleError("GW308", name="the array")
    return Array("bool", lengths_of(indices))


def places_type(mask: Type, *, length: Form, **_: object) -> Type:
    """Infer the type of the places along one axis at which a mask is true."""
    return Array("int64", (length,))


ROWS = (
    Rule(
        name="places",
        infer=places_type,
        pullbacks=(None,),
        cost=Cost.FREE,
        syntax={"np": Call("np.nonzero({0})[{axis}]")},
        label="places",
        noun="places",
        derivative="0",
    ),
    Rule(
        name="is_last_write",
        infer=last_write_type,
        uses_shape=frozenset({1}),
        cost=Cost.FUNCTION,
        syntax={
            "np": Call(
                "np.isin(np.arange(len({0})), "
                "len({0}) - 1 - np.unique(({0} % {1}.shape[{axis}])[::-1], return_index=True)[1])"
            )
        },
        label="last",
        noun="last",
        derivative="0",
    ),
)

register("Scatter", ROWS, on_complex=None)
