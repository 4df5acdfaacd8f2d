"""Square matrices: inverse, determinant, linear systems."""

from __future__ import annotations

import numpy as np

from gradwright.ir.types import Type, lengths_of, rank_of
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
    """Refuse what is no square matrix."""
    if rank_of(a) != 2:
        raise RuleError("GW406", found=rank_of(a))
    rows, columns = lengths_of(a)
    meet(rows.literal, columns.literal)


def inverse_type(a: Type, **_: object) -> Type:
    """Infer the type of an inverse."""
    matrix(a)
    return shaped(solved_dtype(a), lengths_of(a))


def determinant_type(a: Type, **_: object) -> Type:
    """Infer the type of a determinant."""
    matrix(a)
    return shaped(solved_dtype(a), ())


def solution_type(a: Type, b: Type, **_: object) -> Type:
    """Infer the type of a solution, one column or several."""
    matrix(a)
    if rank_of(b) not in (1, 2):
        raise RuleError("GW406", found=f"2 and {rank_of(b)}")
    meet(lengths_of(a)[1].literal, lengths_of(b)[0].literal)
    return shaped(solved_dtype(a, b), lengths_of(b))


def inverse_back(dy: Sym, y: Sym, a: Sym) -> Sym:
    """Return -y.T @ dy @ y.T."""
    return -call("matmul", call("matmul", swapped(y), dy, form="infix"), swapped(y), form="infix")


def adjoint_solution(dy: Sym, a: Sym) -> Sym:
    """Return the solution of the transposed system."""
    return call("solve", swapped(a), dy)


def solve_matrix(dy: Sym, y: Sym, a: Sym, b: Sym) -> Sym:
    """Return -(transposed solution) y.T."""
    back = adjoint_solution(dy, a)
    return -outer(back, y) if y.rank == 1 else -call("matmul", back, swapped(y), form="infix")


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
        pullbacks=(lambda dy, y, a: dy * y * swapped(call("inv", a)),),
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
        pullbacks=(solve_matrix, lambda dy, y, a, b: adjoint_solution(dy, a)),
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
