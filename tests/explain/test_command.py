"""`gradwright explain FILE.py:FUNCTION`."""

from gradwright.cli.main import main
from tests.explain import programs

WHAT = f"{programs.__file__}:neuron"
ARGUMENTS = ["--like", "[-3, -1]", "--like", "[1, -2]", "--like", "4"]


def test_it_prints_the_explanation(capsys):
    assert main(["explain", WHAT, *ARGUMENTS, "--wrt", "x,w,b"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith("f = neuron(x, w, b) = 3 ")
    assert "∂f/∂x1 = dReLU/dsum · dsum/dmul · dmul/dx1 = 1 · 1 · -2 = -2\n" in out


def test_without_examples_it_says_which_arguments_it_needs(capsys):
    assert main(["explain", WHAT]) == 2
    assert "--like for each of x, w, b" in capsys.readouterr().err
