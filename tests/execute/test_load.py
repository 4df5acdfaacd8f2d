"""Written code can be seen: by tracebacks, by `inspect`, by debuggers."""

import inspect
import linecache
import traceback

import pytest

from gradwright.execute import load

SOURCE = "def f(x):\n    y = x * 2\n    return 1 / y\n"


def test_runs():
    assert load(SOURCE, "f")["f"](2.0) == 0.25


def test_inspect_sees_the_source():
    f = load(SOURCE, "f")["f"]
    assert inspect.getsource(f) == SOURCE
    assert inspect.getsourcelines(f)[1] == 1


def test_tracebacks_show_the_line():
    f = load(SOURCE, "f_backward")["f"]
    with pytest.raises(ZeroDivisionError) as caught:
        f(0)
    frame = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert frame.line == "return 1 / y"
    assert "f_backward" in frame.filename


def test_the_source_outlives_a_check_of_the_cache():
    f = load(SOURCE, "f")["f"]
    linecache.checkcache()
    assert inspect.getsource(f) == SOURCE


def test_two_of_one_name_are_two_files():
    one, other = (load(SOURCE.replace("2", n), "f")["f"] for n in "34")
    assert "x * 3" in inspect.getsource(one)
    assert "x * 4" in inspect.getsource(other)


def test_names_may_be_given():
    assert load("def f():\n    return Point(1)\n", "f", {"Point": lambda x: (x,)})["f"]() == (1,)
