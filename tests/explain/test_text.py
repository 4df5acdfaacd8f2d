"""The text of an explanation: complete, within 96 columns, short for long runs."""

import copy
import pickle

import numpy as np
import pytest

import gradwright as gw
from tests.explain import programs

WIDTH = 96

NEURON = """\
  {1}  xw0 = x[0] * w[0]                        = -3
        dmul_dx0 = w[0]                        = 1
        dmul_dw0 = x[0]                        = -3
  {2}  xw1 = x[1] * w[1]                        = 2
        dmul_dx1 = w[1]                        = -2
        dmul_dw1 = x[1]                        = -1
  {3}  z = xw0 + xw1 + b                        = 3
        dsum_dxw0                              = 1
        dsum_dxw1                              = 1
        dsum_db                                = 1
  {4}  return max(0, z)                         = 3
        drelu_dsum = 1 if z > 0 else 0         = 1

Backward: the derivative from above times the local one, last operation first

  {4}  return max(0, z)                           dvalue = 1
        dvalue · drelu_dsum                    = 1 · 1 = 1
  {3}  z = xw0 + xw1 + b                          drelu_dsum = 1
        drelu_dxw0 = drelu_dsum · dsum_dxw0    = 1 · 1 = 1
        drelu_dxw1 = drelu_dsum · dsum_dxw1    = 1 · 1 = 1
        drelu_db = drelu_dsum · dsum_db        = 1 · 1 = 1
  {2}  xw1 = x[1] * w[1]                          drelu_dxw1 = 1
        drelu_dx1 = drelu_dxw1 · dmul_dx1      = 1 · -2 = -2
        drelu_dw1 = drelu_dxw1 · dmul_dw1      = 1 · -1 = -1
  {1}  xw0 = x[0] * w[0]                          drelu_dxw0 = 1
        drelu_dx0 = drelu_dxw0 · dmul_dx0      = 1 · 1 = 1
        drelu_dw0 = drelu_dxw0 · dmul_dw0      = 1 · -3 = -3

Gradient

  ∂f/∂x0 = dReLU/dsum · dsum/dmul · dmul/dx0 = 1 · 1 · 1 = 1
  ∂f/∂x1 = dReLU/dsum · dsum/dmul · dmul/dx1 = 1 · 1 · -2 = -2
  ∂f/∂w0 = dReLU/dsum · dsum/dmul · dmul/dw0 = 1 · 1 · -3 = -3
  ∂f/∂w1 = dReLU/dsum · dsum/dmul · dmul/dw1 = 1 · 1 · -1 = -1
  ∂f/∂b = dReLU/dsum · dsum/db = 1 · 1 = 1"""


def test_neuron():
    text = str(gw.explain(programs.neuron, [-3, -1], [1, -2], 4, wrt=(0, 1, 2)))
    defined = programs.neuron.__code__.co_firstlineno
    lines = [str(defined + k).rjust(2) for k in range(5)]
    title, body = text.split("\n", 1)
    assert title.startswith("f = neuron(x, w, b) = 3 ")
    assert title.endswith(f"programs.py:{defined}")
    assert body.split("operand\n\n", 1)[1] == NEURON.format(*lines)


RUNS = {
    "dense": (programs.dense, (np.ones((5, 4)), np.ones((4, 3)), np.ones((1, 3))), (0, 1, 2)),
    "softmax": (programs.negative_log_softmax, (np.array([0.5, -1.0]), 1), 0),
    "loop": (programs.powers, (1.01, 400), 0),
    "while": (programs.root, (2.0,), 0),
    "branch": (programs.branch, (-2.0, 3.0), (0, 1)),
    "calls": (programs.calls, (0.3,), 0),
    "unrolled": (programs.layers, ([np.eye(2)] * 40, np.ones((3, 2))), (0, 1)),
    "stores": (programs.stored, (np.arange(300.0),), 0),
    "several results": (programs.two_results, (1.5,), 0),
    "ufunc": (np.sin, (0.5,), 0),
    "identity": (lambda x: x, (0.5,), 0),
    "constant": (lambda x: 3.0, (0.5,), 0),
}


@pytest.mark.parametrize(("fun", "args", "wrt"), RUNS.values(), ids=list(RUNS))
def test_width(fun, args, wrt):
    lines = str(gw.explain(fun, *args, wrt=wrt)).splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert not any(line != line.rstrip() for line in lines)


def test_the_length_does_not_grow_with_the_iterations():
    few, many = (str(gw.explain(programs.powers, 1.01, n)) for n in (5, 500))
    assert len(few.splitlines()) == len(many.splitlines())
    assert "(500 times)" in many


def test_unrolled_statements_are_not_repeated_forty_times():
    weights, x = [np.eye(2)] * 40, np.ones((3, 2))
    text = str(gw.explain(programs.layers, weights, x, wrt="x"))
    assert "more like it" in text
    assert len(text.splitlines()) < 60


def test_several_ways_are_added():
    text = str(gw.explain(programs.product_of_two_ways, 2.0))
    assert "∂f/∂x = dmul/dx + dmul/dsin · dsin/dx = 0.909297 + 2 · -0.416147 = 0.0770038" in text


def test_negative_products_in_a_sum_stand_in_brackets():
    text = str(gw.explain(programs.muls_on_two_lines, 0.5))
    assert "= 1 · 3 + (-1) · 2 = 1" in text


def test_a_loop_gives_no_chain():
    text = str(gw.explain(programs.powers, 2.0, 3))
    at = programs.powers.__code__.co_firstlineno + 3
    assert f"∂f/∂x = the sum over its uses in line {at} = 12" in text


def test_an_argument_that_nothing_reads():
    text = str(gw.explain(programs.branch, -2.0, 3.0, wrt=(0, 1)))
    assert "∂f/∂w = 0, for nothing that ran reads it on the way to the result" in text
    assert "      else:" in text


def test_arrays_have_shapes_and_formulas():
    text = str(gw.explain(*RUNS["dense"][:1], *RUNS["dense"][1], wrt=(0, 1, 2)))
    for part in (
        "dmatmul_dweights : dmatmul ↦ inputs.T @ dmatmul",
        "drelu_dbiases = drelu_dsum · dsum_dbiases, summed to (1, 3)",
        "= (1, 3) [5 5 5]",
    ):
        assert part in text


def test_the_structure_behind_the_text():
    explanation = gw.explain(programs.neuron, [-3, -1], [1, -2], 4, wrt=(0, 1, 2))
    first = explanation.lines[0]
    (step,) = first.steps
    assert (first.source, step.label, step.values) == ("xw0 = x[0] * w[0]", "mul", (-3.0,))
    assert [(x.name, x.formula, x.values) for x in step.locals] == [
        ("dmul_dx0", "w[0]", (1.0,)),
        ("dmul_dw0", "x[0]", (-3.0,)),
    ]
    assert [gradient.path for gradient in explanation.gradients] == [
        "x[0]",
        "x[1]",
        "w[0]",
        "w[1]",
        "b",
    ]
    with pytest.raises(AttributeError):
        explanation.value = 0  # type: ignore[misc]


def test_refusals_pass_through():
    def refused(x):
        global counted
        counted = x
        return x

    with pytest.raises(gw.UnsupportedError) as raised:
        gw.explain(refused, 1.0)
    assert raised.value.lineno is not None


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: gw.explain(lambda x: x, 1.0, wrt="y"), "GW002"),
        (lambda: gw.explain(3.0, 1.0), "GW009"),
        (lambda: gw.explain(lambda x: "text", 1.0), "GW013"),
    ],
    ids=["wrt", "no function", "no number"],
)
def test_misuse(call, code):
    with pytest.raises(gw.GradwrightError) as raised:
        call()
    assert raised.value.code == code


def test_a_long_program(tmp_path):
    statements = [f"    v{k + 1} = v{k} * x + {k}.0" for k in range(600)]
    path = tmp_path / "long.py"
    path.write_text("\n".join(["def long(x, v0):", *statements, "    return v600\n"]))
    names: dict[str, object] = {}
    exec(compile(path.read_text(), str(path), "exec"), names)
    explanation = gw.explain(names["long"], 0.5, 1.0)
    assert explanation["df_dx"] == gw.grad(names["long"])(0.5, 1.0)
    assert "∂f/∂x = the sum over its uses in lines 2, 3, 4, 5, 6, 7, …, 601 = " in str(explanation)
    assert max(map(len, str(explanation).splitlines())) <= WIDTH


def test_it_can_be_pickled_and_copied():
    explanation = gw.explain(programs.neuron, [-3, -1], [1, -2], 4)
    again = pickle.loads(pickle.dumps(copy.deepcopy(explanation)))
    assert str(again) == str(explanation)
    assert dict(again) == dict(explanation)
