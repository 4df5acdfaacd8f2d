"""Products: dot, matmul, tensordot, einsum, inner, outer, kron."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_letters
from typing import cast

import numpy as np

from gradwright.ir.expressions import Expr
from gradwright.ir.types import UNIT, lengths_of, rank_of
from gradwright.rules.arguments import Arguments, as_operand, integer, static
from gradwright.rules.axes import normal_axis
from gradwright.rules.contract import einsum_name
from gradwright.rules.lengths import product_of
from gradwright.rules.rule import RuleError
from gradwright.rules.spelling import Lower, function, method, operands_only
from gradwright.rules.spellings.elementwise import UFUNC
from gradwright.rules.table import apply

Axes = tuple[tuple[int, ...], tuple[int, ...]]

function(np.matmul, "a, b" + UFUNC, "np", "matmul")(operands_only("matmul", "a, b"))


@function(np.dot, "a, b, out=!", "dot", "matmul")
@method("dot", "a, b, out=!", "dot_method", "matmul")
def dot(given: Arguments, form: str) -> Expr:
    """Lower dot: a product of numbers where one is a number, else one over the inner axes."""
    a, b = given.operand("a"), given.operand("b")
    if not rank_of(a.type) or not rank_of(b.type):
        return apply("mul", a, b, form=form)
    if rank_of(b.type) > 2:
        return contraction(a, b, ((rank_of(a.type) - 1,), (rank_of(b.type) - 2,)), form)
    return apply("matmul", a, b, form=form)


def contraction(a: Expr, b: Expr, axes: Axes, form: str) -> Expr:
    """Return a sum of products over pairs of axes."""
    return apply("tensordot", a, b, axes=axes, form=form)


@function(np.tensordot, "a, b, axes=2", prim="tensordot")
def tensordot(given: Arguments, form: str) -> Expr:
    """Lower tensordot, its axes as a count or in pairs."""
    a, b = given.operand("a"), given.operand("b")
    return contraction(a, b, paired(given.static("axes"), rank_of(a.type), rank_of(b.type)), form)


def paired(axes: object, left: int, right: int) -> Axes:
    """Return the pairs of axes that tensordot sums over."""
    if not isinstance(axes, tuple | list):
        count = integer(axes, "axes")
        if not 0 <= count <= min(left, right):
            raise RuleError(
                "GW405", axis=count, rank=min(left, right), low=0, high=min(left, right)
            )
        return tuple(range(left - count, left)), tuple(range(count))
    sides = [_several(side) for side in cast("Sequence[object]", axes)]
    if len(sides) != 2:
        raise RuleError("GW402", option="axes", found=axes)
    first, second = sides
    if len(first) != len(second):
        raise RuleError("GW415", reason="axes pairs different numbers of axes")
    return (
        tuple(normal_axis(k, left) for k in first),
        tuple(normal_axis(k, right) for k in second),
    )


def _several(side: object) -> tuple[int, ...]:
    items = cast("Sequence[object]", side) if isinstance(side, tuple | list) else (side,)
    return tuple(integer(k, "axes") for k in items)


def scaled_or(prim: str) -> Lower:
    """Return how a product is lowered that multiplies where an operand is a number."""

    def lower(given: Arguments, form: str) -> Expr:
        a, b = given.operand("a"), given.operand("b")
        if not rank_of(a.type) or not rank_of(b.type):
            return apply("mul", a, b, form=prim)
        return apply(prim, a, b, form=form)

    return lower


function(np.inner, "a, b", prim="inner")(scaled_or("inner"))
function(np.vdot, "a, b", prim="vdot")(operands_only("vdot", "a, b"))


@function(np.outer, "a, b, out=!", prim="outer")
def outer(given: Arguments, form: str) -> Expr:
    """Lower the outer product; operands of other ranks are flattened first, as NumPy does."""
    return apply("outer", *(flat(given.operand(name)) for name in ("a", "b")), form=form)


def flat(x: Expr) -> Expr:
    """Return an operand as a vector."""
    return x if rank_of(x.type) == 1 else apply("ravel", x, form="np")


@function(np.kron, "a, b", prim="kron")
def kron(given: Arguments, form: str) -> Expr:
    """Lower the Kronecker product of two vectors or two matrices."""
    a, b = given.operand("a"), given.operand("b")
    if not rank_of(a.type) or not rank_of(b.type):
        return apply("mul", a, b, form="infix")
    rank = max(rank_of(a.type), rank_of(b.type))
    a, b = (
        e if rank_of(e.type) == rank else apply("at_least", e, rank=rank, form="np") for e in (a, b)
    )
    ranks = rank_of(a.type), rank_of(b.type)
    if ranks not in ((1, 1), (2, 2)):
        raise RuleError("GW406", found=f"{ranks[0]} and {ranks[1]}")
    pairs = zip(lengths_of(a.type), lengths_of(b.type), strict=True)
    return apply("kron", a, b, lengths=tuple(map(product_of, pairs)), form=form)


@function(np.einsum, "*operands, out=!, dtype=!, order=!, casting=!, optimize=None", prim="einsum")
def einsum(given: Arguments, form: str) -> Expr:
    """Lower einsum with a known text of subscripts."""
    items = by_text(cast("Sequence[object]", given.given["operands"]))
    text = items[0] if items else None
    value = text if isinstance(text, str) else getattr(text, "value", None)
    if not isinstance(value, str):
        raise RuleError("GW410", found="", reason="the subscripts must be a text that is known")
    operands = [as_operand(item) for item in items[1:]]
    if len(operands) == 1 and rank_of(operands[0].type) == 2:
        found = _of_diagonal(value.replace(" ", ""), operands[0])
        if found is not None:
            return found
    subscripts = explicit(value, [rank_of(e.type) for e in operands])
    return apply(einsum_name(len(operands)), *operands, subscripts=subscripts, form=form)


def by_text(items: Sequence[object]) -> Sequence[object]:
    """Return operands with lists of whole numbers behind a text that has a letter for each number."""
    if not items or isinstance(items[0], str) or not isinstance(items[1:2], tuple | list):
        return items
    lists = [*items[1::2], *(items[-1:] if len(items) % 2 else ())]
    if len(items) < 2 or not all(isinstance(one, tuple | list) for one in lists):
        return items
    texts = [_letters(static(one)) for one in lists]
    given = len(items) // 2
    arrow = f"->{texts[-1]}" if len(items) % 2 else ""
    return [",".join(texts[:given]) + arrow, *items[: 2 * given : 2]]


def _letters(places: object) -> str:
    return "".join(
        "..." if place is Ellipsis else ascii_letters[integer(place, "subscripts")]
        for place in cast("Sequence[object]", places)
    )


def _of_diagonal(text: str, x: Expr) -> Expr | None:
    """Return the diagonal of a square matrix, a view of it, or the sum of it; None of other subscripts."""
    letters, _, output = text.partition("->")
    if not letters.isalpha() or len(letters) != 2 or letters[0] != letters[1]:
        return None
    if len({length is UNIT for length in lengths_of(x.type)}) > 1:
        raise RuleError("GW410", found=text, reason="the matrix is not square")
    if output == letters[0]:
        return apply("diagonal", x, form="einsum")
    return None if output else apply("trace", x, form="einsum")


def explicit(text: str, ranks: Sequence[int]) -> str:
    """Return subscripts with the result written out and the ellipsis as letters."""
    inputs, arrow, output = text.replace(" ", "").partition("->")
    parts = inputs.split(",")
    if len(parts) != len(ranks):
        raise RuleError("GW410", found=text, reason=f"it names {len(parts)} operands")
    batch = _batch(text, parts, ranks)
    if not arrow:
        letters = inputs.replace(",", "").replace("...", "")
        once = sorted(c for c in set(letters) if letters.count(c) == 1)
        output = ("..." if "..." in inputs else "") + "".join(once)
    parts = [_written(p, rank, batch) for p, rank in zip(parts, ranks, strict=True)]
    output = output.replace("...", batch)
    _check(text, parts, output, ranks)
    return f"{','.join(parts)}->{output}"


def _batch(text: str, parts: Sequence[str], ranks: Sequence[int]) -> str:
    wide = [rank - len(p) + 3 for p, rank in zip(parts, ranks, strict=True) if "..." in p]
    unused = [c for c in ascii_letters if c not in text]
    return "".join(unused[: max(wide, default=0)])


def _written(part: str, rank: int, batch: str) -> str:
    hidden = rank - len(part) + 3
    return part.replace("...", batch[len(batch) - hidden :] if hidden > 0 else "")


def _check(text: str, parts: Sequence[str], output: str, ranks: Sequence[int]) -> None:
    for part, rank in zip(parts, ranks, strict=True):
        if len(set(part)) < len(part):
            raise RuleError("GW410", found=text, reason="a letter occurs twice in one operand")
        if len(part) != rank:
            raise RuleError(
                "GW410", found=text, reason=f"{part!r} stands for an array of rank {rank}"
            )
    if len(set(output)) < len(output):
        raise RuleError("GW410", found=text, reason="a letter occurs twice in the result")
    if not set(output) <= set("".join(parts)):
        raise RuleError("GW410", found=text, reason="the result has a letter that no operand has")
