"""Products of one update: which of them get a part in common, and which stay as they are."""

from __future__ import annotations

import pytest

from gradwright.adjoint.factors import with_common_factors
from gradwright.ir.expressions import subtrees
from tests.simplify.trees import text, tree

REWRITTEN = [
    (("A * k", "2.0 * k * A"), ("(A * k)", "(2.0 * (A * k))")),
    (("0.5 * (A * B)", "0.5 * (A * C)"), ("((0.5 * A) * B)", "((0.5 * A) * C)")),
    (("x * (y * y)", "2.0 * (x * z * y)"), ("((x * y) * y)", "((2.0 * (x * y)) * z)")),
    (("x * y", "-(y * x * z)"), ("(x * y)", "(-((x * y) * z))")),
    (("x * x * y", "x * x * z"), ("((x * x) * y)", "((x * x) * z)")),
    (("A * B * (x * y)", "x * y"), ("(((x * y) * A) * B)", "(x * y)")),
]
LEFT_ALONE = [
    ("(x * y)", "(x * z)"),
    ("(x * (y * z))", "(A * B)"),
    ("((A * k) * B)", "(A * k)"),
    ("((x * y) + z)", "(x + y)"),
    ("((x * x) * y)", "(x * z)"),
]


def rewritten(values: tuple[str, ...]) -> tuple[str, ...]:
    trees = [tree(value) for value in values]
    nodes = list(dict.fromkeys(node for value in trees for node in subtrees(value)))
    return tuple(map(text, with_common_factors(trees, nodes)))


@pytest.mark.parametrize(("before", "after"), REWRITTEN)
def test_rewrites(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    assert rewritten(before) == after


@pytest.mark.parametrize("before", LEFT_ALONE)
def test_leaves_alone(before: tuple[str, ...]) -> None:
    assert rewritten(before) == before
