"""Every pass must leave the invariants of the IR true."""

import pytest

from gradwright import pipeline


@pytest.fixture(autouse=True)
def _check_each_pass(monkeypatch):
    monkeypatch.setattr(pipeline, "CHECKING", True)
