"""What every row of the table must have, and that every row is driven by the property test."""

import numpy as np
import pytest

from gradwright.rules.rule import Infix, Rule
from gradwright.rules.table import RULES
from tests.rules.rows import ROWS
from tests.rules.tracing import primitives_in, trace

MADE_BY_PASSES = {
    "softmax", "log_softmax", "logsumexp", "part", "component", "window", "diff_between", "lengthened",
    "take_along_axis", "broadcast_like", "empty_stacked", "list", "bool", "int", "float", "round", "not",
    "range", "arange", "zeros", "ones", "empty", "empty_like", "full", "linspace", "eye", "item", "array",
    "isinf", "isnan", "signbit", "logical_or", "logical_xor", "logical_and", "bitor", "bitxor", "lshift",
    "rshift", "invert", "le", "eq", "ne",
}  # fmt: skip


def driven() -> set[str]:
    rng = np.random.default_rng(0)
    found: set[str] = set()
    for row in ROWS:
        found |= primitives_in(trace(row.function, row.arguments(rng, row.shapes[0])))
    return found


def test_every_row_is_driven():
    assert set(RULES) - MADE_BY_PASSES - driven() == set()


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_a_row_is_whole(rule: Rule):
    assert rule.syntax
    assert rule.label
    assert rule.noun.isidentifier()
    assert rule.derivative
    assert callable(rule.pullbacks) or len(rule.alone) in (0, len(rule.pullbacks))


def test_precedences_are_pythons():
    symbols = {s.symbol: s.precedence for r in RULES.values() for s in r.syntax.values() if isinstance(s, Infix)}
    order = ["<", "|", "^", "&", "<<", "+", "*", "**"]
    assert [symbols[s] for s in order] == sorted(symbols[s] for s in order)
