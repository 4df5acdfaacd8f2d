"""More functions that stand for programs, and options that rows of the table have not."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view as sliding

from tests.rules.rows.definitions import read, rising
from tests.rules.rows.row import apart, normal, positive, regular


def exact(name, function, *shapes, **fields):
    return read(name, function, *shapes, reference="richardson", **fields)


VECTORS = {
    "3": lambda a: np.linalg.norm(a, 3),
    "half": lambda a: np.linalg.norm(a, 0.5),
    "1": lambda a: np.linalg.norm(a, 1),
    "-inf": lambda a: np.linalg.norm(a, -np.inf),
    "0": lambda a: np.linalg.norm(a, 0) * a,
}
MATRICES = {
    "1": lambda a: np.linalg.norm(a, 1),
    "-1": lambda a: np.linalg.norm(a, -1),
    "2": lambda a: np.linalg.norm(a, 2),
    "-2": lambda a: np.linalg.norm(a, -2),
    "nuc": lambda a: np.linalg.norm(a, "nuc"),
    "inf": lambda a: np.linalg.norm(a, np.inf),
    "fro": lambda a: np.linalg.norm(a, "fro", axis=(0, 1)),
}
NORMS = (
    *(exact(f"norm {k} of a vector", f, (4,), draws=(apart,)) for k, f in VECTORS.items()),
    *(
        exact(f"norm {k} of a matrix", f, (3, 2), (2, 2), draws=(regular,), float32=False)
        for k, f in MATRICES.items()
    ),
    exact(
        "norm 3 of rows",
        lambda a: np.linalg.norm(a, ord=3, axis=1, keepdims=True) * a,
        (2, 3),
        draws=(apart,),
    ),
    exact(
        "norms by their own names",
        lambda a: np.linalg.vector_norm(a) * np.linalg.matrix_norm(a),
        (2, 3),
    ),
    exact("cond", lambda a: np.linalg.cond(a) * 2.0, (3, 3), (2, 2), float32=False),
)
SUMS = (
    exact(
        "average along an axis",
        lambda a, w: np.average(a, axis=0, weights=w) * 2.0,
        ((3, 2), (3,)),
        ((2, 3, 2), (2,)),
        draws=(normal, positive),
    ),
    exact(
        "average of the last axis",
        lambda a, w: np.average(a, axis=-1, weights=w),
        ((2, 3), (3,)),
        draws=(normal, positive),
    ),
    exact(
        "average and weights",
        lambda a, w: np.average(a, weights=w, returned=True)[0] * a,
        ((3,), (3,)),
        draws=(normal, positive),
    ),
    exact(
        "sum in a dtype",
        lambda a: np.sum(a, dtype=np.float64) * a.cumsum(dtype=float) + a.mean(axis=0, dtype=float),
        (3,),
        float32=False,
    ),
    exact(
        "max at least a number",
        lambda a: np.max(a, axis=0, initial=0.2) * np.min(a, initial=0.1),
        (3, 2),
        (4,),
        draws=(apart,),
    ),
    exact(
        "median of several axes",
        lambda a: np.median(a, axis=(0, 2)) * 2.0,
        (2, 3, 2),
        draws=(apart,),
    ),
    exact(
        "median that keeps axes", lambda a: np.median(a, keepdims=True) * a, (2, 3), draws=(apart,)
    ),
    exact(
        "quantiles of several axes",
        lambda a: np.quantile(a, 0.3, axis=(0, 1)) * np.percentile(a, 60, axis=(-1, 0)),
        (3, 3),
        draws=(apart,),
    ),
    read(
        "sums of masked entries",
        lambda a: np.sum(a, where=a > -9.0) * np.sum(a, axis=0, where=a < 9.0, keepdims=True) * 2.0,
        (4,),
        (2, 3),
        reference="richardson",
    ),
    read(
        "means of masked entries",
        lambda a: np.mean(a, where=a > 0.2) * a.mean(axis=-1, where=a < 0.9),
        (4,),
        (2, 3),
        draws=(apart,),
        reference="richardson",
    ),
    read(
        "sums of segments",
        lambda a: np.add.reduceat(a, [1, 2, 5]) * 2.0,
        (6,),
        reference="richardson",
    ),
)
PRODUCTS = (
    read(
        "vecdot",
        lambda a, b: np.vecdot(a, b) * np.linalg.vecdot(a, b),
        ((3,), (3,)),
        ((2, 3), (3,)),
        ((2, 3), (2, 3)),
        reference="richardson",
    ),
    read(
        "matvec",
        lambda a, b: np.matvec(a, b) * 2.0,
        ((2, 3), (3,)),
        ((4, 2, 3), (4, 3)),
        reference="richardson",
    ),
    read(
        "vecmat",
        lambda a, b: np.vecmat(a, b) * 2.0,
        ((2,), (2, 3)),
        ((4, 2), (4, 2, 3)),
        reference="richardson",
    ),
    read("multi_dot of three", lambda a, b: np.linalg.multi_dot([a, b, a]) * 2.0, ((2, 3), (3, 2))),
    read(
        "multi_dot of two",
        lambda a, b: np.linalg.multi_dot([a, b]) * 2.0,
        ((2, 3), (3, 2)),
        ((3,), (3, 2)),
    ),
    read(
        "kron of ranks",
        lambda a, b: np.kron(a, b) * 2.0,
        ((2,), (2, 3)),
        ((2, 2), (3,)),
        ((2,), (1,)),
    ),
    exact(
        "tensorsolve",
        lambda a, b: np.linalg.tensorsolve(a, b) * 2.0,
        ((3, 3), (3,)),
        draws=(lambda rng, shape: rng.normal(size=shape) + 4.0 * np.eye(*shape), normal),
        float32=False,
    ),
)
MADE = (
    read(
        "linspace without the end",
        lambda a: (
            np.linspace(a[0], a[1], 4, endpoint=False) * np.linspace(0.0, a[2], 4, retstep=True)[1]
        ),
        (3,),
    ),
    read("logspace", lambda a: np.logspace(a[0], a[1], 4) * np.logspace(0, 1, 4, base=2.0), (3,)),
    exact(
        "geomspace",
        lambda a: np.geomspace(a[0], a[1], 5) * 2.0,
        (3,),
        draws=(positive,),
        float32=False,
    ),
    read("tri", lambda a: np.tri(3) * a[:, None] + np.tri(3, 3, 1), (3,)),
    read("diagflat", lambda a: np.diagflat(a) * 2.0, (3,), (2, 2)),
    read("full of a row", lambda a: np.full((2, 3), a) * 2.0, (3,)),
    read("resize", lambda a: np.resize(a, (2, 4)) * np.resize(a, 4), (3,), (2, 3)),
    read(
        "windows",
        lambda a: a * np.hanning(4) * np.hamming(4) + a * np.blackman(4) * np.bartlett(4),
        (4,),
        reference="richardson",
    ),
    read("block", lambda a, b: np.block([[a, b], [b.T, 2.0 * np.eye(2)]]) * 2.0, ((3, 3), (3, 2))),
    read(
        "block of vectors",
        lambda a, b: np.block([a, 1.0, b]) * np.block([b, a, b[0]]),
        ((3,), (2,)),
    ),
    read(
        "concatenate flattened",
        lambda a, b: np.concatenate([a, b], axis=None) * 2.0,
        ((2, 2), (3,)),
    ),
    read(
        "r_ and c_",
        lambda a, b: np.r_[a, b, 1.0, 0:2] * 2.0 + np.c_[a, b].sum(),
        ((3,), (3,)),
        ((2,), (2,)),
    ),
    read(
        "grids",
        lambda a: np.mgrid[0:2, 0:3][1] * a + np.ogrid[1:3, 0:3][0] * a,
        (2, 3),
        reference="richardson",
    ),
)
MOVED = (
    exact("windows of a vector", lambda a: sliding(a, 3) * sliding(a, (2,))[:-1, :1], (5,), (3,)),
    exact("windows of an axis", lambda a: sliding(a, 2, axis=0) * 2.0, (4, 3), (2, 1)),
    exact("windows of a matrix", lambda a: sliding(a, (2, 2)) * 2.0, (4, 3), (2, 2)),
    read(
        "entries as numbers",
        lambda a: a.item(1) * a.item(0, 2) * a.item((1, 1)) * a,
        (2, 3),
        float32=False,
        reference="richardson",
    ),
    read(
        "roll along axes",
        lambda a: np.roll(a, (1, -2), axis=(0, 1)) * np.roll(a, 1, axis=(0, 1)),
        (2, 3),
    ),
    read("rollaxis", lambda a: np.rollaxis(a, 2) * 2.0, (2, 3, 4)),
    read(
        "diagonals of a stack",
        lambda a: (
            np.diagonal(a, axis1=1, axis2=2) * np.linalg.diagonal(a) + np.linalg.trace(a)[:, None]
        ),
        (2, 3, 3),
    ),
    read(
        "diagonals off the middle",
        lambda a: np.diagonal(a, 1, 0, 2) * 2.0 + np.trace(a, -1, 0, 2)[:, None],
        (3, 2, 4),
    ),
    read(
        "indices and numbers",
        lambda a: (
            a[np.unravel_index(4, (2, 3))] * a.ravel()[np.ravel_multi_index((1, 2), (2, 3))] * a
        ),
        (2, 3),
    ),
    exact(
        "place of the largest",
        lambda a: a[np.unravel_index(np.argmax(a), a.shape)] * 2.0,
        (2, 3),
        draws=(apart,),
    ),
    read("trim_zeros", lambda a: np.trim_zeros(a) * 2.0, (4,)),
)
CURVES = (
    exact(
        "interp beyond the ends",
        lambda x, f: np.interp(x, [0.0, 0.5, 1.2], f, left=0.5, right=-1.0),
        ((4,), (3,)),
        float32=False,
    ),
    exact(
        "interp of a period",
        lambda x, f: np.interp(x, [0.0, 0.45, 1.2], f, period=2.0),
        ((4,), (3,)),
        float32=False,
    ),
    read(
        "diff between ends",
        lambda a: np.diff(a, prepend=0.0) * np.diff(a, append=a[:1] * 2.0),
        (4,),
        (1,),
    ),
    read("diff of an axis between ends", lambda a: np.diff(a, axis=0, prepend=1.0) * a, (2, 3)),
    exact(
        "polyfit",
        lambda x, y: np.polyfit(x, y, 2) * 2.0,
        ((5,), (5,)),
        ((4,), (4, 2)),
        draws=(rising, normal),
        float32=False,
    ),
    exact(
        "polyfit by weights",
        lambda y, w: np.polyfit([0.0, 1.0, 3.0, 4.0], y, 1, w=w),
        ((4,), (4,)),
        draws=(normal, positive),
        float32=False,
    ),
    read("polymul", lambda a, b: np.polymul(a, b) * 2.0, ((3,), (2,))),
    read("polyint", lambda a: np.polyint(a) * np.polyint(a, 1, 2.0), (3,), float32=False),
    exact("polyder", lambda a: np.polyder(a) * 2.0, (4,)),
)
MAPPED = (
    exact(
        "vectorize",
        lambda a: np.vectorize(lambda t: t * t if t > 0.2 else -t)(a) * 2.0,
        (4,),
        (2, 3),
        draws=(apart,),
        float32=False,
    ),
    exact(
        "vectorize of two",
        lambda a, b: np.vectorize(lambda t, u: t * u)(a, b) * 2.0,
        ((2, 3), (3,)),
        float32=False,
    ),
    exact("tolist", lambda a: sum([t * t for t in a.tolist()]) * a, (3,), float32=False),
    read(
        "modf and divmod",
        lambda a: np.modf(3.0 * a)[0] * np.divmod(a, 0.7)[1],
        (4,),
        (2, 3),
        draws=(positive,),
        reference="richardson",
    ),
    read("ldexp", lambda a: np.ldexp(a, 2) * 2.0, (3,), reference="richardson"),
    exact("compress method", lambda a: a.compress(a > 0.2) * 2.0, (4,), draws=(apart,)),
    exact("partition in place", lambda a: parted(a) * a, (4,), draws=(apart,)),
)
HISTOGRAMS = (
    exact(
        "histogram",
        lambda a: np.histogram(a, 3)[1] * np.histogram(a, [0.0, 0.5, 1.0, 4.0])[0][1],
        (5,),
        (2, 3),
        draws=(apart,),
        float32=False,
    ),
    exact(
        "histogram between limits",
        lambda a: np.histogram(a, 3, range=(-1.13, 2.99))[0] * a[0],
        (3,),
        draws=(apart,),
        float32=False,
    ),
    exact(
        "histogram of weights",
        lambda w: np.histogram([0.1, 0.5, 0.2, 0.9], 3, weights=w)[0] * 2.0,
        (4,),
        float32=False,
    ),
    exact(
        "density",
        lambda a: np.histogram(a, [0.0, 0.5, 1.0, 4.0], density=True)[0] * a[:3],
        (5,),
        draws=(apart,),
        float32=False,
    ),
    read(
        "sets of whole numbers",
        lambda a: (
            a[np.setdiff1d(np.arange(4), [1])] * a[np.intersect1d([0, 1, 2], [0, 1, 2])]
            + a[np.union1d([0], [2, 3])]
        ),
        (4,),
    ),
    read("gcd and lcm", lambda a: a * np.gcd(np.arange(3), 2) + np.lcm(np.arange(3), 2), (3,)),
)


def parted(a):
    b = a.copy()
    b.partition(1)
    return b


ROWS = (*NORMS, *SUMS, *PRODUCTS, *MADE, *MOVED, *CURVES, *MAPPED, *HISTOGRAMS)
