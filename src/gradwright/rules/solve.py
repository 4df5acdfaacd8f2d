"""Square matrices: inverse, determinant, linear systems."""

from __future__ import annotations

import numpy as np

from gradwright.ir.types import Type, lengths_of, rank_of
from gradwright.rules.axes import expanded, unbroadcast
from gradwright.rules.broadcast import broadcast
from gradwright.rules.dtypes import number, numeric, shaped
from gradwright.rules.linalg import meet, outer, swapped
from gradwright.rules.rule import Call, Cost, Rule, RuleError
from gradwright.rules.symbolic import Sym, call
from gradwright.rules.table import register


def solved_dtype(*types: Type) -> str:
    """Return the dtype of what LAPACK gives."""
    kinds = [np.dtype(number(t).dtype) for t in types]
    if all(k.kind in "biu" or k == np.float64 for k in kinds):
        return "float64"
    if any(k.char not in "fdFD" for k in kinds if k.kind in "fc"):
        raise RuleError("GW408", dtype=str(kinds[0]))
    return numeric(np.result_type(*(k if k.kind in "fc" else np.dtype("float64") for k in kinds)))


def matrix(a: Type) -> None:
    """Refuse what is no square matrix and no stack of them."""
    if rank_of(a) < 2:
        raise RuleError("GW406", found=rank_of(a))
    rows, columns = lengths_of(a)[-2:]
    meet(rows.literal, columns.literal)


def inverse_type(a: Type, **_: object) -> Type:
    """Infer the type of an inverse."""
    matrix(a)
    return shaped(solved_dtype(a), lengths_of(a))


def determinant_type(a: Type, **_: object) -> Type:
    """Infer the type of a determinant."""
    matrix(a)
    return shaped(solved_dtype(a), lengths_of(a)[:-2])


def solution_type(a: Type, b: Type, **_: object) -> Type:
    """Infer the type of a solution, one column or several."""
    matrix(a)
    ranks = rank_of(a), rank_of(b)
    if not ranks[1] or (ranks[0] > 2 and ranks[1] < 2):
        raise RuleError("GW406", found=f"{ranks[0]} and {ranks[1]}")
    own = lengths_of(b)
    meet(lengths_of(a)[-1].literal, own[-2 if ranks[1] > 1 else 0].literal)
    batch = broadcast([lengths_of(a)[:-2], own[:-2]])
    return shaped(solved_dtype(a, b), (*batch, *own[-2:]))


def inverse_back(dy: Sym, y: Sym, a: Sym) -> Sym:
    """Return -y.T @ dy @ y.T."""
    return -call("matmul", call("matmul", swapped(y), dy, form="infix"), swapped(y), form="infix")


def adjoint_solution(dy: Sym, a: Sym) -> Sym:
    """Return the solution of the transposed system."""
    return call("solve", swapped(a), dy)


def solve_matrix(dy: Sym, y: Sym, a: Sym, b: Sym) -> Sym:
    """Return -(transposed solution) y.T."""
    back = adjoint_solution(dy, a)
    if y.rank == 1:
        return -outer(back, y)
    return unbroadcast(-call("matmul", back, swapped(y), form="infix"), a.type)


def solve_right(dy: Sym, y: Sym, a: Sym, b: Sym) -> Sym:
    """Return the solution of the transposed system, in the shape of the right side."""
    return unbroadcast(adjoint_solution(dy, a), b.type)


def per_matrix(dy: Sym) -> Sym:
    """Return one number a matrix so that it broadcasts over the matrices."""
    return expanded(dy, (-2, -1)) if dy.rank else dy


ROWS = (
    Rule(
        name="inv",
        infer=inverse_type,
        pullbacks=(inverse_back,),
        singular=True,
        cost=Cost.PRODUCT,
        syntax={"np": Call("np.linalg.inv({0})")},
        label="inv",
        noun="inverse",
        derivative="-y.T @ dy @ y.T",
    ),
    Rule(
        name="det",
        infer=determinant_type,
        pullbacks=(lambda dy, y, a: per_matrix(dy * y) * swapped(call("inv", a)),),
        singular=True,
        cost=Cost.PRODUCT,
        syntax={"np": Call("np.linalg.det({0})")},
        label="det",
        noun="determinant",
        derivative="dy * y * inv(a).T",
        ties="a singular matrix raises LinAlgError",
    ),
    Rule(
        name="solve",
        infer=solution_type,
        pullbacks=(solve_matrix, solve_right),
        linear=frozenset({1}),
        singular=True,
        cost=Cost.PRODUCT,
        syntax={"np": Call("np.linalg.solve({0}, {1})")},
        label="solve",
        noun="solution",
        derivative="-solve(a.T, dy) y.T, solve(a.T, dy)",
    ),
)

register("Square matrices", ROWS, on_complex=None)
