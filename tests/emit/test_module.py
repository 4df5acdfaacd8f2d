"""Whole modules: what is written, that it is formatted and clean, that it runs."""

import subprocess
import sys

import numpy as np
import pytest

from gradwright.emit import numpy_source
from gradwright.execute import load
from gradwright.ir.check import check_program
from gradwright.ir.statements import Captured, Leaf
from gradwright.ir.types import FLOAT, Array, Form, Stack
from tests.emit.build import NUMBER, Build, at, fun, let, line, listed, number, op, pair
from tests.emit.programs import classifier
from tests.emit.test_layout import formatted

CLASSIFIER = """\
    hidden = np.maximum(inputs @ w1 + b1, 0.0)
    logits = hidden @ w2 + b2
    exps = np.exp(logits - logits.max(axis=1, keepdims=True))
    probs = exps / exps.sum(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    picked = probs[rows, labels]
    out = -np.log(picked).mean()

    dpicked = -dloss / picked.size / picked  # return -np.log(picked).mean()
    dprobs = np.zeros_like(probs)  # picked = probs[np.arange(len(labels)), labels]
    dprobs[rows, labels] = dpicked
    # probs = exps / exps.sum(axis=1, keepdims=True)
    dlogits = probs * (dprobs - (dprobs * probs).sum(axis=1, keepdims=True))
    dw2 = hidden.T @ dlogits  # logits = hidden @ w2 + b2
    db2 = dlogits.sum(axis=0)
    dhidden = dlogits @ w2.T
    dhidden *= hidden > 0.0  # hidden = np.maximum(inputs @ w1 + b1, 0.0)
    dw1 = inputs.T @ dhidden
    db1 = dhidden.sum(axis=0)
    return out, (dw1, db1, dw2, db2)
"""


def lint(source):
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "E,F,W,I"]
    command += ["--line-length", "100", "--stdin-filename", "f.py", "-"]
    return subprocess.run(command, input=source, capture_output=True, text=True, check=False).stdout


def assert_clean(source):
    assert formatted(source) == source
    assert "All checks passed" in lint(source)


def test_classifier_reads_like_the_listing():
    source = numpy_source(check_program(classifier()), captured="literals")
    assert source.endswith(CLASSIFIER)
    assert source.startswith(
        "import numpy as np\n\n\ndef loss_backward(dloss, w1, b1, w2, b2, inputs, labels):\n"
    )
    assert_clean(source)


def test_written_code_does_not_depend_on_when_it_is_written():
    first = numpy_source(classifier(), captured="literals")
    assert numpy_source(classifier(), captured="literals") == first


def classifier_arguments():
    rng = np.random.default_rng(0)
    shapes = {"w1": (4, 6), "b1": (6,), "w2": (6, 3), "b2": (3,), "inputs": (8, 4)}
    given = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return {**given, "labels": rng.integers(0, 3, 8)}


def run(source, name, *args, **kwargs):
    return load(source, name)[name](*args, **kwargs)


def test_classifier_runs():
    given = classifier_arguments()
    value, gradients = run(
        numpy_source(classifier(), captured="literals"), "loss_backward", 1.0, **given
    )
    moved = {**given, "b1": given["b1"] + 1e-6 * np.eye(6)[2]}
    above, _ = run(numpy_source(classifier(), captured="literals"), "loss_backward", 1.0, **moved)
    assert gradients[1][2] == pytest.approx((above - value) / 1e-6, abs=1e-5)


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        ({"b1": np.zeros((1, 6))}, "b1 (1, 6)"),
        ({"b1": np.zeros(1)}, "b1 (1,)"),
        ({"b2": 1.0}, "b2 ()"),
        ({"labels": 3}, "labels ()"),
        ({"w1": np.zeros((4, 6), int)}, "w1 (4, 6)"),
        ({"inputs": [[1.0, 2.0]]}, "inputs (1, 2)"),
    ],
)
def test_entry_check(changed, shown):
    source = numpy_source(classifier(), captured="literals")
    with pytest.raises(ValueError, match="written for") as caught:
        run(source, "loss_backward", 1.0, **{**classifier_arguments(), **changed})
    assert shown in str(caught.value)
    assert "b1 (m,)" in str(caught.value)


def neuron():
    b = Build()
    dy = b.number("dy")
    x, w = b.numbers("x", 3), b.numbers("w", 3)
    bias = b.number("b")
    z, y, dz = b.web("z"), b.web("y"), b.web("dz")
    products = [op("mul", one, other) for one, other in zip(x, w, strict=True)]
    total = op("add", op("add", op("add", products[0], products[1]), products[2]), bias)
    origin = line("y = max(0, z)", 3)
    body = [let(z, total), let(y, op("maximum", 0, z, form="builtin"))]
    body.append(let(dz, op("mul", dy, op("gt", z, 0)), origin))
    dx, dw = (listed(*(op("mul", dz, v) for v in vs)) for vs in (w, x))
    return b.program(
        "neuron_backward", body, pair(y, dx, dw, dz), reverse_from=2, wrt=("x", "w", "b")
    )


def test_structure_of_lists():
    source = numpy_source(neuron(), captured="literals")
    checked = 'len(x) != 3 or len(w) != 3 or any(getattr(v, "ndim", 0) for v in (dy, *x, *w, b))'
    assert source.startswith(f"def neuron_backward(dy, x, w, b):\n    if {checked}:\n")
    assert source.endswith(
        """\
    dx = [dz * w[0], dz * w[1], dz * w[2]]
    dw = [dz * x[0], dz * x[1], dz * x[2]]
    return y, (dx, dw, dz)
"""
    )
    assert_clean(source)
    value, gradients = run(source, "neuron_backward", 1.0, [-3.0, -1.0, 2.0], [1.0, -2.0, 3.0], 1.0)
    assert (value, gradients) == (6.0, ([1.0, -2.0, 3.0], [-3.0, -1.0, 2.0], 1.0))


@pytest.mark.parametrize(
    ("args", "shown"),
    [
        (([1.0, 2.0], [1.0, 2.0, 3.0], 1.0), "x of 2"),
        (([1.0, 2.0, 3.0], [1.0, 2.0, np.ones(2)], 1.0), "w of 3"),
        (([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], np.ones(4)), "b (4,)"),
    ],
)
def test_entry_check_of_lists(args, shown):
    with pytest.raises(ValueError, match=r"written for dy \(\)") as caught:
        run(numpy_source(neuron(), captured="literals"), "neuron_backward", 1.0, *args)
    assert shown in str(caught.value)


def scaled(value, captured, **more):
    """The backward program of ``scale * x`` (or a part of it), scale captured."""
    b = Build()
    dout, x = b.number("dout", NUMBER), b.array("x", 1)
    shape = getattr(value, "shape", ())
    type_ = Array("float64", tuple(Form(n, ()) for n in shape)) if shape else FLOAT
    scale = b.web("scale", type_)
    out, dx = b.web("out", NUMBER), b.web("dx", x.type)
    factor = at(scale, *[0] * len(shape)) if shape else scale
    body = [
        let(out, op("sum", op("mul", factor, x), form="method")),
        let(dx, op("mul", op("mul", dout, factor), fun("ones_like", x))),
    ]
    hidden = (Captured("scale", scale, lambda: value),)
    program = b.program(
        "f_backward", body, pair(out, dx), captured=hidden, reverse_from=1, wrt="x", **more
    )
    return numpy_source(program, captured=captured)


@pytest.mark.parametrize(
    ("value", "captured", "line"),
    [
        (2.5, "literals", "\nscale = 2.5\n"),
        (np.float32(2.5), "literals", "\nscale = np.float32(2.5)\n"),
        (np.array([1.0, 2.0]), "literals", "\nscale = np.array([1.0, 2.0])\n"),
        (np.array([1.0], "float32"), "literals", "\nscale = np.array([1.0], dtype=np.float32)\n"),
        (np.arange(65.0), "literals", "def f_backward(dout, x, *, scale):"),
        (2.5, "arguments", "def f_backward(dout, x, *, scale):"),
    ],
)
def test_captured_values(value, captured, line):
    source = scaled(value, captured)
    assert line in source
    assert_clean(source)


def test_imports_are_those_that_are_used():
    b = Build()
    dx, x, y, g = b.number("dy"), b.number("x"), b.web("y"), b.web("dx")
    body = [let(y, op("sin", x, form="math")), let(g, op("mul", dx, op("cos", x, form="math")))]
    imports = {"math": "import math", "np": "import numpy as np"}
    program = b.program("f_backward", body, pair(y, g), reverse_from=1, wrt="x", imports=imports)
    source = numpy_source(program, captured="literals")
    assert source.startswith("import math\n\n\ndef f_backward(dy, x):\n")
    assert_clean(source)


def test_stack_of_a_loop_is_a_list():
    from gradwright.ir.statements import ForEach, NewStack, Push, While

    b = Build()
    dy, a = b.number("dx"), b.number("a")
    x, saved, dx = b.web("x"), b.web("saved", Stack((FLOAT,))), b.web("dx")
    step = op("truediv", x, number(2.0))
    body = [
        let(x, a),
        NewStack(saved),
        While(op("gt", x, number(1.0)), (Push(saved, (x,)), let(x, fun("sin", step)))),
        let(dx, dy),
        ForEach(
            (x,), saved, (let(dx, op("mul", dx, fun("cos", step)), line("x = sin(x / 2)", 3)),)
        ),
    ]
    value = b.web("value")
    body.insert(3, let(value, x))
    program = b.program("f_backward", body, pair(value, dx), reverse_from=4, wrt="a")
    source = numpy_source(check_program(program), captured="literals")
    assert source.endswith(
        """\
    x = a
    saved = []
    while x > 1.0:
        saved.append(x)
        x = np.sin(x / 2.0)
    value = x

    for x in reversed(saved):
        dx *= np.cos(x / 2.0)  # x = sin(x / 2)
    return value, dx
"""
    )
    assert_clean(source)


def test_a_parameters_name_is_free_once_it_is_dead():
    b = Build()
    x = b.number("x")
    y = b.web("x")
    program = b.program("f", [let(y, op("mul", x, x))], Leaf(y))
    assert "    x = x * x\n" in numpy_source(program, captured="literals").replace(
        "x *= x", "x = x * x"
    )


def test_many_arguments():
    b = Build()
    dy = b.number("dy")
    arrays = [
        b.array(f"weights_of_layer_{k}", 2 - k % 2, unit=(0,), floating=True) for k in range(14)
    ]
    out = b.web("out", NUMBER)
    total = arrays[0]
    for array in arrays[1:]:
        total = op("add", total, array)
    body = [let(out, op("sum", total, form="method"))]
    result = pair(out, *(op("mul", dy, a) for a in arrays))
    wrt = tuple(p.name for p in b.parameters[1:])
    assert_clean(
        numpy_source(b.program("f", body, result, reverse_from=1, wrt=wrt), captured="literals")
    )
