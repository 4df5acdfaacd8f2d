"""Pairs of functions: by their names in a file, named on the command line, with and without examples."""

import sys

import pytest
from tests.checked.checking import checked, only

from gradwright.cli.main import main

HEAD = "import numpy as np\n\n\n"
DENSE = """\
def dense(x, w, b):
    return x @ w + b


"""
RIGHT = {
    "dy_and_arguments": DENSE + """\
def dense_backward(dy, x, w, b):
    return dy @ w.T, x.T @ dy, dy.sum(axis=0)
""",
    "value_and_gradients": DENSE + """\
def dense_backward(dy, x, w, b):
    return x @ w + b, (dy @ w.T, x.T @ dy, dy.sum(axis=0))
""",
    "gathered_arguments": DENSE + """\
def dense_backward(dy, *args):
    x, w, b = args
    return dy @ w.T, x.T @ dy, dy.sum(axis=0)
""",
    "only_what_it_needs": DENSE + """\
def dense_backward(dy, x, w):
    dx = dy @ w.T
    dw = x.T @ dy
    db = dy.sum(axis=0)
    return dx, dw, db
""",
    "a_dictionary": DENSE + """\
def dense_backward(dy, x, w, b):
    return {"w": x.T @ dy, "b": dy.sum(axis=0), "x": dy @ w.T}
""",
    "a_cache": """\
def dense(x, w, b):
    return x @ w + b, (x, w)


def dense_backward(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
""",
    "what_gradwright_writes": DENSE + """\
def dense_backward(dout, x, w, b):
    if (getattr(x, "ndim", 0), getattr(w, "ndim", 0)) != (2, 2):
        raise ValueError("written for x (n, k), w (k, m)")
    out = x @ w + b
    dx = dout @ w.T  # return x @ w + b
    dw = x.T @ dout
    db = dout.sum(axis=0)
    return out, (dx, dw, db)
""",
}  # fmt: skip
CALL = """\

rng = np.random.default_rng(0)
x, w, b = rng.standard_normal((4, 3)), rng.standard_normal((3, 2)), rng.standard_normal(2)
dense(x, w, b)
"""
LIKE = ("--like", "np.ones((4, 3))", "--like", "np.eye(3)[:, :2] + 0.5", "--like", "np.ones(2)")


@pytest.mark.parametrize("form", RIGHT)
def test_a_backward_function_is_called_as_it_takes_its_arguments(form, tmp_path):
    report = checked(tmp_path, HEAD + RIGHT[form] + CALL)
    assert [one.verdict for one in report.findings] == ["equal"] * 3
    assert {one.slot for one in report.findings} == {"x", "w", "b"}


@pytest.mark.parametrize("form", RIGHT)
def test_a_slip_in_one_of_them_is_found(form, tmp_path):
    text = RIGHT[form]
    wrong = text.replace("dy.sum(axis=0)", "dy").replace("dout.sum(axis=0)", "dout")
    assert wrong != text
    report = checked(tmp_path, HEAD + wrong + CALL)
    (found,) = [one for one in report.findings if one.verdict != "equal"]
    assert (found.slot, found.cause) == ("b", "sum over the batch")


def test_the_calls_of_the_file_itself_are_compared(tmp_path):
    text = HEAD + RIGHT["a_cache"] + CALL.replace("dense(x, w, b)\n", """\
out, cache = dense(x, w, b)
dense_backward(np.ones_like(out), cache)
""")  # fmt: skip
    report = checked(tmp_path, text)
    assert [(one.verdict, one.drawn) for one in report.findings] == [("equal", False)] * 3


PAIRS = {
    "relu_forward, relu_backward": "relu_forward, relu_backward",
    "forward_relu, backward_relu": "forward_relu, backward_relu",
    "relu, relu_grad": "relu, relu_grad",
    "relu, d_relu": "relu, d_relu",
    "forward, backward": "forward, backward",
}


@pytest.mark.parametrize("names", PAIRS)
def test_pairs_are_found_by_their_names(names, tmp_path):
    forward, backward = names.split(", ")
    text = f"""\
def {forward}(x):
    return np.maximum(x, 0.0)


def {backward}(dy, x):
    return dy * (dy > 0)


{forward}(np.array([1.0, -2.0, 3.0, -4.0, 0.5]))
"""
    report = checked(tmp_path, HEAD + text)
    assert only(report, backward, "returned").cause == "mask on the upstream gradient"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "functions_of_check_test.py"
    path.write_text(
        HEAD + RIGHT["dy_and_arguments"] + 'if __name__ == "__main__":\n    raise RuntimeError\n'
    )
    yield path
    sys.modules.pop(path.stem, None)


def test_examples_stand_for_a_call(file, capsys):
    assert main(["check", f"{file}:dense:dense_backward", *LIKE]) == 0
    assert "3 equal" in capsys.readouterr().out


def test_a_file_that_never_calls_the_function_says_how(tmp_path, capsys):
    path = tmp_path / "uncalled.py"
    path.write_text(HEAD + RIGHT["dy_and_arguments"])
    assert main(["check", f"{path}:dense:dense_backward"]) == 2
    said = " ".join(capsys.readouterr().out.split())
    assert "dense was never called: add a call of it" in said
    assert "--like" in said


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("{file}:dense", "neither FILE.py nor FILE.py:f:f_backward"),
        ("{file}:dense:nothing", "no function 'nothing'"),
        ("{file}:nothing:dense_backward", "no function 'nothing'"),
        ("nowhere.py", "does not exist"),
    ],
)
def test_what_cannot_be_followed_is_one_line(target, words, file, capsys):
    like = LIKE if target.count(":") == 2 else ()
    assert main(["check", target.format(file=file), *like]) == 2
    complaint = capsys.readouterr().err
    assert words in complaint
    assert complaint.count("\n") == 1
