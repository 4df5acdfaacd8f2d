"""What every row of the table must have, and that every row is driven by the property test."""

import numpy as np
import pytest

import gradwright as gw
from gradwright.ir.statements import trees_of
from gradwright.rules.rule import Infix, Rule
from gradwright.rules.table import FAMILIES, RULES, written_again
from tests.frontend.programs import reading_of
from tests.rules.rows import ROWS
from tests.rules.tracing import primitives_in, trace

MADE_BY_PASSES = frozenset(
    (
        "bins call_reverse called called_tangent collected component contiguous correlate derivative "
        "diff_between draw empty empty_like empty_stacked given_back gradient_of interval "
        "is_contiguous is_last_write is_moved is_nonzero is_zero layer layer_gradient lengthened "
        "log_softmax logsumexp lshift not outcome part places point random resized rshift "
        "saved_of sigmoid softmax special_i2 special_i3 special_j2 special_j3 "
        "special_trigamma special_zeta3 take_along_axis tangent_of window "
    ).split()
)


def driven() -> set[str]:
    rng = np.random.default_rng(0)
    found: set[str] = set()
    for row in ROWS:
        for shapes in row.shapes:
            found |= primitives_of(row, row.arguments(rng, shapes))
    return found


def primitives_of(row, given):
    if row.traced:
        return primitives_in(trace(row.function, given))
    program = reading_of(row.function, *given).program
    return {name for tree in trees_of(program) for name in primitives_in(tree)}


def test_every_row_is_driven():
    lists = {
        *FAMILIES["Lists"],
        *FAMILIES["Entries of lists"],
    }  # no function of arrays: `tests/corpus/lists.py` drives them
    assert set(RULES) - MADE_BY_PASSES - lists - driven() == set()


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_a_row_is_whole(rule: Rule):
    assert rule.syntax
    assert rule.label
    assert rule.noun.isidentifier()
    assert rule.derivative
    assert callable(rule.pullbacks) or len(rule.alone) in (0, len(rule.pullbacks))


def test_precedences_are_pythons():
    symbols = {
        s.symbol: s.precedence
        for r in RULES.values()
        for s in r.syntax.values()
        if isinstance(s, Infix)
    }
    order = ["<", "|", "^", "&", "<<", "+", "*", "**"]
    assert [symbols[s] for s in order] == sorted(symbols[s] for s in order)


def test_operands_that_a_spelling_computes_again():
    assert written_again("is_last_write") == {0}
    assert written_again("zeros_like") == frozenset()


def test_the_places_of_a_store_are_computed_once():
    def store(x, m, i, j):
        m[i, j] = x
        return (m * m).sum()

    places = np.array([0, 1, 0]), np.array([1, 2, 1])
    text = gw.source(store, np.ones(3), np.ones((3, 3)), *places, wrt=(0, 1))
    assert text.count("np.ravel(i % m.shape[0]") == 1
