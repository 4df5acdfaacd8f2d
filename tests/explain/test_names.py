"""Derivatives by their names: which there are, their numbers, which are ambiguous."""

import math
from collections.abc import Mapping

import numpy as np
import pytest

import gradwright as gw
from tests.explain import programs

X, W, B = [-3.0, -1.0], [1.0, -2.0], 4.0
LINE = {name: getattr(programs, name).__code__.co_firstlineno for name in dir(programs)
        if hasattr(getattr(programs, name), "__code__")}  # fmt: skip


def line(name: str, below: int) -> str:
    return f"_line{LINE[name] + below}"


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("dvalue", 1.0),
        ("dmul_dx0", 1.0),
        ("dmul_dw1", -1.0),
        ("dsum_dxw0", 1.0),
        ("dsum_db", 1.0),
        ("drelu_dsum", 1.0),
        ("drelu_dz", 1.0),
        ("drelu_dxw1", 1.0),
        ("drelu_dx1", -2.0),
        ("drelu_dw0", -3.0),
        ("drelu_db", 1.0),
        ("df_dw0", -3.0),
    ],
)
def test_neuron(name, number):
    found = gw.explain(programs.neuron, X, W, B, wrt=(0, 1, 2))[name]
    assert type(found) is float
    assert found == number


def test_only_what_is_differentiated_by_has_derivatives():
    explanation = gw.explain(programs.neuron, X, W, B, wrt="b")
    assert "drelu_db" in explanation
    assert "dmul_dx0" not in explanation
    assert "drelu_dw0" not in explanation


def test_it_is_a_mapping():
    explanation = gw.explain(programs.neuron, X, W, B, wrt=(0, 1, 2))
    assert isinstance(explanation, Mapping)
    assert len(explanation) == len(list(explanation)) == len(set(explanation))
    assert all(name in explanation for name in explanation)
    assert dict(explanation)["drelu_dx0"] == 1.0
    assert repr(explanation) == f"<Explanation of neuron: {len(explanation)} derivatives>"


def test_unknown_names_say_what_is_near():
    with pytest.raises(KeyError, match=r"drelu_dzz.*near names: .*drelu_dz"):
        gw.explain(programs.neuron, X, W, B)["drelu_dzz"]


def test_ambiguous_names_say_what_to_choose():
    explanation = gw.explain(programs.muls_on_two_lines, 0.5)
    first, second = line("muls_on_two_lines", 1), line("muls_on_two_lines", 2)
    with pytest.raises(KeyError, match=f"dmul_dx{first}, dmul_dx{second}"):
        explanation["dmul_dx"]
    assert "dmul_dx" not in explanation
    assert (explanation[f"dmul_dx{first}"], explanation[f"dmul_dx{second}"]) == (3.0, 2.0)


def test_occurrences_on_one_line_are_counted():
    explanation = gw.explain(programs.muls_on_one_line, 0.5)
    at = line("muls_on_one_line", 1)
    assert explanation[f"dmul_dx{at}_1"] == 3.0
    assert explanation[f"dmul_dx{at}_2"] == 2.0
    assert explanation["dsum_dx"] == explanation["df_dx"] == 5.0


def test_a_local_derivative_and_the_product_of_one_name_are_two():
    explanation = gw.explain(programs.product_of_two_ways, 2.0)
    with pytest.raises(KeyError, match=rf"dmul_dx{line('product_of_two_ways', 2)}, df_dx"):
        explanation["dmul_dx"]
    assert explanation[f"dmul_dx{line('product_of_two_ways', 2)}"] == math.sin(2.0)
    assert explanation["df_dx"] == pytest.approx(math.sin(2.0) + 2.0 * math.cos(2.0), rel=1e-15)
    assert explanation["dsin_dx"] == math.cos(2.0)
    assert explanation["dmul_ds"] == explanation["dmul_dsin"] == 2.0


def test_an_operand_that_stands_twice_has_one_derivative():
    assert gw.explain(lambda x: x * x, 3.0)["dmul_dx"] == 6.0


def test_helper_functions_keep_their_lines():
    explanation = gw.explain(programs.calls, 0.3)
    at = line("affine", 1)
    assert explanation[f"dmul_dx{at}_1"] == 2.0
    assert explanation[f"dmul_dx{at}_2"] == pytest.approx(1.6)
    assert explanation["dmul_du"] == 0.3
    assert explanation["drelu_dsub"] == 1.0
    assert explanation["drelu_dx"] == pytest.approx(gw.grad(programs.calls)(0.3), rel=1e-15)


@pytest.mark.parametrize(("x", "name", "number"), [(2.0, "dmul_dx", 3.0), (-2.0, "dneg_dx", -1.0)])
def test_only_the_branch_that_ran_is_there(x, name, number):
    explanation = gw.explain(programs.branch, x, 3.0, wrt=(0, 1))
    assert explanation[name] == number
    assert {"dmul_dx", "dneg_dx"} & set(explanation) == {name}


def test_keys_of_structures_are_parts_of_names():
    net = {"gain": 2.0, "offsets": [0.0, 0.5]}
    explanation = gw.explain(programs.settings, net, 0.25, wrt=(0, 1))
    slope = 1.0 - math.tanh(1.0) ** 2
    assert explanation["dmul_dnet_gain"] == 0.25
    assert explanation["df_dnet_gain"] == pytest.approx(0.25 * slope)
    assert explanation["df_dnet_offsets1"] == pytest.approx(slope)


# Loops and arrays.


def test_a_loop_has_one_entry_an_execution():
    explanation = gw.explain(programs.powers, 2.0, 4)
    assert np.array_equal(explanation[f"dmul_dx{line('powers', 3)}"], [1.0, 2.0, 4.0, 8.0])
    assert np.array_equal(explanation["df_ds"], [8.0, 4.0, 2.0, 1.0])
    assert explanation["df_dx"] == 32.0


def test_a_loop_that_never_runs():
    explanation = gw.explain(programs.powers, 2.0, 0)
    assert explanation["df_dx"] == 0.0
    assert str(explanation)


def test_a_loop_of_unknown_count():
    assert gw.explain(programs.root, 2.0)["df_da"] == pytest.approx(0.5 / math.sqrt(2.0))


@pytest.fixture
def batch():
    rng = np.random.default_rng(3)
    return rng.normal(size=(5, 4)), rng.normal(size=(4, 3)), rng.normal(size=(1, 3))


def test_dense(batch):
    explanation = gw.explain(programs.dense, *batch, wrt=(0, 1, 2))
    mask = (batch[0] @ batch[1] + batch[2] > 0).astype(float)
    assert np.array_equal(explanation["dvalue"], np.ones((5, 3)))
    assert np.array_equal(explanation["drelu_dsum"], mask)
    assert np.array_equal(explanation["dsum_dbiases"], np.ones((5, 3)))
    assert np.allclose(explanation["drelu_dweights"], batch[0].T @ mask, rtol=1e-14)
    assert np.allclose(explanation["drelu_dinputs"], mask @ batch[1].T, rtol=1e-14)
    assert np.array_equal(explanation["drelu_dbiases"], mask.sum(axis=0, keepdims=True))


def test_a_linear_map_is_no_number(batch):
    explanation = gw.explain(programs.dense, *batch, wrt=(0, 1, 2))
    with pytest.raises(KeyError, match=r"linear map: .*dmatmul @ weights\.T"):
        explanation["dmatmul_dinputs"]
    assert "dmatmul_dinputs" not in explanation


def test_softmax_is_one_operation():
    x = np.array([0.5, -1.0, 2.0])
    explanation = gw.explain(programs.negative_log_softmax, x, 2)
    probs = np.exp(x - 2.0) / np.exp(x - 2.0).sum()
    assert np.allclose(explanation["dneg_dx"], probs - [0, 0, 1], rtol=1e-14)
    assert explanation[
        "dlog_dprobs2" if "dlog_dprobs2" in explanation else "dlog_dprobs_label"
    ] == (pytest.approx(1 / probs[2]))
    assert "dexp_dsub" not in explanation


def test_a_reduction_to_a_number_has_an_array_of_derivatives():
    x = np.array([1.0, 2.0, 4.0])
    explanation = gw.explain(lambda x: np.mean(x * x), x)
    assert np.array_equal(explanation["dmean_dmul"], np.full(3, 1 / 3))
    assert np.array_equal(explanation["dmul_dx"], 2 * x)
    assert np.allclose(explanation["dmean_dx"], 2 * x / 3, rtol=1e-15)


def test_a_number_among_arrays():
    x = np.array([1.0, 2.0, 4.0])
    explanation = gw.explain(lambda x, k: (x * k).sum(), x, 3.0, wrt=(0, 1))
    assert np.array_equal(explanation["dmul_dx"], [3.0, 3.0, 3.0])
    assert np.array_equal(explanation["dmul_dk"], x)
    assert explanation["dsum_dk"] == 7.0


def test_stores():
    a = np.array([1.0, 2.0, 3.0])
    explanation = gw.explain(programs.stored, a)
    assert np.array_equal(explanation["df_da"], gw.grad(programs.stored)(a))


def test_several_results():
    explanation = gw.explain(programs.two_results, 1.5)
    assert explanation["df_dx"] == 3.0
    assert "dvalue" not in explanation


def test_integers_are_taken_as_floats():
    explanation = gw.explain(lambda x, w: x * w, 2, 3)
    assert explanation["dmul_dx"] == 3.0
    assert type(explanation["dmul_dx"]) is float


def test_arrays_of_the_caller_stay_as_they_are():
    x = np.array([1.0, 2.0])
    assert np.array_equal(gw.explain(programs.overwritten, x)["df_dx"], [8.0, 16.0])
    assert np.array_equal(x, [1.0, 2.0])


def test_very_many_executions_keep_the_first_and_the_last():
    explanation = gw.explain(programs.powers, 1.0, 5000)
    assert explanation["df_dx"] == 5000.0
    assert explanation["df_ds"].shape == (1000,)
