"""Each program at each size: right against a reference, replayed bit for bit, or refused by its code."""

import pytest

import gradwright as gw
from gradwright import pipeline
from tests.corpus.memory import shared, snapshot
from tests.corpus.rows import Row
from tests.corpus.written import call_written, complaint, file_name
from tests.kernels import ROWS
from tests.reference import forward_result, upstream_like

DIFFERENTIATED = [row for row in ROWS if row.outcome == "right"]
REFUSED = [row for row in ROWS if row.outcome == "refused"]


def named(rows: list[Row]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", rows, ids=lambda row: row.name)


@pytest.fixture(autouse=True)
def _check_each_pass(monkeypatch):
    monkeypatch.setattr(pipeline, "CHECKING", True)


@named(DIFFERENTIATED)
def test_gradient(row: Row):
    upstream = upstream_like(forward_result(row.function, row.fresh()))
    arguments = row.fresh()
    before = snapshot(upstream, arguments)
    value, gradients = gw.vjp(row.function, row.wrt)(upstream, *arguments)
    assert complaint(row, row.arguments, gradients) is None
    assert snapshot(upstream, arguments) == before
    assert shared((value, gradients), (upstream, arguments)) == []


@named(DIFFERENTIATED)
def test_replay(row: Row):
    """Every read of the reverse sweep is what the forward sweep had, bit for bit."""
    upstream = upstream_like(forward_result(row.function, row.fresh()))
    text = pipeline.replay_source(row.function, *row.fresh(), wrt=row.wrt)
    call_written(row, text, file_name(row), upstream, row.floated())


@named(REFUSED)
def test_refused(row: Row):
    """A program outside the language is refused by its code; once it is inside, its row says so."""
    with pytest.raises(gw.GradwrightError) as found:
        gw.source(row.function, *row.fresh(), wrt=row.wrt)
    assert found.value.code == row.reason
    assert found.value.lineno is not None


def test_at_least_eighteen_of_the_twenty_kernels_are_differentiated():
    kernels = {row.function.__name__ for row in DIFFERENTIATED if row.group == "npbench"}
    assert len({row.function.__name__ for row in ROWS if row.group == "npbench"}) == 20
    assert len(kernels) >= 18
