"""A defect of the compiler is said to be one, with the place of the user's function."""

import numpy as np
import pytest

import gradwright as gw
from gradwright import pipeline
from gradwright.diagnostics import defects


def product(x):
    return (x * x).sum()


def broken(*_, **__):
    raise AssertionError("no such name")


@pytest.fixture(autouse=True)
def as_users_see_it(monkeypatch):
    monkeypatch.setattr(defects, "RAW", False)


def test_the_function_is_named(monkeypatch):
    monkeypatch.setattr(pipeline, "reverse", _ours(broken))
    with pytest.raises(gw.GradwrightError) as caught:
        gw.source(product, np.ones(3))
    found = caught.value
    assert found.code == "GW020"
    assert (found.filename, found.lineno) == (__file__, product.__code__.co_firstlineno + 1)
    assert "AssertionError: no such name" in str(found)
    assert "a defect of gradwright, not of your code" in str(found)
    assert isinstance(found.__cause__, AssertionError)


def test_an_exception_from_elsewhere_passes(monkeypatch):
    monkeypatch.setattr(pipeline, "reverse", broken)
    with pytest.raises(AssertionError, match="no such name"):
        gw.source(product, np.ones(3))


def test_tests_see_it_raw(monkeypatch):
    monkeypatch.setattr(defects, "RAW", True)
    monkeypatch.setattr(pipeline, "reverse", _ours(broken))
    with pytest.raises(AssertionError, match="no such name"):
        gw.source(product, np.ones(3))


def _ours(function):
    """Return a function whose code counts as gradwright's."""
    code = function.__code__.replace(co_filename=f"{defects.PACKAGE}/reverse.py")
    return type(function)(code, function.__globals__, function.__name__, function.__defaults__)
