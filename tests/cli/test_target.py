"""FILE.py:FUNCTION with --wrt and --like, up to the public function that is called."""

import sys

import numpy as np
import pytest

from gradwright.cli.main import main
from gradwright.cli.target import parse_wrt, read_target
from gradwright.cli.usage import UsageError

MODEL = """
import numpy as np

print("imported")
SIZE = 2

def loss(w, x, scale=1.0):
    return ((x @ w) ** 2).sum() * scale

class Net:
    def forward(self, x):
        return x

def mix(a, b):
    for i in range(3):
        if a > b:
            break
        a = a * b
    return a
"""


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "model_of_cli_test.py"
    path.write_text(MODEL)
    yield path
    sys.modules.pop(path.stem, None)


@pytest.mark.parametrize(
    ("text", "wrt"),
    [("w", "w"), ("1", 1), ("-1", -1), ("w,1", ("w", 1)), (" w , x ", ("w", "x")), ("w,", ("w",))],
)
def test_wrt(text, wrt):
    assert parse_wrt(text) == wrt


@pytest.mark.parametrize("text", ["", ","])
def test_an_empty_wrt_is_refused(text):
    with pytest.raises(UsageError):
        parse_wrt(text)


def test_the_function_and_its_examples(model):
    target = read_target("diff", f"{model}:loss", ["np.ones(SIZE)", "np.eye(2)"], "w,x")
    assert target.function(*target.arguments) == 2.0
    assert target.wrt == ("w", "x")
    assert np.array_equal(target.arguments[1], np.eye(2))


def test_a_default_may_be_given(model):
    assert len(read_target("diff", f"{model}:loss", ["1.0", "2.0", "3.0"], "0").arguments) == 3


def test_a_method_of_a_class(model):
    assert read_target("diff", f"{model}:Net.forward", ["None", "1.0"], "1").arguments == (
        None,
        1.0,
    )


def test_what_the_file_prints_is_no_output(model, capsys):
    read_target("diff", f"{model}:loss", ["1.0", "2.0"], "0")
    out, err = capsys.readouterr()
    assert (out, err) == ("", "imported\n")


def test_the_path_for_imports_stays_as_it_was(model):
    before = list(sys.path)
    read_target("diff", f"{model}:loss", ["1.0", "2.0"], "0")
    assert sys.path == before


def test_a_file_beside_it_can_be_imported(tmp_path):
    (tmp_path / "beside_of_cli_test.py").write_text("SIZE = 3\n")
    path = tmp_path / "using_of_cli_test.py"
    path.write_text("from beside_of_cli_test import SIZE\ndef f(x): return x * SIZE\n")
    assert read_target("diff", f"{path}:f", ["2.0"], "0").function(2.0) == 6.0


def test_a_file_that_is_called_like_a_module(tmp_path):
    path = tmp_path / "json.py"
    path.write_text("def f(x): return x\n")
    before = sys.modules.get("json")
    assert read_target("diff", f"{path}:f", ["2.0"], "0").function(2.0) == 2.0
    assert sys.modules.get("json") is before


USAGE = {
    "no function": ("{path}", [], "is not of the form FILE.py:FUNCTION"),
    "no such file": ("nowhere.py:f", [], "nowhere.py does not exist"),
    "no such function": ("{path}:nothing", [], "has no function 'nothing', it has: loss, mix"),
    "a constant": ("{path}:SIZE", [], "has no function 'SIZE'"),
    "no examples": (
        "{path}:loss",
        [],
        'each of w, x, as in: gradwright {command} {path}:loss --like "np.ones(3)"',
    ),
    "too few examples": ("{path}:loss", ["1.0"], "give one --like for each of w, x"),
    "too many examples": ("{path}:loss", ["1.0"] * 4, "give one --like for each of w, x"),
    "no expression": ("{path}:loss", ["1.0", "3x"], "--like '3x' cannot be evaluated (SyntaxError"),
    "a failing one": ("{path}:loss", ["1.0", "y"], "--like 'y' cannot be evaluated (NameError"),
}


@pytest.mark.parametrize("command", ["diff", "explain"])
@pytest.mark.parametrize("case", USAGE)
def test_bad_options_are_one_line_and_code_2(command, case, model, capsys):
    target, like, message = USAGE[case]
    options = [f"--like={text}" for text in like]
    assert main([command, target.format(path=model), *options]) == 2
    complaint = capsys.readouterr().err.removeprefix("imported\n")
    assert complaint.startswith(f"gradwright {command}: ")
    assert message.format(command=command, path=model) in complaint
    assert complaint.count("\n") == 1


FAILING = {
    "an import": ("import nowhere_at_all\n", 1, "ModuleNotFoundError: No module named"),
    "a syntax error": ("x = 1\ny = (\n", 2, "SyntaxError"),
    "an error below": ("x = 1\nx.nothing\n", 2, "AttributeError"),
    "an exit": ("import sys\n\nsys.exit(3)\n", 3, "SystemExit: 3"),
}


@pytest.mark.parametrize("case", FAILING)
def test_a_file_that_cannot_be_imported_is_named_with_its_line(case, tmp_path, capsys):
    text, line, message = FAILING[case]
    path = tmp_path / "failing_of_cli_test.py"
    path.write_text(text)
    assert main(["diff", f"{path}:f"]) == 1
    shown = capsys.readouterr().err
    assert shown.startswith(f"{path}:{line}:1: GW605")
    assert message in shown
    assert "Traceback" not in shown
