"""Sums of products over named or paired axes: tensordot, einsum, inner, vdot, trace."""

from __future__ import annotations

import numpy as np

from gradwright.ir.types import UNIT, Array, Form, Type, dtype_of, lengths_of, rank_of
from gradwright.rules.axes import expanded
from gradwright.rules.broadcast import agreed
from gradwright.rules.dtypes import promoted, shaped, ufunc_dtype, weak
from gradwright.rules.linalg import meet
from gradwright.rules.rule import Call, Cost, Rule, RuleError
from gradwright.rules.symbolic import Sym, call, conjugate
from gradwright.rules.table import register

BOTH = frozenset({0, 1})
Pairs = tuple[tuple[int, ...], tuple[int, ...]]
NO_PAIRS: Pairs = ((), ())


def free(rank: int, taken: tuple[int, ...]) -> tuple[int, ...]:
    """Return the axes that are not summed over."""
    return tuple(k for k in range(rank) if k not in taken)


def tensordot_type(a: Type, b: Type, axes: Pairs = NO_PAIRS, **_: object) -> Type:
    """Infer the type of a sum of products over pairs of axes."""
    left, right = lengths_of(a), lengths_of(b)
    for i, j in zip(*axes, strict=True):
        meet(left[i].literal, right[j].literal)
    kept = [left[i] for i in free(len(left), axes[0])]
    kept += [right[j] for j in free(len(right), axes[1])]
    return Array(ufunc_dtype(np.matmul, (weak(a), weak(b))), tuple(kept))


def permuted(x: Sym, order: tuple[int, ...]) -> Sym:
    """Return x with axis k brought to place ``order[k]``."""
    if order == tuple(range(len(order))):
        return x
    axes = tuple(order.index(k) for k in range(len(order)))
    return call("transpose", x, axes=axes, form="T" if axes == (1, 0) else "method")


def tensordot_left(dy: Sym, y: Sym, a: Sym, b: Sym, axes: Pairs = NO_PAIRS) -> Sym:
    """Contract dy with b's free axes and put a's axes in order."""
    kept, others = free(a.rank, axes[0]), free(b.rank, axes[1])
    over = (tuple(range(len(kept), len(kept) + len(others))), others)
    found = product(dy, b, over)
    summed = sorted(range(len(axes[1])), key=lambda k: axes[1][k])
    return permuted(found, (*kept, *(axes[0][k] for k in summed)))


def tensordot_right(dy: Sym, y: Sym, a: Sym, b: Sym, axes: Pairs = NO_PAIRS) -> Sym:
    """Contract a's free axes with dy and put b's axes in order."""
    kept, others = free(b.rank, axes[1]), free(a.rank, axes[0])
    over = (others, tuple(range(len(others))))
    found = product(a, dy, over)
    summed = sorted(range(len(axes[0])), key=lambda k: axes[0][k])
    return permuted(found, (*(axes[1][k] for k in summed), *kept))


def product(a: Sym, b: Sym, axes: Pairs) -> Sym:
    """Return a tensordot, or a plain product where an operand has no axes."""
    if not a.rank or not b.rank:
        return a * b
    return call("tensordot", a, b, axes=axes, form="np")


def letters_of(subscripts: str) -> tuple[list[str], str]:
    """Return the operands' letters and the result's."""
    inputs, _, output = subscripts.partition("->")
    return inputs.split(","), output


def einsum_lengths(types: tuple[Type, ...], subscripts: str) -> dict[str, Form]:
    """Return each letter's length; a unit axis meets any other."""
    inputs, _ = letters_of(subscripts)
    found: dict[str, list[Form]] = {}
    for letters, type_ in zip(inputs, types, strict=True):
        for letter, length in zip(letters, lengths_of(type_), strict=True):
            found.setdefault(letter, []).append(length)
    return {letter: agreed(lengths) for letter, lengths in found.items()}


def einsum_type(*types: Type, subscripts: str = "", **_: object) -> Type:
    """Infer the type of an einsum with explicit letters."""
    lengths = einsum_lengths(types, subscripts)
    return shaped(promoted(types), tuple(lengths[k] for k in letters_of(subscripts)[1]))


def einsum_back(k: int, dy: Sym, y: Sym, *operands: Sym, subscripts: str = "") -> Sym:
    """Sum the product of dy and the other operands over what operand k has not."""
    inputs, output = letters_of(subscripts)
    own = inputs[k]
    others = [x for x in range(len(operands)) if x != k]
    lengths = einsum_lengths(tuple(x.type for x in operands), subscripts)
    narrow = {c for c, n in zip(own, lengths_of(operands[k].type), strict=True) if n is UNIT}
    narrow -= {c for c in narrow if lengths[c] is UNIT}
    there = set(output).union(*(inputs[x] for x in others)) - narrow
    kept = "".join(c for c in own if c in there)
    parts = [output, *(inputs[x] for x in others)]
    text = f"{','.join(parts)}->{kept}"
    factors = [dy, *(operands[x] for x in others)]
    found = call(einsum_name(len(factors)), *factors, subscripts=text, form="np")
    missing = tuple(place for place, c in enumerate(own) if c not in there)
    if not missing or not kept:
        return found
    return expanded(found, missing)


def inner_type(a: Type, b: Type, **_: object) -> Type:
    """Infer the type of ``np.inner``: a sum over both last axes."""
    axes = ((rank_of(a) - 1,), (rank_of(b) - 1,))
    found = tensordot_type(a, b, axes=axes)
    return shaped(dtype_of(found), lengths_of(found))


def inner_axes(a: Sym, b: Sym) -> Pairs:
    """Return the axes that inner sums over."""
    return (a.rank - 1,), (b.rank - 1,)


def vdot_type(a: Type, b: Type, **_: object) -> Type:
    """Infer the type of ``np.vdot``: the dot product of the flattened operands."""
    if rank_of(a) != rank_of(b):
        raise RuleError("GW406", found=f"{rank_of(a)} and {rank_of(b)}")
    for left, right in zip(lengths_of(a), lengths_of(b), strict=True):
        meet(left.literal, right.literal)
    return shaped(ufunc_dtype(np.multiply, (weak(a), weak(b))), ())


def kron_type(a: Type, b: Type, lengths: tuple[Form, ...] = (), **_: object) -> Type:
    """Infer the type of a Kronecker product of matrices."""
    return shaped(ufunc_dtype(np.multiply, (weak(a), weak(b))), lengths)


def _blocks(dy: Sym, a: Sym, b: Sym) -> Sym:
    """Return dy as blocks: axes of a and b in turn."""
    lengths: list[Sym] = []
    forms: list[Form] = []
    for k in range(a.rank):
        for x in (a, b):
            lengths.append(call("length", x, axis=k, form="shape"))
            forms.append(lengths_of(x.type)[k])
    return call("reshape", dy, *lengths, lengths=tuple(forms), form="method")


def _kron_letters(rank: int) -> tuple[str, str, str]:
    own, other = "ij"[:rank], "kl"[:rank]
    return "".join(a + b for a, b in zip(own, other, strict=True)), own, other


def kron_left(dy: Sym, y: Sym, a: Sym, b: Sym, **_: object) -> Sym:
    """Sum the blocks of dy weighted with b."""
    blocks, own, other = _kron_letters(a.rank)
    return call("einsum", _blocks(dy, a, b), b, subscripts=f"{blocks},{other}->{own}", form="np")


def kron_right(dy: Sym, y: Sym, a: Sym, b: Sym, **_: object) -> Sym:
    """Sum the blocks of dy weighted with a."""
    blocks, own, other = _kron_letters(a.rank)
    return call("einsum", _blocks(dy, a, b), a, subscripts=f"{blocks},{own}->{other}", form="np")


def einsum_row(name: str, *, shares: bool = False) -> Rule:
    """Return the row of an einsum; of one operand it may be a view."""
    return Rule(
        name=name,
        infer=einsum_type,
        pullbacks=einsum_back,
        linear=frozenset(range(16)),
        shares=frozenset({0} if shares else ()),
        cost=Cost.PRODUCT,
        syntax={"np": Call('np.einsum("{subscripts}", {args})')},
        label="einsum",
        noun="product",
        derivative="einsum of dy and the other factors",
    )


def einsum_name(operands: int) -> str:
    """Return the primitive of an einsum of this many operands."""
    return "einsum" if operands > 1 else "einsum_of_one"


ROWS = (
    Rule(
        name="tensordot",
        infer=tensordot_type,
        pullbacks=(tensordot_left, tensordot_right),
        linear=BOTH,
        cost=Cost.PRODUCT,
        syntax={
            "np": Call("np.tensordot({0}, {1}, axes={axes})"),
            "dot": Call("np.dot({0}, {1})"),
            "dot_method": Call("{0}.dot({1})"),
        },
        label="tensordot",
        noun="product",
        derivative="tensordot of dy and the other factor",
    ),
    einsum_row("einsum"),
    einsum_row("einsum_of_one", shares=True),
    Rule(
        name="inner",
        infer=inner_type,
        pullbacks=(
            lambda dy, y, a, b: tensordot_left(dy, y, a, b, inner_axes(a, b)),
            lambda dy, y, a, b: tensordot_right(dy, y, a, b, inner_axes(a, b)),
        ),
        linear=BOTH,
        cost=Cost.PRODUCT,
        syntax={"np": Call("np.inner({0}, {1})")},
        label="inner",
        noun="product",
        derivative="tensordot of dy and the other factor",
    ),
    Rule(
        name="vdot",
        infer=vdot_type,
        pullbacks=(
            lambda dy, y, a, b: conjugate(dy * b),
            lambda dy, y, a, b: dy * conjugate(a),
        ),
        linear=BOTH,
        cost=Cost.PRODUCT,
        syntax={"np": Call("np.vdot({0}, {1})")},
        label="vdot",
        noun="product",
        derivative="conj(dy * b), dy * conj(a)",
    ),
    Rule(
        name="kron",
        infer=kron_type,
        pullbacks=(kron_left, kron_right),
        linear=BOTH,
        cost=Cost.PRODUCT,
        syntax={"np": Call("np.kron({0}, {1})")},
        label="kron",
        noun="product",
        derivative="sums of the blocks of dy * b, dy * a",
    ),
)

register("Contractions", ROWS, on_complex=None)
