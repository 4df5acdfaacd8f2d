"""Quantiles, partitions, running extremes, unwrapped phases."""

from __future__ import annotations

import numpy as np

from tests.rules.rows.row import apart, normal, one, shape
from tests.rules.rows.statistics import gappy

METHODS = (
    "inverted_cdf averaged_inverted_cdf closest_observation interpolated_inverted_cdf hazen weibull "
    "linear median_unbiased normal_unbiased lower higher midpoint nearest"
).split()


def by_method(method):
    return lambda a: np.quantile(a, 0.37, method=method) * np.percentile(a, 81.0, method=method)


def ranked(name, function, *shapes, draw=apart, **fields):
    return shape(name, function, *shapes, draw=draw, reference="richardson", **fields)


QUANTILES = (
    *(ranked(f"quantile {method}", by_method(method), (6,), (1,)) for method in METHODS),
    ranked("quantile", lambda a: np.quantile(a, 0.3) * 2.0, (5,), (1,), (2, 3)),
    ranked(
        "quantiles",
        lambda a: np.quantile(a, [0.3, 0.81, 1.0]) * np.percentile(a, (10.0, 20.0, 0.0)),
        (5,),
        (1,),
        (2, 3),
    ),
    ranked("percentile of an axis", lambda a: np.percentile(a, 40, axis=0), (3, 2), (2, 3, 4)),
    ranked(
        "quantiles of an axis",
        lambda a: np.quantile(a, [0.1, 0.8], axis=-1) * np.quantile(a, (0.5, 0.6), axis=1),
        (3, 4),
        (1, 5),
    ),
    ranked(
        "quantiles that keep the axis",
        lambda a: np.quantile(a, [0.1, 0.8], axis=-1, keepdims=True) * a,
        (3, 4),
    ),
    ranked("nanquantile", lambda a: np.nanquantile(a, 0.3, axis=-1), (5,), (2, 4), draw=gappy),
    ranked(
        "nanpercentile",
        lambda a: np.nanpercentile(a, [30.0, 70.0], axis=0) * 2.0,
        (5,),
        (3, 2),
    ),
    ranked("nanmedian", lambda a: np.nanmedian(a), (6,), (2, 3), draw=gappy),
    ranked(
        "nanmedian of an axis",
        lambda a: np.nanmedian(a, axis=1, keepdims=True) * a,
        (3, 4),
    ),
)
ROWS = (
    *QUANTILES,
    ranked("partition", lambda a: np.partition(a, 1) * a, (4,), (2, 3)),
    ranked(
        "partition of an axis",
        lambda a: np.partition(a, (0, 2), axis=0) * 2.0,
        (5,),
        (4, 2),
    ),
    ranked(
        "running extremes",
        lambda a: np.maximum.accumulate(a) * np.minimum.accumulate(a, axis=-1),
        (5,),
        (4, 3),
        (1, 3),
        (0, 2),
        traced=False,
    ),
    one(
        "unwrap",
        lambda a: np.unwrap(a) * np.unwrap(a * 3.0, axis=0),
        reference="richardson",
        shapes=(((5,),), ((2, 4),), ((1,),)),
    ),
    one(
        "unwrap by a period",
        lambda a: np.unwrap(a, period=1.5, discont=0.9) * 2.0,
        normal,
        "richardson",
        shapes=(((5,),),),
    ),
)
