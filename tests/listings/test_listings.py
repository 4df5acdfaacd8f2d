"""The six listings: written from the forward function alone, as cheap as by hand."""

import copy
from pathlib import Path

import numpy as np
import pytest

import gradwright as gw
from tests.listings.cost import operations, peak_bytes
from tests.listings.forward_only import NAMES, Listing, listing
from tests.reference import complex_gradient, forward_result, upstream_like, worst_entry

LIMIT = 1.15


@pytest.fixture(params=list(NAMES))
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Listing:
    return listing(request.param, tmp_path)


def written(case: Listing) -> str:
    return gw.source(case.forward, *copy.deepcopy(case.arguments), wrt=case.wrt)


def call(case: Listing):
    upstream = upstream_like(forward_result(case.forward, case.arguments))
    return upstream, (upstream, *case.arguments)


def test_operations(case: Listing):
    _, arguments = call(case)
    ours = operations(written(case), case.backward_name, arguments)
    theirs = operations(case.text, case.backward_name, arguments)
    assert ours <= LIMIT * theirs, f"{ours} operations, the listing {theirs}: {ours / theirs:.3f}"


def test_peak_memory(case: Listing):
    _, arguments = call(case)
    ours = peak_bytes(written(case), case.backward_name, arguments)
    theirs = peak_bytes(case.text, case.backward_name, arguments)
    assert ours <= LIMIT * theirs, f"{ours} bytes, the listing {theirs}: {ours / theirs:.3f}"


def test_gradient(case: Listing):
    upstream, _ = call(case)
    value, gradients = gw.vjp(case.forward, case.wrt)(upstream, *copy.deepcopy(case.arguments))
    positions = case.wrt if isinstance(case.wrt, tuple) else (case.wrt,)
    wanted = complex_gradient(case.forward, case.arguments, positions, upstream)
    ours = gradients if isinstance(case.wrt, tuple) else (gradients,)
    error, where = worst_entry(ours, wanted)
    assert error <= 1e-10, where
    assert np.array_equal(value, forward_result(case.forward, case.arguments))


def test_length(case: Listing):
    """As short as the listing, line for line, where the entry check is not counted."""
    ours = code_lines(written(case), case.backward_name)
    theirs = code_lines(case.text, case.backward_name)
    assert ours <= 1.25 * theirs, f"{ours} lines, the listing {theirs}"


def code_lines(text: str, name: str) -> int:
    import ast

    from tests.listings.cost import entry_check_end

    (function,) = [n for n in ast.parse(text).body if getattr(n, "name", "") == name]
    start = entry_check_end(function.body)
    nodes = [n for part in function.body[start:] for n in ast.walk(part)]
    return len({n.lineno for n in nodes if isinstance(n, ast.stmt)})
