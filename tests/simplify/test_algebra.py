"""The algebra of adjoints: what it rewrites, and what it leaves as it is."""

from __future__ import annotations

import pytest

from gradwright.simplify.algebra import Algebra
from tests.simplify.trees import text, tree

REWRITTEN = [
    ("x + x", "(2.0 * x)"),
    ("x + x + x", "(3.0 * x)"),
    ("x - x", "0.0"),
    ("x + y - x", "y"),
    ("-(-x)", "x"),
    ("x + -y", "(x - y)"),
    ("-x + y", "(y - x)"),
    ("x - -y", "(x + y)"),
    ("(-x) * y", "(-(x * y))"),
    ("x * (-y)", "(-(x * y))"),
    ("(-x) / y", "(-(x / y))"),
    ("(x / y) * y", "x"),
    ("y * (x / y)", "x"),
    ("(A / B) * B", "A"),
    ("1.0 * x", "x"),
    ("x * 1.0", "x"),
    ("x / 1.0", "x"),
    ("x ** (3 - 1)", "(x ** 2)"),
    ("x ** (2 - 1)", "x"),
    ("x ** (p - 1 - 1)", "(x ** (p - 2))"),
    ("2.0 * (3.0 * x)", "(6.0 * x)"),
    ("x * (2.0 * A)", "((2.0 * x) * A)"),
    ("x * A + x * A", "((2.0 * x) * A)"),
    ("d + (d / s) * s - 2.0 * d", "0.0"),
    ("2.0 * x + x", "(3.0 * x)"),
    ("total(-A)", "(-total(A))"),
    ("total(x * A)", "(x * total(A))"),
    ("total(A * B)", "(A @ B)"),
    ("total(x * A * -B)", "(-(x * (A @ B)))"),
]
LEFT_ALONE = [
    "(x + y)",
    "(x - y)",
    "((x + y) * z)",
    "((x * z) + (y * z))",
    "((x * y) / y)",
    "(x / A)",
    "((2.0 * x) + y)",
    "((x ** y) * x)",
    "total(A)",
    "total((A + B))",
    "total((A / B))",
]


@pytest.mark.parametrize(("before", "after"), REWRITTEN)
def test_rewrites(before: str, after: str) -> None:
    assert text(Algebra()(tree(before))) == after


@pytest.mark.parametrize("before", LEFT_ALONE)
def test_leaves_alone(before: str) -> None:
    assert text(Algebra()(tree(before))) == before


def test_broadcast_factor_is_not_cancelled() -> None:
    """``(x / A) * A`` has A's shape: dropping it would lose an axis."""
    assert text(Algebra()(tree("(x / A) * A"))) == "((x / A) * A)"
