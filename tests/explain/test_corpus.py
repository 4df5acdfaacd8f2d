"""Every third program of the corpus explained: the gradient, the chains, the products agree."""

import inspect
from typing import Any

import numpy as np
import pytest

import gradwright as gw
from gradwright import pipeline
from gradwright.execute import map_numbers, numbers_in
from gradwright.explain import Explanation
from gradwright.explain.run import has_lists
from gradwright.ir.expressions import subtrees
from gradwright.ir.statements import trees_of
from tests.corpus import ROWS, Row
from tests.reference import forward_result

EXPLAINED = [row for row in ROWS if row.outcome == "right"][::3]
every_row = pytest.mark.parametrize("row", EXPLAINED, ids=lambda row: row.name)


def one(number: Any, _: str) -> Any:
    array = np.asarray(number)
    return np.ones(array.shape, array.dtype if array.dtype.kind == "f" else float)[()]


def close(found: Any, wanted: Any) -> bool:
    narrow = np.asarray(found).dtype.itemsize < 8
    return np.allclose(found, wanted, rtol=1e-5 if narrow else 1e-9, atol=1e-9, equal_nan=True)


def holds_complex(row: Row) -> bool:
    """Whether a value of the program is complex."""
    program = pipeline.read(row.function, row.fresh(), {}, ()).program
    kinds = (getattr(e.type, "dtype", "") for tree in trees_of(program) for e in subtrees(tree))
    return any(str(kind).startswith("complex") for kind in kinds)


@every_row
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_program(row: Row):
    upstream = map_numbers(forward_result(row.function, row.fresh()), one)
    _, gradients = gw.vjp(row.function, row.wrt)(upstream, *row.fresh())
    if grows_lists(row):
        with pytest.raises(gw.UnsupportedError) as refused:
            gw.explain(row.function, *row.fresh(), wrt=row.wrt)
        assert refused.value.code == "GW015"
        return
    if calls_itself(row):
        with pytest.raises(gw.UnsupportedError) as refused:
            gw.explain(row.function, *row.fresh(), wrt=row.wrt)
        assert refused.value.code == "GW123"
        return
    if holds_complex(row):
        with pytest.raises(gw.UnsupportedError, match="complex numbers"):
            gw.explain(row.function, *row.fresh(), wrt=row.wrt)
        return
    explanation = gw.explain(row.function, *row.fresh(), wrt=row.wrt)
    wanted = [number for _, number in numbers_in(gradients, "")]
    found = [gradient.value for gradient in explanation.gradients]
    assert len(found) == len(wanted)
    assert all(map(close, found, wanted))
    check_chains(explanation)
    check_products(explanation)
    assert max(map(len, str(explanation).splitlines())) <= 96
    assert all(name in explanation for name in explanation)


def grows_lists(row: Row) -> bool:
    """Whether a row has lists whose length depends on data: explanations do not know them yet."""
    names = tuple(list(inspect.signature(row.function).parameters)[k] for k in row.positions)
    return has_lists(pipeline.read(row.function, row.floated(), {}, names).program)


def calls_itself(row: Row) -> bool:
    """Whether a row's written code is more than one function: explanations follow one."""
    return "_forward(" in gw.source(row.function, *row.fresh(), wrt=row.wrt)


def check_chains(explanation: Explanation) -> None:
    """A gradient is the sum over its chains of the products of their factors."""
    for gradient in explanation.gradients:
        factors = [[factor.value for factor in chain] for chain in gradient.chains]
        known = all(value is not None for chain in factors for value in chain)
        if factors and known and isinstance(gradient.value, float):
            assert close(sum(map(np.prod, factors)), gradient.value)


def check_products(explanation: Explanation) -> None:
    """Where one operation alone reads a value, its derivative is upstream times local."""
    for step in (step for line in explanation.lines for step in line.steps):
        for local in step.locals:
            if local.kind == "number" and local.sole and step.adjoints:
                products = [a * b for a, b in zip(step.adjoints, local.values, strict=True)]
                assert all(map(close, products, local.totals)), local.name
