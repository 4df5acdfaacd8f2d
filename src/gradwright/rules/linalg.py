"""Products of matrices and vectors in every combination of ranks."""

from __future__ import annotations

import numpy as np

from gradwright.ir.types import Type, lengths_of, rank_of
from gradwright.rules.axes import expanded, unbroadcast
from gradwright.rules.broadcast import broadcast
from gradwright.rules.dtypes import shaped, ufunc_dtype, weak
from gradwright.rules.rule import Call, Cost, Infix, Rule, RuleError
from gradwright.rules.symbolic import Sym, call
from gradwright.rules.table import register


def contracted(a: int, b: int) -> tuple[int, int]:
    """Return the axes of the two operands that a product of these ranks sums over."""
    return a - 1, max(b - 2, 0)


def matmul_type(a: Type, b: Type, **_: object) -> Type:
    """Infer the type of ``a @ b``."""
    if not rank_of(a) or not rank_of(b):
        raise RuleError("GW406", found=f"{rank_of(a)} and {rank_of(b)}")
    left, right = lengths_of(a), lengths_of(b)
    i, j = contracted(len(left), len(right))
    meet(left[i].literal, right[j].literal)
    batch = broadcast([left[:-2], right[:-2]])
    rows = left[-2:-1]
    columns = right[-1:] if len(right) > 1 else ()
    return shaped(ufunc_dtype(np.matmul, (weak(a), weak(b))), (*batch, *rows, *columns))


def meet(left: int | None, right: int | None) -> None:
    """Refuse two known lengths that differ where NumPy does not broadcast."""
    if left is not None and right is not None and left != right:
        raise RuleError("GW416", lengths=f"{left} and {right}")


def swapped(x: Sym) -> Sym:
    """Return x with its last two axes swapped."""
    if x.rank == 2:
        return call("transpose", x, axes=(1, 0), form="T")
    axes = (*range(x.rank - 2), x.rank - 1, x.rank - 2)
    return call("transpose", x, axes=axes, form="swap")


def outer(a: Sym, b: Sym) -> Sym:
    """Return the outer product of two vectors."""
    return call("outer", a, b, form="np")


def product(a: Sym, b: Sym) -> Sym:
    """Return ``a @ b``, written as y is unless that means another product for these ranks."""
    if max(a.rank, b.rank) > 2 and a.form in ("dot", "dot_method"):
        return call("matmul", a, b, form="infix")
    return call("matmul", a, b)


def by_left(dy: Sym, y: Sym, a: Sym, b: Sym) -> Sym:
    """Return the adjoint of the left factor."""
    match a.rank, b.rank:
        case 1, 1:
            return dy * b
        case 1, 2:
            return call("matmul", b, dy)
        case 2, 1:
            return outer(dy, b)
        case 1, n:
            axes = (*range(n - 2), n - 1)
            return call("tensordot", b, dy, axes=(axes, tuple(range(n - 1))), form="np")
        case _, 1:
            return expanded(dy, (-1,)) * b
        case _:
            return unbroadcast(product(dy, swapped(b)), a.type)


def by_right(dy: Sym, y: Sym, a: Sym, b: Sym) -> Sym:
    """Return the adjoint of the right factor."""
    match a.rank, b.rank:
        case 1, 1:
            return dy * a
        case 1, 2:
            return outer(a, dy)
        case 2, 1:
            return product(swapped(a), dy)
        case 1, _:
            return expanded(a, (-1,)) * expanded(dy, (-2,))
        case n, 1:
            axes = tuple(range(n - 1))
            return call("tensordot", dy, a, axes=(axes, axes), form="np")
        case _:
            return unbroadcast(product(swapped(a), dy), b.type)


def outer_type(a: Type, b: Type, **_: object) -> Type:
    """Infer the type of ``np.outer``, which flattens its operands: vectors only here."""
    if rank_of(a) != 1 or rank_of(b) != 1:
        raise RuleError("GW406", found=f"{rank_of(a)} and {rank_of(b)}")
    dtype = ufunc_dtype(np.multiply, (weak(a), weak(b)))
    return shaped(dtype, (*lengths_of(a), *lengths_of(b)))


ROWS = (
    Rule(
        name="matmul",
        infer=matmul_type,
        pullbacks=(by_left, by_right),
        linear=frozenset({0, 1}),
        cost=Cost.PRODUCT,
        syntax={
            "infix": Infix("@", 13),
            "np": Call("np.matmul({0}, {1})"),
            "dot": Call("np.dot({0}, {1})"),
            "dot_method": Call("{0}.dot({1})"),
        },
        label="matmul",
        noun="product",
        derivative="dy @ b.T, a.T @ dy",
    ),
    Rule(
        name="outer",
        infer=outer_type,
        pullbacks=(
            lambda dy, y, a, b: call("matmul", dy, b, form="infix"),
            lambda dy, y, a, b: call("matmul", a, dy, form="infix"),
        ),
        linear=frozenset({0, 1}),
        cost=Cost.PRODUCT,
        syntax={"np": Call("np.outer({0}, {1})")},
        label="outer",
        noun="product",
        derivative="dy @ b, a @ dy",
    ),
)

register("Products", ROWS, on_complex=None)
