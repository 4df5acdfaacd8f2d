"""Garbage is not collected while code is written, and is again afterwards."""

import gc

import pytest

from gradwright.execute import without_collection


@without_collection
def is_collecting(problem: Exception | None = None) -> bool:
    if problem is not None:
        raise problem
    return gc.isenabled()


def test_collection_waits_and_goes_on():
    assert gc.isenabled()
    assert not is_collecting()
    assert gc.isenabled()


def test_collection_goes_on_after_an_error():
    with pytest.raises(KeyError):
        is_collecting(KeyError("no"))
    assert gc.isenabled()


def test_what_was_off_stays_off():
    gc.disable()
    try:
        assert not is_collecting()
        assert not gc.isenabled()
    finally:
        gc.enable()
