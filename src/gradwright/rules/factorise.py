"""Factors and covariances of matrices."""

from __future__ import annotations

from gradwright.ir.types import UNIT, Array, Type, lengths_of, rank_of
from gradwright.rules.diagonal import ones_on
from gradwright.rules.linalg import swapped
from gradwright.rules.rule import Call, Cost, Rule, RuleError
from gradwright.rules.solve import inverse_type, solved_dtype
from gradwright.rules.symbolic import Sym, call
from gradwright.rules.table import register


def lower_half(x: Sym) -> Sym:
    """Return the lower triangle with half of the diagonal."""
    return call("tril", x, form="np") * (1.0 - 0.5 * ones_on(x, 0))


def cholesky_back(dy: Sym, y: Sym, x: Sym, upper: bool = False) -> Sym:
    """Return the adjoint of the triangle that is read."""
    if upper:
        return swapped(cholesky_back(swapped(dy), swapped(y), x))
    inner = lower_half(call("matmul", swapped(y), dy, form="infix"))
    left = call("solve", swapped(y), inner, form="np")
    both = call("solve", swapped(y), swapped(left), form="np")
    return lower_half(both + swapped(both))


def covariance_type(x: Type, **_: object) -> Type:
    """Infer the type of the covariances of a matrix's rows, or of a vector's variance."""
    solved_dtype(x)
    if rank_of(x) not in (1, 2):
        raise RuleError("GW406", found=rank_of(x))
    rows = lengths_of(x)[:-1]
    if rows == (UNIT,):
        raise RuleError("GW402", option="m", found="a matrix of one row")
    return Array("float64", rows * 2)


def covariance_back(dy: Sym, y: Sym, x: Sym) -> Sym:
    """Return (dy + dy.T) @ (x - mean) / (n - 1)."""
    n = call("length", x, axis=x.rank - 1, form="shape") - 1
    if x.rank == 1:
        return 2.0 * dy / n * (x - call("mean", x, form="np"))
    centred = x - call("mean", x, axis=1, keepdims=True, form="np")
    return call("matmul", dy + swapped(dy), centred, form="infix") / n


ROWS = (
    Rule(
        name="cholesky",
        infer=inverse_type,
        pullbacks=(cholesky_back,),
        singular=True,
        cost=Cost.PRODUCT,
        syntax={"np": Call("np.linalg.cholesky({0}, upper={upper})")},
        defaults={"upper": False},
        label="cholesky",
        noun="factor",
        derivative="phi(s + s.T), s = inv(y).T @ phi(y.T @ dy) @ inv(y)",
        ties="only one triangle is read, and only it has a derivative",
    ),
    Rule(
        name="cov",
        infer=covariance_type,
        pullbacks=(covariance_back,),
        cost=Cost.PRODUCT,
        syntax={"np": Call("np.cov({0})")},
        label="cov",
        noun="covariance",
        derivative="(dy + dy.T) @ (x - mean) / (n - 1)",
    ),
)

register("Factors", ROWS)
