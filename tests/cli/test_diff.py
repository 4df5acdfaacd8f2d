"""`gradwright diff` and `gradwright explain FILE.py:FUNCTION`, through the compiler."""

import subprocess
import sys

import pytest

from gradwright.cli.main import main

MODEL = """
import numpy as np


def loss(w, x, scale=1.0):
    return ((x @ w) ** 2).sum() * scale


def refused(x):
    try:
        return 1.0 / x
    except ZeroDivisionError:
        return 0.0


def neuron(x, w):
    z = x[0] * w[0] + x[1] * w[1]
    return max(0, z)
"""
LIKE = ("--like", "np.ones(2)", "--like", "np.ones((3, 2))")


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "model_of_diff_test.py"
    path.write_text(MODEL)
    yield path
    sys.modules.pop(path.stem, None)


def test_diff_prints_a_module_that_runs_alone(model, capsys, tmp_path):
    assert main(["diff", f"{model}:loss", "--wrt", "w,x", *LIKE]) == 0
    text = capsys.readouterr().out
    (tmp_path / "written.py").write_text(text)
    program = (
        "import sys, numpy as np, written\n"
        "y, (dw, dx) = written.loss_backward(1.0, np.ones(2), np.ones((3, 2)))\n"
        "assert y == 12.0 and (dw == 12.0).all() and (dx == 4.0).all()\n"
        "assert 'gradwright' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True)


def test_diff_writes_what_it_would_print(model, capsys, tmp_path):
    assert main(["diff", f"{model}:loss", *LIKE]) == 0
    printed = capsys.readouterr().out
    out = tmp_path / "out.py"
    assert main(["diff", f"{model}:loss", *LIKE, "-o", str(out)]) == 0
    shown = capsys.readouterr()
    assert (out.read_text(), shown.out) == (printed, "")
    assert shown.err == f"wrote {out}\n"


def test_a_file_that_cannot_be_written_is_one_line(model, capsys, tmp_path):
    assert main(["diff", f"{model}:loss", *LIKE, "-o", str(tmp_path / "no" / "out.py")]) == 2
    assert "cannot be written (No such file or directory)" in capsys.readouterr().err


@pytest.mark.parametrize("wrt", ["nothing", "7", "-4"])
def test_a_wrt_that_names_no_argument_is_one_line(wrt, model, capsys):
    assert main(["diff", f"{model}:loss", "--wrt", wrt, *LIKE]) == 2
    complaint = capsys.readouterr().err
    assert complaint.startswith("gradwright diff: --wrt: ")
    assert complaint.count("\n") == 1


def test_a_refusal_is_rendered_on_stderr_with_code_1(model):
    done = subprocess.run(
        [sys.executable, "-m", "gradwright", "diff", f"{model}:refused", "--like", "1.0"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"{model}:10:5: GW104")
    assert "    try:\n    ^" in done.stderr
    assert "Traceback" not in done.stderr


def test_explain_shows_the_chain_rule(model, capsys):
    options = ["--like", "[1.0, 2.0]", "--like", "[3.0, 4.0]"]
    assert main(["explain", f"{model}:neuron", *options]) == 0
    assert "drelu_dx0" in capsys.readouterr().out
