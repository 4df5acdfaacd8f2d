"""Finding the source of a function: files, text that linecache holds, lambdas, methods, edits."""

import functools
import linecache
import warnings

import numpy as np
import pytest
from tests.frontend.programs import defined, text_of

from gradwright import GradwrightError, UnsupportedError
from gradwright.frontend import source_of

PAIR = (lambda x: x * 2.0, lambda x: x * 3.0)
SAME = (lambda x: x * 2.0, lambda x: x * 2.0)


class Scaled:
    def __init__(self, scale):
        self.scale = scale

    def apply(self, x):
        return x * self.scale

    @staticmethod
    def double(x):
        return x * 2.0

    def __call__(self, x):
        return x + self.scale


def test_lambdas_on_one_line_are_told_apart():
    assert "mul(x.0, 2.0)" in text_of(PAIR[0], 1.0)
    assert "mul(x.0, 3.0)" in text_of(PAIR[1], 1.0)


def test_equal_lambdas_on_one_line_differ_by_their_columns():
    columns = [source_of(f).location(source_of(f).node).column for f in SAME]
    assert columns[0] < columns[1]


def test_a_lambda_over_several_lines():
    scaled = functools.partial(
        lambda x, y: x
        * y,
        3.0,
    )  # fmt: skip
    assert "mul(argument_0.1, y.0)" in text_of(scaled, 1.0)


def test_methods_read_their_object_as_a_constant():
    assert "mul(x.0, self_scale.1)" in text_of(Scaled(3.0).apply, 2.0)
    assert "mul(x.0, 2.0)" in text_of(Scaled.double, 2.0)
    assert text_of(Scaled(3.0), 2.0).startswith("Scaled(x.0):\n    return add(x.0, Scaled_scale.1)")


def test_functions_of_the_table_stand_for_themselves():
    assert "sin(x.0)" in text_of(np.sin, 1.0)


def test_a_wrapped_function_is_read_through_its_wrapper():
    function = defined(
        """
        import functools
        def logged(function):
            @functools.wraps(function)
            def wrapper(*args, **kwargs):
                return function(*args, **kwargs) * 2
            return wrapper
        @logged
        def f(x):
            return x * x
        """
    )
    assert "return mul(mul(args_0.0, args_0.0), 2)" in text_of(function, 3.0)


def test_what_has_no_signature_is_refused():
    with pytest.raises(GradwrightError) as caught:
        text_of(type, 1.0)
    assert caught.value.code in ("GW007", "GW009")


def test_without_source_the_refusal_says_so():
    names = {}
    exec("def f(x):\n    return x", names)
    with pytest.raises(UnsupportedError) as caught:
        text_of(names["f"], 1.0)
    assert caught.value.code == "GW004"


@pytest.mark.parametrize("edited", ["return x * 3.0", "return x + 2.0", "return y * 2.0"])
def test_an_edited_file_is_refused(edited):
    function = defined("def f(x):\n    return x * 2.0")
    name = function.__code__.co_filename
    text = f"def f(x):\n    {edited}\n"
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    with pytest.raises(UnsupportedError) as caught:
        text_of(function, 1.0)
    assert caught.value.code == "GW016"


def test_a_method_in_a_class_keeps_its_columns():
    function = defined(
        """
        class A:
            def f(self, x):
                return x + {x}
        f = A().f
        """
    )
    with pytest.raises(UnsupportedError) as caught:
        text_of(function, 1.0)
    assert (caught.value.lineno, caught.value.colno) == (3, 20)


@pytest.mark.parametrize("remark", ["# at the margin", "  # further out", "  "])
def test_a_comment_does_not_end_a_function(remark):
    function = defined(
        f"""
        if True:
            def f(x):
                y = x * 2.0
        {remark}
                return y * y
        """
    )
    source = source_of(function)
    assert [type(stmt).__name__ for stmt in source.body] == ["Assign", "Return"]
    assert "mul(y.1, y.1)" in text_of(function, 1.0)


def test_python_has_warned_already():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        function = defined("def f(x):\n    form = '\\d'\n    return x * x")
    assert "mul(x.0, x.0)" in text_of(function, 1.0)


def test_generators_are_refused():
    function = defined("def f(x):\n    yield x")
    with pytest.raises(UnsupportedError) as caught:
        text_of(function, 1.0)
    assert caught.value.code == "GW106"


def test_a_closure_variable_that_only_a_comprehension_reads():
    function = defined(
        """
        def make(weights):
            def f(x):
                return sum([x * weights[k] for k in range(2)])
            return f
        f = make((2.0, 3.0))
        """
    )
    assert source_of(function).node.name == "f"
