"""Every program of the corpus through the public API: right, or refused with a code and a line."""

import warnings
from typing import Any

import numpy as np
import pytest

import gradwright as gw
from tests.corpus import ROWS, Row
from tests.corpus.memory import shared, snapshot
from tests.corpus.variants import variants
from tests.corpus.written import as_tuple, complaint, raised_by_its_check, without_number
from tests.reference import forward_result, leaves, upstream_like

DIFFERENTIATED = [row for row in ROWS if row.outcome != "refused"]
REFUSED = [row for row in ROWS if row.outcome == "refused"]
every_row = pytest.mark.parametrize("row", DIFFERENTIATED, ids=lambda row: row.name)


def pulled_back(row: Row, arguments: tuple[Any, ...], upstream: Any) -> tuple[Any, Any]:
    """Return value and gradients; a row that may refuse is skipped if it does so with a code."""
    try:
        return gw.vjp(row.function, row.wrt)(upstream, *arguments)
    except gw.GradwrightError as problem:
        if row.outcome == "right or refused" and located(problem):
            pytest.skip(f"refused by {problem.code}")
        raise


def located(problem: gw.GradwrightError) -> bool:
    return bool(problem.code) and problem.lineno is not None and problem.filename is not None


def kind(leaf: Any) -> Any:
    """Return what a leaf is: its dtype and shape, or its Python type."""
    if isinstance(leaf, (np.ndarray, np.generic)):
        return type(leaf), leaf.dtype, np.shape(leaf)
    return type(leaf)


@every_row
def test_gradient(row: Row):
    upstream = upstream_like(forward_result(row.function, row.fresh()))
    _, gradients = pulled_back(row, row.fresh(), upstream)
    assert complaint(row, row.arguments, gradients) is None


@every_row
def test_gradient_of_a_scalar(row: Row):
    result = forward_result(row.function, row.fresh())
    if not isinstance(result, float) or row.function(*row.fresh()) is None:
        pytest.skip("no scalar")
    _, wanted = pulled_back(row, row.fresh(), 1.0)
    value, gradients = gw.value_and_grad(row.function, row.wrt)(*row.fresh())
    assert value == result
    assert snapshot(gradients) == snapshot(wanted)
    assert snapshot(gw.grad(row.function, row.wrt)(*row.fresh())) == snapshot(gradients)


@every_row
def test_gradient_has_the_structure_of_its_argument(row: Row):
    upstream = upstream_like(forward_result(row.function, row.fresh()))
    _, gradients = pulled_back(row, row.fresh(), upstream)
    for position, gradient in zip(row.positions, as_tuple(row, gradients), strict=True):
        ours, theirs = list(leaves(gradient)), list(leaves(row.arguments[position]))
        assert [path for path, _ in ours] == [path for path, _ in theirs]
        assert type(gradient) is type(row.arguments[position]) or not isinstance(
            row.arguments[position], (list, tuple, dict)
        )
        for (path, got), (_, leaf) in zip(ours, theirs, strict=True):
            assert fits(got, leaf), (path, got, leaf)


def fits(got: Any, leaf: Any) -> bool:
    """Say whether a gradient leaf is what its argument leaf asks for."""
    if isinstance(leaf, np.ndarray) and leaf.ndim:
        dtype = leaf.dtype if leaf.dtype.kind == "f" else np.dtype(np.float64)
        return isinstance(got, np.ndarray) and (got.dtype, got.shape) == (dtype, leaf.shape)
    if isinstance(leaf, (bool, str, type(None))) or callable(leaf):
        return got is leaf or got == leaf
    return np.shape(got) == () and (isinstance(leaf, np.ndarray) or not isinstance(got, np.ndarray))


@every_row
def test_value_is_the_forward_value(row: Row):
    result = forward_result(row.function, row.floated())
    value, _ = pulled_back(row, row.fresh(), upstream_like(result))
    ours, theirs = list(leaves(value)), list(leaves(result))
    assert [(path, kind(leaf)) for path, leaf in ours] == [(p, kind(leaf)) for p, leaf in theirs]
    for (path, got), (_, leaf) in zip(ours, theirs, strict=True):
        assert np.array_equal(got, leaf), path


@every_row
def test_nothing_of_the_callers_changes(row: Row):
    arguments = row.fresh()
    upstream = upstream_like(forward_result(row.function, row.fresh()))
    before = snapshot(upstream, arguments)
    pulled_back(row, arguments, upstream)
    assert snapshot(upstream, arguments) == before


@every_row
def test_results_share_memory_with_nothing(row: Row):
    arguments = row.fresh()
    upstream = upstream_like(forward_result(row.function, row.fresh()))
    results = pulled_back(row, arguments, upstream)
    assert shared(results, (upstream, arguments)) == []


@every_row
def test_whole_numbers_upstream(row: Row):
    result = forward_result(row.function, row.fresh())
    if not isinstance(result, (float, np.ndarray)):
        pytest.skip("a structure")
    whole = np.arange(2, 2 + np.size(result)).reshape(np.shape(result)) if np.ndim(result) else 2
    exact = whole.astype(float) if np.ndim(result) else 2.0
    _, gradients = pulled_back(row, row.fresh(), whole)
    _, wanted = pulled_back(row, row.fresh(), exact)
    assert snapshot(gradients) == snapshot(wanted)


def outcome_of(call: Any) -> tuple[Any, BaseException | None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return call(), None
        except Exception as problem:
            return None, problem


def unfit(row: Row, arguments: tuple[Any, ...], gradients: Any) -> str | None:
    """Return what is wrong with gradients: a number, a shape or a dtype."""
    for position, gradient in zip(row.positions, as_tuple(row, gradients), strict=True):
        pairs = zip(leaves(gradient), leaves(arguments[position]), strict=True)
        for (path, got), (_, leaf) in pairs:
            if not fits(got, leaf):
                return f"{kind(got)} for {kind(leaf)} at {''.join(path)}"
    return complaint(row, arguments, gradients)


@every_row
def test_other_arguments(row: Row):
    """A call with other shapes or dtypes is right, refuses by code, or raises what Python raises."""
    public = gw.vjp(row.function, row.wrt)
    usual = upstream_like(forward_result(row.function, row.fresh()))
    wrong = []
    for text, arguments in variants(row.arguments):
        result, failure = outcome_of(lambda a=arguments: forward_result(row.function, a))
        given, upstream = arguments, usual if failure else upstream_like(result)
        got, problem = outcome_of(lambda: public(upstream, *given))
        if problem is not None:
            same = failure is not None and isinstance(problem, type(failure))
            refused = isinstance(problem, gw.GradwrightError) and (failure or located(problem))
            guarded = raised_by_its_check(problem) or without_number(problem, result)
            if not same and not refused and not guarded:
                wrong.append(f"{text}: raised {problem!r}, the forward code {failure!r}")
        elif failure is not None:
            wrong.append(f"{text}: went through where the forward code raises {failure!r}")
        else:
            found, broken = outcome_of(lambda a=arguments, g=got: unfit(row, a, g[1]))
            if found or broken:
                wrong.append(f"{text}: {found or broken!r}")
    assert wrong == []


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row.name)
def test_outside_the_language(row: Row):
    with pytest.raises(gw.GradwrightError) as caught:
        gw.vjp(row.function, row.wrt)(1.0, *row.fresh())
    assert located(caught.value)
    first = row.function.__code__.co_firstlineno
    assert caught.value.filename == row.function.__code__.co_filename
    assert first <= caught.value.lineno <= first + 12
