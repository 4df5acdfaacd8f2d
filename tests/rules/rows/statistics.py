"""Statistics that leave nan out, medians, running products, covariances."""

from __future__ import annotations

import numpy as np

from tests.rules.rows.row import apart, regular, shape


def gappy(rng, shape):
    """Return numbers apart from one another, the first entry of every row no number."""
    values = apart(rng, shape)
    values[..., :1] = np.nan
    return values


def definite(rng, shape):
    """Return a symmetric matrix whose eigenvalues are above 1."""
    root = rng.normal(size=shape)
    return root @ root.T + 1.5 * np.eye(*shape)


ROWS = (
    shape(
        "nansum",
        lambda a: np.nansum(a) + np.nansum(a, axis=-1, keepdims=True) * 2.0,
        (4,),
        (2, 3),
        draw=gappy,
    ),
    shape(
        "nanmean",
        lambda a: np.nanmean(a) * np.nanmean(a, axis=-1),
        (4,),
        (2, 3),
        draw=gappy,
        reference="richardson",
    ),
    shape(
        "nanmax",
        lambda a: np.nanmax(a) * np.nanmin(a, axis=-1),
        (4,),
        (2, 3),
        draw=gappy,
        reference="richardson",
    ),
    shape(
        "nanvar",
        lambda a: np.nanvar(a, axis=-1) * np.nanvar(a, ddof=1),
        (4,),
        (2, 3),
        draw=gappy,
        reference="richardson",
    ),
    shape(
        "nanstd",
        lambda a: np.nanstd(a, axis=-1, keepdims=True) * np.nanstd(a, ddof=1),
        (4,),
        (2, 3),
        draw=gappy,
        reference="richardson",
    ),
    shape(
        "nan statistics of numbers",
        lambda a: np.nansum(a) * np.nanmean(a, axis=0) + np.nanstd(a, axis=0),
        (3,),
        (2, 3),
        reference="richardson",
    ),
    shape(
        "median",
        lambda a: np.median(a) * 2.0,
        (5,),
        (4,),
        (2, 3),
        (1,),
        draw=apart,
        reference="richardson",
    ),
    shape(
        "median of an axis",
        lambda a: np.median(a, axis=0) * np.median(a, axis=-1, keepdims=True),
        (2, 3),
        (3, 4),
        draw=apart,
        reference="richardson",
    ),
    shape("cumprod", lambda a: np.cumprod(a) * a.cumprod(), (4,), (2, 3), (0,)),
    shape("cumprod of an axis", lambda a: np.cumprod(a, axis=0) * a.cumprod(axis=-1), (3, 3)),
    shape(
        "cholesky",
        lambda a: np.linalg.cholesky(a) * 2.0,
        (3, 3),
        (1, 1),
        (0, 0),
        draw=definite,
        reference="richardson",
    ),
    shape("cov", lambda a: np.cov(a) * 2.0, (2, 3), (3, 5), (4,), reference="richardson"),
    shape(
        "matrix_power",
        lambda a: (
            np.linalg.matrix_power(a, 3)
            + np.linalg.matrix_power(a, 1) * np.linalg.matrix_power(a, 2)
            + np.linalg.matrix_power(a, -2)
        ),
        (3, 3),
        draw=regular,
    ),
    shape("matrix_power of 6", lambda a: np.linalg.matrix_power(a, 6), (2, 2), (0, 0)),
)
