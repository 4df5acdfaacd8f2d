"""Every cell of the chapter through the public API, with the numbers that it prints."""

import numpy as np
import pytest

import gradwright as gw
from tests.chapter.cells import (
    BIASES,
    DB,
    DERIVATIVES,
    DVALUES,
    DW,
    DX,
    INPUTS,
    PRINTED,
    WEIGHTS,
    B,
    W,
    X,
    layer,
    neuron,
    relu,
)


def printed(text: str) -> np.ndarray:
    """Return the numbers of an array as NumPy prints it."""
    rows = text.replace("[", " ").replace("]", " ").splitlines()
    return np.array([[float(number) for number in row.split()] for row in rows])


def test_forward():
    value, _ = gw.value_and_grad(neuron, (0, 1, 2))(X, W, B)
    assert value == 6


def test_gradients_of_the_neuron():
    dx, dw, db = gw.grad(neuron, (0, 1, 2))(X, W, B)
    assert (dx, dw, db) == (DX, DW, DB)
    assert type(dx) is list
    assert type(dw) is list
    assert all(type(entry) is float for entry in [*dx, *dw, db])


def test_upstream_gradient_of_one():
    value, (dx, dw, db) = gw.vjp(neuron, ("x", "w", "b"))(1, X, W, B)
    assert (value, dx, dw, db) == (6, DX, DW, DB)


def test_arguments_stay_lists_of_integers():
    x, w = list(X), list(W)
    gw.grad(neuron, (0, 1, 2))(x, w, B)
    assert (x, w) == (X, W)
    assert all(type(entry) is int for entry in [*x, *w])


@pytest.mark.parametrize(("name", "number"), DERIVATIVES.items(), ids=list(DERIVATIVES))
def test_derivative_by_name(name, number):
    assert gw.explain(neuron, X, W, B, wrt=(0, 1, 2))[name] == number


def test_an_operand_answers_to_its_name_and_to_its_operation():
    explanation = gw.explain(neuron, X, W, B, wrt=(0, 1, 2))
    assert explanation["drelu_dz"] == explanation["drelu_dsum"] == 1


def test_no_such_derivative():
    with pytest.raises(KeyError, match="drelu_dq"):
        gw.explain(neuron, X, W, B)["drelu_dq"]


def test_the_text_of_the_explanation():
    text = str(gw.explain(neuron, X, W, B, wrt=(0, 1, 2)))
    for line in ("xw0 = x[0] * w[0]", "z = xw0 + xw1 + xw2 + b", "y = max(0, z)"):
        assert line in text
    for name in ("drelu_dsum", "dsum_dxw0", "dmul_dx0"):
        assert name in text
    assert "∂f/∂x0 = dReLU/dsum · dsum/dmul · dmul/dx0 = 1 · 1 · 1 = 1" in text


def test_a_name_that_occurs_twice_takes_its_line():
    def twice(x):
        y = x * 3.0
        z = x * 2.0
        return y - z

    explanation = gw.explain(twice, 0.5)
    first = twice.__code__.co_firstlineno
    assert explanation[f"dmul_dx_line{first + 2}"] == 2.0


def test_the_neuron_where_relu_is_off():
    dx, dw, db = gw.grad(neuron, (0, 1, 2))(X, [-w for w in W], -B)
    assert (dx, dw, db) == ([0, 0, 0], [0, 0, 0], 0)
    assert gw.explain(neuron, X, [-w for w in W], -B)["drelu_dsum"] == 0


def test_the_batch():
    value, (dinputs, dweights, dbiases) = gw.vjp(layer, (0, 1, 2))(DVALUES, INPUTS, WEIGHTS, BIASES)
    assert np.array_equal(value, np.dot(INPUTS, WEIGHTS) + BIASES)
    assert np.allclose(dinputs, printed(PRINTED["dinputs"]), rtol=0, atol=1e-12)
    assert np.allclose(dweights, printed(PRINTED["dweights"]), rtol=0, atol=1e-12)
    assert np.array_equal(dbiases, printed(PRINTED["dbiases"]))
    assert dbiases.shape == (1, 3)


def test_the_batch_prints_as_the_chapter_has_it():
    _, (dinputs, dweights, dbiases) = gw.vjp(layer, (0, 1, 2))(DVALUES, INPUTS, WEIGHTS, BIASES)
    assert str(np.round(dinputs, 12) + 0.0) == PRINTED["dinputs"]
    assert str(np.round(dweights, 12) + 0.0) == PRINTED["dweights"]
    assert str(dbiases.astype(int)) == PRINTED["dbiases"]


def test_the_mask_where_z_equals_dvalues():
    _, drelu = gw.vjp(relu)(DVALUES, DVALUES.astype(float))
    assert np.array_equal(drelu, printed(PRINTED["drelu"]))


def test_the_mask_is_that_of_the_forward_input():
    """The chapter masks by `dvalues > 0`, which is right only where z and dvalues agree in sign."""
    z = np.array([[1.0, -2.0, 3.0], [-1.0, 2.0, -3.0], [0.5, 0.5, -0.5]])
    _, drelu = gw.vjp(relu)(DVALUES, z)
    assert np.array_equal(drelu, np.where(z > 0, DVALUES, 0))
    assert not np.array_equal(drelu, np.where(DVALUES > 0, DVALUES, 0))


def test_the_batch_through_relu():
    def both(inputs, weights, biases):
        return relu(layer(inputs, weights, biases))

    z = np.dot(INPUTS, WEIGHTS) + BIASES
    dz = np.where(z > 0, DVALUES, 0)
    _, (dinputs, dweights, dbiases) = gw.vjp(both, (0, 1, 2))(DVALUES, INPUTS, WEIGHTS, BIASES)
    assert np.allclose(dinputs, dz @ WEIGHTS.T, rtol=0, atol=1e-12)
    assert np.allclose(dweights, INPUTS.T @ dz, rtol=0, atol=1e-12)
    assert np.array_equal(dbiases, dz.sum(axis=0, keepdims=True))
