"""`with_backward`: the types come from the first call, then `backward` is there."""

import inspect

import numpy as np
import pytest
from tests.classes.running import check_gradients

import gradwright as gw

rng = np.random.default_rng(5)


@gw.with_backward
class Dense:
    """A layer."""

    def __init__(self, n_in, n_out):
        self.weights = rng.standard_normal((n_in, n_out))
        self.biases = np.zeros((1, n_out))

    def forward(self, inputs):
        """Return nothing."""
        self.output = np.dot(inputs, self.weights) + self.biases


@gw.with_backward
class MSE:
    def forward(self, predictions, targets):
        difference = predictions - targets
        return np.mean(difference**2)


@gw.with_backward
class Network:
    def __init__(self):
        self.first, self.second, self.loss = Dense(3, 4), Dense(4, 2), MSE()

    def forward(self, x, targets=None):
        self.first.forward(x)
        self.second.forward(self.first.output)
        return self.loss.forward(self.second.output, targets)


def test_gradients_of_a_layer():
    assert check_gradients(Dense(3, 2), (rng.standard_normal((4, 3)),)) == [
        "inputs",
        "weights",
        "biases",
    ]


def test_gradients_of_a_network():
    args = (rng.standard_normal((4, 3)), rng.standard_normal((4, 2)))
    assert "first.weights" in check_gradients(Network(), args)


def test_two_parts_of_one_class_whose_first_call_is_the_networks():
    @gw.with_backward
    class Scale:
        def __init__(self, factor):
            self.factor = np.array(factor)

        def forward(self, x):
            self.output = x * self.factor

    @gw.with_backward
    class Twice:
        def __init__(self):
            self.one, self.two = Scale([2.0, 3.0]), Scale([0.5, 0.25])

        def forward(self, x):
            self.one.forward(x)
            self.two.forward(self.one.output)
            return self.two.output

    network = Twice()
    assert np.array_equal(network.forward(np.ones(2)), [1.0, 0.75])
    network.backward(np.ones(2))
    assert np.array_equal(network.dx, [1.0, 0.75])
    assert np.array_equal(network.two.dfactor, [2.0, 3.0])
    assert np.array_equal(network.one.dfactor, [0.5, 0.25])


def test_the_first_call_is_enough():
    @gw.with_backward
    class Square:
        def forward(self, x):
            return x * x

    layer = Square()
    assert layer.forward(3.0) == 9.0
    assert layer.backward() == 6.0
    assert layer.dx == 6.0


@gw.with_backward
class Double:
    def forward(self, x):
        return 2.0 * x


def test_the_first_call_of_a_network_is_enough():
    @gw.with_backward
    class Whole:
        def __init__(self):
            self.part = Double()
            self.gain = 3.0

        def forward(self, x):
            return self.part.forward(self.gain * x)

    layer = Whole()
    x = np.array([1.0, 2.0])
    assert np.allclose(layer.forward(x), 6.0 * x)
    assert np.allclose(layer.backward(np.ones(2)), 6.0)
    assert layer.dgain == 6.0


def test_a_value_between_parts():
    @gw.with_backward
    class Whole:
        def __init__(self):
            self.part = Double()
            self.gain = 3.0

        def forward(self, x):
            y = self.part.forward(x)
            return self.gain * y

    layer = Whole()
    layer.forward(np.array([1.0, 2.0]))
    layer.backward(np.ones(2))
    assert np.array_equal(layer.dx, [6.0, 6.0])
    assert layer.dgain == 6.0


def test_backward_before_forward():
    @gw.with_backward
    class Square:
        def forward(self, x):
            return x * x

    with pytest.raises(gw.GradwrightError) as raised:
        Square().backward(1.0)
    assert raised.value.code == "GW508"


def test_what_is_written_can_be_read():
    Dense(3, 2).forward(np.ones((1, 3)))
    assert "self.dweights = np.dot(self.inputs.T, doutput)" in inspect.getsource(Dense.backward)
    assert "kept for backward" in inspect.getsource(Dense.forward)
    assert Dense.forward.__doc__ == "Return nothing."
    assert Dense.backward.__qualname__ == "Dense.backward"


def test_classes_that_it_does_not_take():
    with pytest.raises(gw.GradwrightError) as raised:

        @gw.with_backward
        class Nothing:
            pass

    assert raised.value.code == "GW501"
    assert "feedforward" in str(raised.value)
    with pytest.raises(gw.GradwrightError) as raised:

        @gw.with_backward
        class Own:
            def forward(self, x):
                return x

            def backward(self, dy):
                return dy

    assert raised.value.code == "GW505"


def test_forwards_of_other_names():
    @gw.with_backward
    class Layer:
        def __init__(self):
            self.w = rng.standard_normal((3, 3))

        def feedforward(self, x):
            return np.tanh(x @ self.w)

    @gw.with_backward
    class Network:
        def __init__(self):
            self.first, self.second = Layer(), Layer()

        def __call__(self, x):
            return self.second.feedforward(self.first.feedforward(x))

    args = (rng.standard_normal((4, 3)),)
    assert check_gradients(Layer(), args) == ["x", "w"]
    assert check_gradients(Network(), args) == ["x", "first.w", "second.w"]


def test_a_closure_is_read():
    scale = 4.0

    @gw.with_backward
    class Scaled:
        def forward(self, x):
            return scale * x * x

    layer = Scaled()
    layer.forward(np.ones(2))
    assert np.allclose(layer.backward(np.ones(2)), 8.0)


def test_the_numbers_that_are_asked_for():
    @gw.with_backward(wrt=("x", "mean"))
    class Centred:
        def __init__(self):
            self.mean, self.scale = 0.5, 2.0

        def forward(self, x):
            self.mean = 0.9 * self.mean
            return self.scale * (x - self.mean)

    layer = Centred()
    layer.forward(np.ones(3))
    layer.backward(np.ones(3))
    assert layer.dmean == pytest.approx(-0.9 * 2.0 * 3)
    assert not hasattr(layer, "dscale")


def test_a_guard_makes_what_backward_reads_read_only():
    @gw.with_backward(guard=True)
    class Product:
        def __init__(self):
            self.w = np.array([2.0, 3.0])

        def forward(self, x):
            return x * self.w

    layer, x = Product(), np.ones(2)
    layer.forward(x)
    with pytest.raises(ValueError, match="read-only"):
        x[0] = 5.0
    with pytest.raises(ValueError, match="read-only"):
        layer.w -= 1.0
    layer.backward(np.ones(2))
    assert np.array_equal(layer.dw, [1.0, 1.0])
    x[0] = 5.0
    layer.w -= 1.0
    layer.forward(x)
    layer.forward(np.zeros(2))
    x[0] = 1.0  # the next forward has let go of what the last one held


def test_functions_of_numpy_that_were_replaced(monkeypatch):
    plain = np.dot

    def dot(*args, **kwargs):
        return plain(*(np.asarray(a, dtype="float64") for a in args), **kwargs)

    monkeypatch.setattr(np, "dot", dot)

    @gw.with_backward
    class Layer:
        def __init__(self):
            self.weights = rng.standard_normal((3, 2))

        def forward(self, inputs):
            self.output = np.dot(inputs, self.weights)

    assert check_gradients(Layer(), (rng.standard_normal((4, 3)),)) == ["inputs", "weights"]
