"""Products of every combination of ranks; square matrices."""

from __future__ import annotations

import numpy as np

from tests.rules.rows.row import Row, normal, one, regular, two


def einsum_of(text, operands):
    """Return an einsum of one, two or three operands."""
    return {
        1: lambda a: np.einsum(text, a),
        2: lambda a, b: np.einsum(text, a, b),
        3: lambda a, b, c: np.einsum(text, a, b, c),
    }[operands]


def products(name, function, shapes, reference="complex"):
    return two(name, function, shapes=shapes, reference=reference)


RANKS = (
    ((3,), (3,)),
    ((3,), (3, 2)),
    ((2, 3), (3,)),
    ((2, 3), (3, 4)),
    ((1, 3), (3, 1)),
    ((0, 3), (3, 2)),
    ((2, 0), (0, 3)),
    ((1,), (1, 3)),
    ((3, 1), (1,)),
)
BATCHED = (
    ((2, 3, 4), (2, 4, 2)),
    ((2, 3, 4), (4, 2)),
    ((3, 4), (2, 4, 2)),
    ((2, 1, 3, 4), (5, 4, 2)),
    ((1, 3, 4), (2, 4, 2)),
    ((4,), (2, 4, 3)),
    ((4,), (2, 3, 4, 2)),
    ((2, 3, 4), (4,)),
    ((2, 2, 3, 4), (4,)),
)
DOTS = (
    ((2, 3, 4), (4, 2)),
    ((2, 3, 4), (4,)),
    ((2, 4), (3, 4, 2)),
    ((4,), (3, 4, 2)),
    ((2, 3, 4), (5, 4, 2)),
)
SCALED = ((None, (2, 3)), ((2, 3), None), (None, None))

PRODUCTS = (
    products("@", lambda a, b: a @ b, RANKS + BATCHED),
    products("np.matmul", np.matmul, RANKS + BATCHED),
    products("np.dot", lambda a, b: np.dot(a, b), RANKS + DOTS + SCALED),
    products(".dot", lambda a, b: a.dot(b), RANKS + DOTS),
    products("outer", np.outer, (((2,), (3,)), ((2, 2), (3,)), ((1,), (0,)))),
    products(
        "inner",
        lambda a, b: np.inner(a, b),
        (((3,), (3,)), ((2, 3), (3,)), ((2, 3), (4, 3)), ((2, 2, 3), (3,)), (None, (3,))),
    ),
    products("vdot", lambda a, b: np.vdot(a, b), (((3,), (3,)), ((2, 3), (2, 3)))),
    products("kron", np.kron, (((2,), (3,)), ((2, 2), (1, 3)))),
    products("tensordot 2", np.tensordot, (((2, 3, 4), (3, 4, 5)), ((3, 4), (3, 4)))),
    products(
        "tensordot 1", lambda a, b: np.tensordot(a, b, axes=1), (((2, 3), (3, 4)), ((3,), (3, 2)))
    ),
    products("tensordot 0", lambda a, b: np.tensordot(a, b, axes=0), (((2, 3), (4,)),)),
    products(
        "tensordot pairs",
        lambda a, b: np.tensordot(a, b, axes=([2, 0], [1, 2])),
        (((2, 3, 4), (5, 4, 2)),),
    ),
    *(
        Row(
            f"einsum {text}",
            einsum_of(text, len(shapes)),
            (shapes,),
            (normal,) * len(shapes),
        )
        for text, shapes in (
            ("ij,jk->ik", ((2, 3), (3, 4))),
            ("ij,jk", ((2, 3), (3, 4))),
            ("i,i->", ((3,), (3,))),
            ("ij,ij->i", ((2, 3), (2, 3))),
            ("ij->ji", ((2, 3),)),
            ("ij->j", ((2, 3),)),
            ("ij->", ((2, 3),)),
            ("bij,bjk->bik", ((2, 3, 4), (2, 4, 2))),
            ("...ij,...jk->...ik", ((2, 3, 4), (2, 4, 2))),
            ("...ij,jk", ((2, 3, 4), (4, 2))),
            ("i,j,k->ijk", ((2,), (3,), (2,))),
            ("ij,jk,kl->il", ((2, 3), (3, 4), (4, 2))),
            ("ij,kj->", ((2, 3), (4, 3))),
            ("ij,k->j", ((2, 3), (4,))),
            ("ij,jk->ik", ((2, 1), (3, 4))),
        )
    ),
    one("trace", np.trace, shapes=(((3, 3),), ((2, 4),))),
    one("trace of an offset", lambda a: np.trace(a, offset=1) + a.trace(-1), shapes=(((3, 4),),)),
)


MATRICES = (
    one("inv", np.linalg.inv, regular, shapes=(((3, 3),),)),
    one("det", np.linalg.det, regular, shapes=(((3, 3),),)),
    two("solve", np.linalg.solve, (regular, normal), shapes=(((3, 3), (3,)), ((3, 3), (3, 2)))),
)

ROWS = (*PRODUCTS, *MATRICES)
