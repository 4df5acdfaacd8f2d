"""Diagonals of matrices."""

from __future__ import annotations

import numpy as np

from gradwright.ir.types import Array, Form, Type, lengths_of, rank_of
from gradwright.rules.axes import expanded
from gradwright.rules.dtypes import number, probed, shaped
from gradwright.rules.lengths import literal, sum_of, unknown
from gradwright.rules.rule import Call, Cost, Rule, RuleError
from gradwright.rules.symbolic import Sym, call
from gradwright.rules.table import register

FIRST = frozenset({0})


def diagonal_length(rows: Form, columns: Form, k: int) -> Form:
    """Return the length of a diagonal."""
    if rows is columns and k == 0:
        return rows
    if rows.literal is not None and columns.literal is not None:
        shorter = (
            min(rows.literal, columns.literal - k)
            if k >= 0
            else min(rows.literal + k, columns.literal)
        )
        return literal(max(shorter, 0))
    return unknown("diagonal", rows, columns, k)


def square(x: Type) -> tuple[Form, Form]:
    """Return a matrix's lengths."""
    if rank_of(x) != 2:
        raise RuleError("GW406", found=rank_of(x))
    rows, columns = lengths_of(x)
    return rows, columns


def diagonal_type(x: Type, k: int = 0, **_: object) -> Type:
    """Infer the type of a matrix's diagonal."""
    return Array(number(x).dtype, (diagonal_length(*square(x), k),))


def diag_type(x: Type, k: int = 0, **_: object) -> Type:
    """Infer the type of a matrix with this diagonal."""
    length = sum_of((*lengths_of(x), literal(abs(k))))
    return Array(number(x).dtype, (length, length))


def trace_type(x: Type, k: int = 0, **_: object) -> Type:
    """Infer the type of a trace."""
    square(x)
    return shaped(probed(np.sum, number(x).dtype), ())


def eye_type(
    rows: Type, columns: Type, lengths: tuple[Form, ...] = (), dtype: str = "float64", **_: object
) -> Type:
    """Infer the type of a matrix of ones on a diagonal."""
    return Array(dtype, lengths)


def ones_on(x: Sym, k: int) -> Sym:
    """Return a mask of the diagonal of a matrix like x, or like those in its last two axes."""
    sides = [call("length", x, axis=x.rank + axis, form="shape") for axis in (-2, -1)]
    return call("eye", *sides, lengths=lengths_of(x.type)[-2:], k=k, dtype="bool", form="np")


def diagonal_back(dy: Sym, y: Sym, x: Sym, k: int = 0) -> Sym:
    """Put dy on the diagonal of zeros."""
    rows, columns = lengths_of(x.type)
    if rows is columns and k == 0:
        return call("diag", dy, form="np")
    along = 0 if k >= 0 else 1
    full = lengths_of(x.type)[along]
    longer = call(
        "lengthened", dy, call("length", x, axis=along, form="shape"), length=full, form="np"
    )
    return ones_on(x, k) * (expanded(longer, (-1,)) if along == 0 else longer)


def lengthened_type(x: Type, n: Type, length: Form | None = None, **_: object) -> Type:
    """Infer the type of a vector with zeros behind it up to a length."""
    assert length is not None
    return Array(number(x).dtype, (length,))


def refuse(*_: object, **__: object) -> Sym:
    """Refuse the derivative of what only derivatives make."""
    raise RuleError("GW413", function="np.diagonal")


ROWS = (
    Rule(
        name="diagonal",
        infer=diagonal_type,
        pullbacks=(diagonal_back,),
        shape_only=FIRST,
        linear=FIRST,
        shares=FIRST,
        syntax={
            "np": Call("np.diagonal({0}, offset={k})"),
            "diag": Call("np.diag({0}, k={k})"),
            "method": Call("{0}.diagonal(offset={k})"),
            "einsum": Call('np.einsum("ii->i", {0})'),
        },
        defaults={"k": 0},
        label="diagonal",
        noun="diagonal",
        derivative="dy on the diagonal of zeros",
    ),
    Rule(
        name="diag",
        infer=diag_type,
        pullbacks=(lambda dy, y, x, k=0: call("diagonal", dy, k=k, form="np"),),
        shape_only=FIRST,
        linear=FIRST,
        syntax={"np": Call("np.diag({0}, k={k})")},
        defaults={"k": 0},
        label="diag",
        noun="matrix",
        derivative="the diagonal of dy",
    ),
    Rule(
        name="trace",
        infer=trace_type,
        pullbacks=(lambda dy, y, x, k=0: dy * ones_on(x, k),),
        shape_only=FIRST,
        linear=FIRST,
        cost=Cost.REDUCTION,
        syntax={
            "np": Call("np.trace({0}, offset={k})"),
            "method": Call("{0}.trace(offset={k})"),
            "einsum": Call('np.einsum("ii->", {0})'),
        },
        defaults={"k": 0},
        label="trace",
        noun="trace",
        derivative="dy on the diagonal",
    ),
    Rule(
        name="eye",
        infer=eye_type,
        syntax={
            "np": Call("np.eye({0}, {1}, k={k}, dtype=np.{dtype})"),
            "square": Call("np.eye({0}, k={k}, dtype=np.{dtype})"),
        },
        defaults={"k": 0, "dtype": "float64"},
        label="eye",
        noun="identity",
        derivative="0",
    ),
    Rule(
        name="lengthened",
        infer=lengthened_type,
        pullbacks=(refuse, None),
        linear=FIRST,
        syntax={"np": Call("np.pad({0}, (0, {1} - {0}.shape[0]))")},
        label="lengthened",
        noun="longer",
        derivative="refused (made by derivatives only)",
    ),
)

register("Diagonals", ROWS, on_complex=None)
