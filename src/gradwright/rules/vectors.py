"""Cross products, correlations of sequences, distances of points."""

from __future__ import annotations

import numpy as np

from gradwright.ir.types import Array, Type, lengths_of, rank_of
from gradwright.rules.axes import unbroadcast
from gradwright.rules.broadcast import broadcast
from gradwright.rules.curves import convolve_type, vectors
from gradwright.rules.dtypes import math_number, number, ufunc_dtype, weak
from gradwright.rules.lengths import literal
from gradwright.rules.rule import Call, Cost, Rule, RuleError
from gradwright.rules.symbolic import Sym, call, nonzero
from gradwright.rules.table import register

BOTH = frozenset({0, 1})
EVERY = frozenset(range(64))


def cross_type(a: Type, b: Type, **_: object) -> Type:
    """Infer the type of cross products of three numbers each, along the last axis."""
    for type_ in (a, b):
        if not rank_of(type_):
            raise RuleError("GW406", found=0)
        if lengths_of(type_)[-1].literal not in (None, 3):
            raise RuleError("GW415", reason="the vectors have not three entries")
    lengths = broadcast([lengths_of(a)[:-1], lengths_of(b)[:-1]])
    return Array(ufunc_dtype(np.multiply, (weak(a), weak(b))), (*lengths, literal(3)))


def crossed(a: Sym, b: Sym, of: Sym) -> Sym:
    """Return a cross product, in the shape of one of its factors."""
    return unbroadcast(call("cross", a, b, form="np"), of.type)


def correlated_by_long(dy: Sym, y: Sym, a: Sym, v: Sym) -> Sym:
    """Return the adjoint of what is correlated."""
    return call("correlate", dy, call("flip", v, axis=0, form="np"), a)


def correlated_by_short(dy: Sym, y: Sym, a: Sym, v: Sym) -> Sym:
    """Return the adjoint of what it is correlated with."""
    back = call("correlate", dy, a, v)
    return call("flip", back, axis=0, form="np")


def of_numbers(*types: Type, **_: object) -> Type:
    """Infer the type of one Python number of several numbers."""
    lengths = tuple(n for t in types for n in lengths_of(t))
    return math_number(types, lengths)


def of_vectors(*types: Type, **_: object) -> Type:
    """Infer the type of one Python number of vectors."""
    vectors(*types)
    for type_ in types:
        number(type_)
    return math_number((), ())


ROWS = (
    Rule(
        name="cross",
        infer=cross_type,
        pullbacks=(
            lambda dy, y, a, b: crossed(b, dy, a),
            lambda dy, y, a, b: crossed(dy, a, b),
        ),
        linear=BOTH,
        cost=Cost.FUNCTION,
        syntax={"np": Call("np.cross({0}, {1})")},
        label="cross",
        noun="normal",
        derivative="cross(b, dy), cross(dy, a)",
    ),
    Rule(
        name="correlated",
        infer=convolve_type,
        pullbacks=(correlated_by_long, correlated_by_short),
        linear=BOTH,
        cost=Cost.PRODUCT,
        syntax={"np": Call('np.correlate({0}, {1}, "full")')},
        label="correlate",
        noun="correlated",
        derivative='correlate(dy, flip(v), "valid"), flip(correlate(dy, a, "valid"))',
    ),
    Rule(
        name="fsum",
        infer=of_numbers,
        pullbacks=lambda k, dy, y, *_: dy,
        linear=EVERY,
        shape_only=EVERY,
        cost=Cost.FUNCTION,
        syntax={"np": Call("math.fsum(({args},))")},
        label="sum",
        noun="total",
        derivative="dy",
    ),
    Rule(
        name="fsum_of_vector",
        infer=of_vectors,
        pullbacks=(lambda dy, y, x: dy,),
        linear=frozenset({0}),
        shape_only=frozenset({0}),
        spreads=True,
        cost=Cost.REDUCTION,
        syntax={"np": Call("math.fsum({0})")},
        label="sum",
        noun="total",
        derivative="dy",
    ),
    Rule(
        name="length_of",
        infer=of_numbers,
        pullbacks=lambda k, dy, y, *operands: dy / nonzero(y) * operands[k],
        cost=Cost.FUNCTION,
        syntax={"np": Call("math.hypot({args})")},
        label="hypot",
        noun="distance",
        derivative="dy / y * x",
        ties="0 where all are 0",
    ),
    Rule(
        name="distance",
        infer=of_vectors,
        pullbacks=(
            lambda dy, y, p, q: dy / nonzero(y) * (p - q),
            lambda dy, y, p, q: -(dy / nonzero(y) * (p - q)),
        ),
        cost=Cost.REDUCTION,
        syntax={"np": Call("math.dist({0}, {1})")},
        label="distance",
        noun="distance",
        derivative="dy / y * (p - q), -dy / y * (p - q)",
        ties="0 where the points are one",
    ),
)

register("Vectors", ROWS)
