"""Lengths: what results have, and which lengths are taken as equal although one may be 1."""

import numpy as np
import pytest

from gradwright.ir.expressions import Const, Var, constant
from gradwright.ir.types import INT, UNIT, Array, AxisLength, Form, form, lengths_of, symbol_form
from gradwright.rules.lengths import literal, product_of, sum_of, unknown, value_form
from gradwright.rules.lowering import assumptions, lower_call, lower_length, lower_operator

N, M, K = (symbol_form(AxisLength(name, 0)) for name in "nmk")


def array(web, *lengths):
    return Var(web, Array("float64", lengths))


def number(value) -> Const:
    return constant(value, INT)


def test_a_sum_of_lengths_that_may_be_negative_is_unknown():
    less = N.plus(-2)
    assert sum_of((N, M)) is N.plus(M)
    assert sum_of((less, literal(2))) is not N
    assert sum_of((less, literal(2))) is sum_of((less, literal(2)))


def test_a_product_of_two_symbols_is_one_symbol():
    assert product_of((N, literal(3))) is N.scaled(3)
    assert product_of((N, M)) is product_of((M, N))
    assert product_of((N, literal(0), M)) is literal(0)
    assert product_of(()) is literal(1)


def test_forms_of_values():
    x = array(1, N, M)
    rows = lower_length(x, 0)
    assert value_form(rows) is N
    assert value_form(
        lower_operator("sub", lower_operator("mul", rows, number(2)), number(1))
    ) is form(-1, {AxisLength("n", 0): 2})
    assert value_form(lower_operator("floordiv", rows, number(2))) is None


RESULTS = [
    ("zeros", lambda x: lower_call(np.zeros, [lower_length(x, 0)]), (N,)),
    ("zeros of literals", lambda x: lower_call(np.zeros, [(2, 3)]), (literal(2), literal(3))),
    ("arange", lambda x: lower_call(np.arange, [number(1), lower_length(x, 1)]), (M.plus(-1),)),
    ("concatenate", lambda x: lower_call(np.concatenate, [[x, x]]), (N.scaled(2), M)),
    ("stack", lambda x: lower_call(np.stack, [[x, x]], {"axis": 1}), (N, literal(2), M)),
    ("ravel", lambda x: lower_call(np.ravel, [x]), (product_of((N, M)),)),
    ("reshape -1 of rows", lambda x: lower_call(np.reshape, [x, (-1, lower_length(x, 1))]), (N, M)),
    ("reshape of a half", lambda x: lower_call(np.reshape, [x, (2, -1)]), None),
    ("reshape with a unit axis", lambda x: lower_call(np.reshape, [x, (-1, 1)]), (product_of((N, M)), UNIT)),
    ("transpose", lambda x: lower_call(np.transpose, [x]), (M, N)),
    ("outer", lambda x: lower_call(np.outer, [array(2, N), array(3, K)]), (N, K)),
    ("sum", lambda x: lower_call(np.sum, [x], {"axis": 0, "keepdims": True}), (UNIT, M)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("build", "lengths"), [r[1:] for r in RESULTS], ids=[r[0] for r in RESULTS]
)
def test_the_lengths_of_a_result(build, lengths):
    found = lengths_of(build(array(1, N, M)).type)
    assert all(isinstance(n, Form) for n in found)
    assert lengths is None or found == lengths


def pairs(expr):
    return [(a.web, i, b.web, j) for a, i, b, j in assumptions(expr)]


ASSUMED = [
    ("equal lengths", lambda: lower_operator("add", array(1, N), array(2, N)), []),
    ("a unit axis", lambda: lower_operator("add", array(1, UNIT, M), array(2, N, M)), []),
    ("two lengths", lambda: lower_operator("mul", array(1, N), array(2, M)), [(1, 0, 2, 0)]),
    ("aligned at the end", lambda: lower_operator("mul", array(1, K, N), array(2, M)), [(1, 1, 2, 0)]),
    ("where", lambda: lower_call(np.where, [array(1, N), array(2, M), array(3, N)]), [(1, 0, 2, 0)]),
    ("a batch", lambda: lower_operator("matmul", array(1, N, K, K), array(2, M, K, K)), [(1, 0, 2, 0)]),
    ("a contraction", lambda: lower_operator("matmul", array(1, N, K), array(2, M, K)), []),
    ("einsum", lambda: lower_call(np.einsum, ["i,i->", array(1, N), array(2, M)]), [(1, 0, 2, 0)]),
    ("isclose", lambda: lower_call(np.isclose, [array(1, N), array(2, M)]), [(1, 0, 2, 0)]),
]  # fmt: skip


@pytest.mark.parametrize(("build", "wanted"), [r[1:] for r in ASSUMED], ids=[r[0] for r in ASSUMED])
def test_what_is_taken_as_equal(build, wanted):
    assert pairs(build()) == wanted


def test_unknown_lengths_are_told_apart_by_their_key():
    assert unknown("a", N) is unknown("a", N)
    assert unknown("a", N) is not unknown("a", M)
