"""Terms of the objective that read a layer, as --add names them: their gradients are added."""

import numpy as np
import pytest
from tests.classes.running import module_of

import gradwright as gw
from gradwright.classes import NoSuchTerm, add_backward

HEAD = "import numpy as np\n\nrng = np.random.default_rng(3)\n\n\n"
DENSE = """\
class Dense:
    def __init__(self, kind=None, l2=0.0, l1=0.0):
        self.weights = rng.standard_normal((3, 2))
        self.biases = rng.standard_normal(2)
        self.kind, self.l2, self.l1 = kind, l2, l1

    def forward(self, inputs):
        self.output = np.dot(inputs, self.weights) + self.biases


"""
RUN = """

def demo():
    return LAYERS


def term(layer):
    return TERM


if __name__ == "__main__":
    for layer in demo():
        layer.forward(rng.standard_normal((4, 3)))
        term(layer)
"""

# name: (what is added, the function, the layers, the call)
TERMS = {
    "numbers_that_switch_it_on": (
        "Loss.regularization(layer)",
        """\
class Loss:
    def regularization(self, layer):
        loss = 0
        if layer.l1 > 0:
            loss += layer.l1 * np.sum(np.abs(layer.weights))
        if layer.l2 > 0:
            loss += layer.l2 * np.sum(layer.weights * layer.weights)
            loss += layer.l2 * np.sum(layer.biases ** 2)
        return loss
""",
        "[Dense(l2=0.1), Dense(l2=0.01, l1=0.2), Dense()]",
        "Loss().regularization(layer)",
    ),
    "a_function_of_the_file": (
        "penalty(layer)",
        """\
def penalty(layer, power=2):
    return 0.5 * np.linalg.norm(layer.weights) ** power
""",
        "[Dense()]",
        "penalty(layer)",
    ),
    "texts_and_none_that_say_which": (
        "Loss.penalty(dense)",
        """\
class Loss:
    @staticmethod
    def penalty(dense):
        if dense.kind is None:
            return 0.0
        if dense.kind == "l1":
            return dense.l1 * np.abs(dense.weights).sum()
        return dense.l2 * (dense.weights ** 2).sum()
""",
        "[Dense(), Dense('l1', l1=0.1), Dense('l2', l2=0.3)]",
        "Loss.penalty(layer)",
    ),
}


def text_of(name):
    _, function, layers, call = TERMS[name]
    return HEAD + DENSE + function + RUN.replace("LAYERS", layers).replace("TERM", call)


def added(tmp_path, text, *terms):
    path = tmp_path / "layers.py"
    path.write_text(text)
    return add_backward(path, added=terms)


@pytest.mark.parametrize("name", TERMS)
def test_the_gradient_of_a_term_is_added(name, tmp_path):
    result = added(tmp_path, text_of(name), TERMS[name][0])
    assert result.problems == ()
    module = module_of(result.data)
    x, dy = np.linspace(-1, 1, 12).reshape(4, 3), np.linspace(1, 2, 8).reshape(4, 2)
    for layer in module.demo():
        layer.forward(x)
        layer.backward(dy)
        gradients = layer.dweights.copy(), layer.dbiases.copy()
        for array, gradient in zip((layer.weights, layer.biases), gradients, strict=True):
            assert gradient.shape == array.shape
            for at in np.ndindex(array.shape):
                assert gradient[at] == pytest.approx(_slope(module, layer, x, dy, array, at))


def _slope(module, layer, x, dy, array, at):
    before, ends = array[at], []
    for h in (1e-5, -1e-5):
        array[at] = before + h
        layer.forward(x)
        ends.append(float(np.sum(dy * layer.output)) + float(module.term(layer)))
    array[at] = before
    return (ends[0] - ends[1]) / 2e-5


@pytest.mark.parametrize("name", TERMS)
def test_a_later_run_keeps_it(name, tmp_path):
    result = added(tmp_path, text_of(name), TERMS[name][0])
    assert f"# added: {TERMS[name][0]}" in result.data.decode()
    assert added(tmp_path, result.data.decode()).data == result.data
    assert added(tmp_path, result.data.decode(), TERMS[name][0]).data == result.data


def test_an_edited_term_renews_the_method(tmp_path):
    result = added(tmp_path, text_of("a_function_of_the_file"), "penalty(layer)")
    edited = result.data.decode().replace("\n    return 0.5 *", "\n    return 0.25 *")
    again = added(tmp_path, edited)
    assert again.done == ("Dense",)
    assert again.data != edited.encode()


def test_the_upstream_array_stays_as_it_was(tmp_path):
    text = text_of("a_function_of_the_file")
    text = text.replace("np.dot(inputs, self.weights) + self.biases", "inputs + self.weights")
    text = text.replace("standard_normal((4, 3))", "standard_normal((3, 2))")
    layer = module_of(added(tmp_path, text, "penalty(layer)").data).demo()[0]
    layer.forward(np.ones((3, 2)))
    dy = np.ones((3, 2))
    layer.backward(dy)
    np.testing.assert_array_equal(dy, 1.0)
    np.testing.assert_array_equal(layer.dinputs, 1.0)
    np.testing.assert_allclose(layer.dweights, 1.0 + layer.weights)


WRONG = {
    "no_call": ("Loss", "is no call like"),
    "a_value": ("penalty(layer.weights)", "is no call like"),
    "no_such_function": ("regularization(layer)", "the file defines no regularization"),
    "no_such_class": ("Loss.penalty(layer)", "the file defines no Loss.penalty"),
    "no_such_parameter": ("penalty(dense)", "penalty has no parameter dense"),
}


@pytest.mark.parametrize("name", WRONG)
def test_terms_that_are_not_in_the_file(name, tmp_path):
    term, says = WRONG[name]
    with pytest.raises(NoSuchTerm, match=says):
        added(tmp_path, text_of("a_function_of_the_file"), term)


# name: (the body of the term, what the refusal says)
REFUSED = {
    "an_array": ("return layer.weights ** 2", "something else than one number"),
    "what_forward_computes": ("return np.sum(layer.output ** 2)", "which forward computes"),
    "an_argument": ("return power * np.sum(layer.weights ** 2)", "backward does not know power"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_terms_that_cannot_be_added(name, tmp_path):
    body, says = REFUSED[name]
    text = text_of("a_function_of_the_file")
    text = text.replace("return penalty(layer)", "return penalty(layer, 0.5)")
    text = text.replace("return 0.5 * np.linalg.norm(layer.weights) ** power", body)
    [problem] = added(tmp_path, text, "penalty(layer)").problems
    assert problem.code == "GW515"
    assert says in str(problem)


def test_a_term_that_is_never_called(tmp_path):
    text = text_of("a_function_of_the_file").replace("        term(layer)\n", "")
    with pytest.raises(gw.GradwrightError) as raised:
        added(tmp_path, text, "penalty(layer)")
    assert raised.value.code == "GW515"
    assert "the run never calls it" in str(raised.value)


def test_layers_with_a_backward_of_your_own(tmp_path):
    own = "\n\n    def backward(self, dy):\n        self.dinputs = dy @ self.weights.T\n\n\n"
    text = text_of("a_function_of_the_file").replace(DENSE, DENSE.rstrip() + own)
    text += "\n\nclass Other:\n    def forward(self, x):\n        return 2 * x\n\n\n"
    text += "Other().forward(np.ones(2))\n"
    with pytest.raises(gw.GradwrightError) as raised:
        added(tmp_path, text, "penalty(layer)")
    assert raised.value.code == "GW515"
    assert "a backward of your own" in str(raised.value)
