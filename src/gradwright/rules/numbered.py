"""Whole numbers about arrays: places, orders, counts. Nothing flows through them."""

from __future__ import annotations

from gradwright.ir.types import INT, Array, Form, Type, lengths_of, rank_of
from gradwright.rules.dtypes import number, shaped
from gradwright.rules.lengths import literal, unknown
from gradwright.rules.rearrange import narrowed
from gradwright.rules.rule import Call, Cost, Infer, Rule, RuleError
from gradwright.rules.table import register


def vector_of(x: Type, *_: Type, length: Form, **__: object) -> Type:
    """Infer the type of a vector of whole numbers, as many as the attribute says."""
    number(x)
    return Array("int64", (length,))


def rows_of(x: Type, *_: Type, length: Form, **__: object) -> Type:
    """Infer the type of one row of indices for each place that is found."""
    return Array("int64", (length, literal(rank_of(x))))


def whole_numbers(x: Type) -> Type:
    """Return an operand's type; what is no vector of whole numbers is refused."""
    if number(x).dtype != "int64" or rank_of(x) != 1:
        raise RuleError("GW408", dtype=number(x).dtype)
    return x


def deleted_type(x: Type, places: Type, **_: object) -> Type:
    """Infer the type of whole numbers without those at some places: one less, or so many less."""
    (length,) = lengths_of(whole_numbers(x))
    less = unknown("deleted", length, places) if rank_of(places) else narrowed(length, 1)
    return Array("int64", (less,))


def inserted_type(x: Type, places: Type, values: Type, *, length: Form, **_: object) -> Type:
    """Infer the type of whole numbers with others put in."""
    whole_numbers(values)
    return Array(number(whole_numbers(x)).dtype, (length,))


def repeated_type(x: Type, counts: Type, *, length: Form, **_: object) -> Type:
    """Infer the type of whole numbers, each as often as a count says."""
    whole_numbers(x)
    if not number(counts).dtype.startswith(("int", "uint")):
        raise RuleError("GW408", dtype=number(counts).dtype)
    return Array("int64", (length,))


def set_type(x: Type, y: Type, *, length: Form, **_: object) -> Type:
    """Infer the type of a set of whole numbers."""
    for type_ in (x, y):
        if not number(type_).dtype.startswith(("int", "uint")):
            raise RuleError("GW408", dtype=number(type_).dtype)
    return Array("int64", (length,))


def mask_like(x: Type, *_: Type, **__: object) -> Type:
    """Infer the type of a truth value for each entry."""
    return shaped("bool", lengths_of(x))


def int_type(*types: Type, **_: object) -> Type:
    """Infer the type of a Python whole number."""
    for type_ in types:
        if rank_of(type_) or not number(type_).dtype.startswith(("int", "uint", "bool")):
            raise RuleError("GW408", dtype=number(type_).dtype)
    return INT


def whole_number_type(*types: Type, **_: object) -> Type:
    """Infer the type of one of NumPy's whole numbers."""
    for type_ in types:
        number(type_)
    return shaped("int64", ())


def _row(name: str, infer: Infer, template: str, noun: str, operands: int = 1) -> Rule:
    return Rule(
        name=name,
        infer=infer,
        pullbacks=(None,) * operands,
        cost=Cost.FUNCTION,
        syntax={"np": Call(template)},
        label=name,
        noun=noun,
        derivative="0",
    )


ROWS = (
    _row("flatnonzero", vector_of, "np.flatnonzero({0})", "places"),
    _row("nonzero", vector_of, "np.nonzero({0})[{axis}]", "places"),
    _row("argwhere", rows_of, "np.argwhere({0})", "places"),
    _row("delete", deleted_type, "np.delete({0}, {1})", "kept", 2),
    _row("insert", inserted_type, "np.insert({0}, {1}, {2})", "order", 3),
    _row("first_places", vector_of, "np.unique({0}, return_index=True)[1]", "first"),
    _row("unique_inverse", vector_of, "np.unique({0}, return_inverse=True)[1]", "numbers"),
    _row("unique_counts", vector_of, "np.unique({0}, return_counts=True)[1]", "counts"),
    _row("repeated", repeated_type, "np.repeat({0}, {1})", "places", 2),
    _row("isin", mask_like, "np.isin({0}, {1})", "mask", 2),
    *(
        _row(name, set_type, f"np.{name}({{0}}, {{1}})", "numbers", 2)
        for name in ("setdiff1d", "intersect1d", "union1d")
    ),
    _row("lexsort", vector_of, "np.lexsort(({args},))", "order", 8),
    _row("matrix_rank", whole_number_type, "np.linalg.matrix_rank({0})", "rank"),
    *(
        _row(f"math_{name}", int_type, f"math.{name}({{args}})", name, 8)
        for name in ("comb", "perm", "factorial", "gcd", "lcm", "isqrt")
    ),
)

register("Whole numbers", ROWS)
