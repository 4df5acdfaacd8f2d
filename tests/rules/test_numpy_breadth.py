"""What rows of functions do not say: layouts, degenerate matrices, accuracy, guards."""

import math

import numpy as np
import pytest
import scipy.special

import gradwright as gw

RNG = np.random.default_rng(7)


def chosen(x):
    return np.select([x.T > 0.5, x.T > 0.2], [x.T, x.T * x.T], 0.1).sum(axis=0)


def test_select_gives_rows_in_numpys_order_so_that_sums_have_its_last_bits():
    x = RNG.normal(size=(64, 67))
    y, _ = gw.vjp(chosen)(np.ones(64), x)
    np.testing.assert_array_equal(y, chosen(x))


@pytest.mark.parametrize(
    "x", [1e-3, 0.5, 1.0, 1.4616321449683622, 2.5, 9.75, 40.0, -0.3, -1.5, -7.2]
)
def test_the_derivative_of_lgamma_is_digamma(x):
    found = gw.grad(log_gamma)(x)
    wanted = scipy.special.psi(x)
    assert abs(found - wanted) <= 4e-15 * (1.0 + abs(wanted)) + 1e-14 * abs(
        math.pi / math.tan(math.pi * x)
    )


def log_gamma(x):
    return math.lgamma(x)


def vectors_of(a):
    return np.linalg.eigh(a)[1][0, 0]


def values_of(a):
    return np.linalg.eigh(a)[0].sum()


def test_eigenvectors_of_equal_eigenvalues_have_no_derivative_but_values_have():
    with np.errstate(all="ignore"):
        assert not np.isfinite(gw.grad(vectors_of)(np.eye(2))).all()
    np.testing.assert_allclose(gw.grad(values_of)(np.eye(3)), np.eye(3))


def stored_into(a):
    w, v = np.linalg.eigh(a)
    v *= 2.0
    return v.sum() + w.sum()


def test_a_store_into_a_part_of_a_decomposition_is_refused():
    with pytest.raises(gw.UnsupportedError, match="GW312"):
        gw.grad(stored_into)(np.diag([1.0, 2.0]))


def kept_whole(a):
    v = np.linalg.eigh(a)[1].copy()
    v *= 2.0
    return v[0, 0]


def test_a_copy_of_a_part_may_be_stored_into():
    assert gw.grad(kept_whole)(np.diag([1.0, 2.0])).shape == (2, 2)


COUNTS = np.ones(4)
GUARDS = [
    ("cross", lambda a: np.cross(a, a * 2.0).sum(), np.ones(3), np.ones(2), "three entries"),
    (
        "svd",
        lambda a: np.linalg.svd(a)[0].sum(),
        np.diag([1.0, 2.0]),
        np.ones((3, 2)),
        "not square",
    ),
    (
        "qr",
        lambda a: np.linalg.qr(a)[1].sum(),
        np.diag([1.0, 2.0]),
        np.ones((2, 3)),
        "more columns",
    ),
    (
        "reduceat",
        lambda a, k: np.add.reduceat(a, k).sum(),
        (COUNTS, np.array([0, 2])),
        (COUNTS, np.array([2, 0])),
        "do not increase",
    ),
    (
        "polymul",
        lambda a: np.polymul(a, a).sum(),
        np.ones(3),
        np.array([0.0, 1.0]),
        "leading zeros",
    ),
    (
        "choose",
        lambda a, k: np.choose(k, [a, a]).sum(),
        (np.ones(2), np.array([0, 1])),
        (np.ones(2), np.array([0, 2])),
        "invalid entry",
    ),
]


@pytest.mark.parametrize(
    ("function", "good", "bad", "match"), [g[1:] for g in GUARDS], ids=[g[0] for g in GUARDS]
)
def test_what_the_written_code_is_not_for_raises(function, good, bad, match):
    good, bad = ((x if isinstance(x, tuple) else (x,)) for x in (good, bad))
    gradient = gw.grad(function)
    assert gradient(*good).shape == good[0].shape
    with pytest.raises((ValueError, gw.GradwrightError), match=match):
        gradient(*bad)


def by_share(q):
    return np.quantile(np.array([1.0, 2.0, 4.0]), q)


def test_a_quantile_has_no_derivative_by_its_share():
    with pytest.raises(gw.UnsupportedError, match="GW412"):
        gw.grad(by_share)(0.3)


def refused_inside(a):
    total = a.sum()
    return total + np.trapezoid(object(), a)


def test_a_refusal_inside_of_a_definition_stands_at_the_call():
    with pytest.raises(gw.UnsupportedError) as refused:
        gw.grad(refused_inside)(np.ones(3))
    assert refused.value.filename == __file__
    assert refused.value.lineno == refused_inside.__code__.co_firstlineno + 2


def rows_of_places(a):
    return (a[np.nonzero(a > 0.3)[0]] * a[0]).sum()


def test_places_along_one_axis_of_a_mask_may_repeat():
    a = np.array([[0.5, 0.9, 0.1], [0.0, 0.7, 0.8]])
    counts = np.array([2.0, 2.0])
    wanted = counts[:, None] * a[0]
    wanted[0] += (counts[:, None] * a).sum(axis=0)
    np.testing.assert_allclose(gw.grad(rows_of_places)(a), wanted)
