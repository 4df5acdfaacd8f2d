"""Every program of the corpus in forward mode, against reverse mode: (v, J u) = (J^T v, u)."""

import warnings
from typing import Any

import numpy as np
import pytest

import gradwright as gw
from tests.corpus import ROWS, Row
from tests.corpus.memory import shared, snapshot
from tests.reference import forward_result, leaves, upstream_like
from tests.tangent.products import direction_like, inner, size

DIFFERENTIATED = [row for row in ROWS if row.outcome != "refused"]
every_row = pytest.mark.parametrize("row", DIFFERENTIATED, ids=lambda row: row.name)


def direction(row: Row) -> Any:
    """Return the direction: an argument's structure, or a tuple of those."""
    moves = tuple(direction_like(row.arguments[k]) for k in row.positions)
    return moves if isinstance(row.wrt, tuple) else moves[0]


def pushed(row: Row, u: Any, arguments: tuple[Any, ...]) -> Any:
    """Return value and tangent; a row that may refuse is skipped if it does."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            return gw.jvp(row.function, row.wrt)(u, *arguments)
    except gw.GradwrightError as problem:
        if row.outcome == "right or refused":
            pytest.skip(f"refused by {problem.code}")
        raise


@every_row
def test_forward_agrees_with_reverse(row: Row):
    u = direction(row)
    result = forward_result(row.function, row.floated())
    v = upstream_like(result)
    y, tangent = pushed(row, u, row.fresh())
    try:
        _, gradients = gw.vjp(row.function, row.wrt)(v, *row.fresh())
    except gw.GradwrightError:
        pytest.skip("refused in reverse mode")
    narrow = "float32" in {str(getattr(leaf, "dtype", "")) for _, leaf in leaves((u, result))}
    allowed = (1e-5 if narrow else 1e-12) * (1.0 + size(v, tangent) + size(gradients, u))
    assert abs(inner(v, tangent) - inner(gradients, u)) <= allowed
    ours, theirs = list(leaves(y)), list(leaves(result))
    assert [path for path, _ in ours] == [path for path, _ in theirs]
    assert all(np.array_equal(a, b) for (_, a), (_, b) in zip(ours, theirs, strict=True))


@every_row
def test_the_tangent_has_the_structure_of_the_value(row: Row):
    y, tangent = pushed(row, direction(row), row.fresh())
    ours, theirs = list(leaves(tangent)), list(leaves(y))
    assert [path for path, _ in ours] == [path for path, _ in theirs]
    for (path, got), (_, leaf) in zip(ours, theirs, strict=True):
        assert np.shape(got) == np.shape(leaf), path
        assert isinstance(got, np.ndarray) == isinstance(leaf, np.ndarray), path
        if getattr(getattr(leaf, "dtype", None), "kind", "") == "f":
            assert np.asarray(got).dtype == leaf.dtype, path
        if type(leaf) is float:
            assert type(got) is float, path


@every_row
def test_nothing_of_the_callers_changes_and_nothing_is_shared(row: Row):
    arguments, u = row.fresh(), direction(row)
    before = snapshot(u, arguments)
    results = pushed(row, u, arguments)
    assert snapshot(u, arguments) == before
    assert shared(results, (u, arguments)) == []
