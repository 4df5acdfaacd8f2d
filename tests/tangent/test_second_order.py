"""Every program of the corpus in second order: forward over reverse against forward over forward."""

import warnings
from typing import Any

import numpy as np
import pytest

import gradwright as gw
from gradwright.pipeline import calls_in
from tests.corpus import ROWS, Row
from tests.reference import forward_result, leaves, map_leaves, upstream_like
from tests.tangent.products import direction_like, inner, size
from tests.tangent.second import over_forward, over_gradient, read, run

DIFFERENTIATED = [row for row in ROWS if row.outcome != "refused"]


def directions(row: Row) -> tuple[Any, Any]:
    first = tuple(direction_like(row.arguments[k]) for k in row.positions)
    second = tuple(map_leaves(_other, move) for move in first)
    return (first, second) if isinstance(row.wrt, tuple) else (first[0], second[0])


def _floats_alone(_: Any, leaf: Any) -> Any:
    """A direction that is an argument of a written program has nothing where nothing moves."""
    return leaf if isinstance(leaf, (float, np.floating, np.ndarray)) else None


def _other(_: Any, leaf: Any) -> Any:
    if isinstance(leaf, np.ndarray):
        return np.cos(leaf * 3.0).reshape(leaf.shape)
    return type(leaf)(np.cos(leaf * 3.0)) if isinstance(leaf, (float, np.floating)) else leaf


def assert_refused(row: Row, v: Any) -> None:
    """Functions that call themselves have no second derivatives: the public function says so."""
    with pytest.raises(gw.GradwrightError) as caught:
        gw.hvp(row.function, row.wrt)(v, *row.fresh())
    assert caught.value.code in {"GW123", "GW001"}
    assert caught.value.lineno is not None


@pytest.mark.parametrize("row", DIFFERENTIATED, ids=lambda row: row.name)
def test_both_ways_agree(row: Row):
    u, v = directions(row)
    dy = upstream_like(forward_result(row.function, row.floated()))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            program, wanted = read(row.function, row.wrt, row.fresh())
            if any(True for _ in calls_in(program)):
                assert_refused(row, v)
                return
            hessian_v = run(over_gradient(program, wanted), row.function, v, dy, *row.floated())
        except gw.GradwrightError as problem:
            if row.outcome == "right or refused":
                pytest.skip(f"refused by {problem.code}")
            if program.functions and problem.code in {"GW123", "GW413"}:
                assert_refused(row, v)
                return
            raise
        moved = map_leaves(_floats_alone, u)
        second = run(over_forward(program, wanted), row.function, v, moved, *row.floated())[0]
    narrow = "float32" in {str(getattr(leaf, "dtype", "")) for _, leaf in leaves((u, dy))}
    allowed = (1e-4 if narrow else 1e-11) * (1.0 + size(hessian_v, u) + size(dy, second))
    assert abs(inner(hessian_v, u) - inner(dy, second)) <= allowed
