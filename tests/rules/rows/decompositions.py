"""Results of decompositions of matrices, one matrix or a stack of them."""

from __future__ import annotations

import numpy as np

from tests.rules.rows.definitions import read
from tests.rules.rows.row import normal, regular
from tests.rules.rows.statistics import definite


def eigen(a):
    w, v = np.linalg.eigh(a + a.T)
    return v * w + v[0] + w


def singular(a):
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    return np.concatenate([(u * s).ravel(), vt.ravel(), s])


def square(a):
    u, s, vt = np.linalg.svd(a)
    return u * s + vt + np.linalg.svd(a, compute_uv=False)


def orthogonal(a):
    q, r = np.linalg.qr(a)
    return np.concatenate([q.ravel(), (r * r).ravel(), np.linalg.qr(a, mode="r").ravel()])


def least(a, b):
    x, _, rank, values = np.linalg.lstsq(a, b, rcond=None)
    return x * rank + values[0]


def logarithm(a):
    sign, log = np.linalg.slogdet(a)
    return sign * log * np.linalg.slogdet(a).logabsdet


def stacked(draw):
    """Return a draw of stacks of matrices."""

    def draws(rng, shape):
        lead = shape[:-2]
        return np.array([draw(rng, shape[-2:]) for _ in range(int(np.prod(lead)))]).reshape(shape)

    return draws


def eigen_of_stack(a):
    w, v = np.linalg.eigh(a + a.mT)
    return v * w[:, None] + v[:, :1]


def singular_of_stack(a):
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    return u * s[:, None] + vt[:, :1] + np.linalg.svdvals(a)[:, None]


def factors(name, function, *shapes, draws=(normal,)):
    return read(name, function, *shapes, draws=draws, reference="richardson", float32=False)


ROWS = (
    factors("eigh", eigen, (3, 3), (1, 1)),
    factors("eigvalsh", lambda a: np.linalg.eigvalsh(a) * 2.0, (3, 3), (1, 1), draws=(definite,)),
    factors("svd", singular, (3, 2), (2, 3), (3, 3), (2, 1)),
    factors("svd of a square", square, (3, 3)),
    factors("svdvals", lambda a: np.linalg.svdvals(a) * 2.0, (3, 2), (2, 3)),
    factors("qr", orthogonal, (3, 2), (3, 3), (2, 1), (4, 3)),
    factors("slogdet", logarithm, (3, 3), (1, 1), draws=(regular,)),
    factors("pinv", lambda a: np.linalg.pinv(a) * 2.0, (3, 2), (2, 3), (3, 3)),
    factors("lstsq", least, ((4, 2), (4,)), ((4, 2), (4, 3)), ((2, 3), (2,))),
    factors("eigh of a stack", eigen_of_stack, (2, 3, 3)),
    factors("svd of a stack", singular_of_stack, (2, 3, 2)),
    factors(
        "qr of a stack", lambda a: np.linalg.qr(a)[0] * np.linalg.qr(a)[1][..., :1, :1], (2, 3, 2)
    ),
    factors("slogdet of a stack", lambda a: np.linalg.slogdet(a)[1] * 2.0, (2, 3, 3)),
    factors(
        "eigvalsh of a stack",
        lambda a: np.linalg.eigvalsh(a) * 2.0,
        (2, 3, 3),
        draws=(stacked(definite),),
    ),
    read(
        "inv of a stack",
        lambda a: np.linalg.inv(a) * 2.0,
        (2, 3, 3),
        (2, 1, 2, 2),
        draws=(stacked(regular),),
        float32=False,
    ),
    read(
        "det of a stack",
        lambda a: np.linalg.det(a) * 2.0,
        (2, 3, 3),
        draws=(stacked(regular),),
        float32=False,
    ),
    read(
        "solve of stacks",
        lambda a, b: np.linalg.solve(a, b) * 2.0,
        ((2, 3, 3), (2, 3, 2)),
        ((2, 3, 3), (3, 2)),
        ((3, 3), (2, 3, 1)),
        ((2, 1, 3, 3), (4, 3, 2)),
        draws=(stacked(regular), normal),
        float32=False,
    ),
    factors(
        "cholesky of a stack",
        lambda a: np.linalg.cholesky(a) * 2.0,
        (2, 3, 3),
        draws=(stacked(definite),),
    ),
)
