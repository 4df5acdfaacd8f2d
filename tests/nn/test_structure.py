"""Structures of parameters: what is a float, what stands as it was."""

from collections import OrderedDict, defaultdict

import numpy as np
import pytest
from tests.nn.structures import Part, Scale, nested

import gradwright as gw
from gradwright.nn.structure import float_leaves, map_floats


def test_every_float_is_replaced_and_the_rest_stands():
    before = nested(np.random.default_rng(0))
    after = map_floats(lambda leaf: leaf + 1.0, before)
    np.testing.assert_array_equal(after["list"][0], before["list"][0] + 1.0)
    assert after["list"][1] == 1.25
    assert after["named"] == Scale(3.0, "gain")
    assert (after["part"].offset, after["part"].width) == (0.0, 0.5)
    assert after["kept"][:5] == before["kept"][:5]
    assert after["kept"][5] is before["kept"][5]
    assert [type(part) for part in after["empty"]] == [tuple, list, dict, np.ndarray]


@pytest.mark.parametrize(
    "leaf",
    [1.5, np.float64(1.5), np.float32(1.5), np.ones(2, np.float32), np.ones((), np.float64)],
    ids=lambda leaf: f"{type(leaf).__name__}-{getattr(leaf, 'dtype', '')}",
)
def test_a_leaf_keeps_its_kind_and_dtype(leaf):
    changed = map_floats(lambda old: np.float64(2.0) * old, leaf)
    assert type(changed) is type(leaf)
    assert getattr(changed, "dtype", None) == getattr(leaf, "dtype", None)


@pytest.mark.parametrize("leaf", [1, True, None, "a", np.arange(2), np.bool_(True), len, 1j])
def test_what_is_no_float_is_the_same_object(leaf):
    assert map_floats(lambda old: old + 1.0, leaf) is leaf


def test_a_step_of_another_shape_is_refused():
    with pytest.raises(gw.GradwrightError) as caught:
        map_floats(lambda bias, step: bias + step, np.zeros(3), np.zeros((1, 3)))
    assert caught.value.code == "GW610"


@pytest.mark.parametrize("kind", [dict, OrderedDict, lambda items: defaultdict(list, items)])
def test_kinds_of_dict_are_kept(kind):
    before = kind({"b": 1.0, "a": 2.0})
    after = map_floats(lambda leaf: 2.0 * leaf, before)
    assert (type(after), list(after.items())) == (type(before), [("b", 2.0), ("a", 4.0)])


def test_dicts_meet_by_key_not_by_order():
    assert map_floats(lambda a, b: a - b, {"x": 1.0, "y": 2.0}, {"y": 2.0, "x": 1.0}) == {
        "x": 0.0,
        "y": 0.0,
    }


def test_leaves_come_in_the_order_of_the_structure():
    part = Part(np.zeros(2), 7.0)
    assert list(float_leaves([1.0, (2.0, {"a": 3.0}), 4])) == [1.0, 2.0, 3.0]
    assert list(float_leaves(part))[1] == 7.0
