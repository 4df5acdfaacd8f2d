"""`gw.source(…, why=True)`: beside each saved value how much it takes, and who reads it."""

import numpy as np

import gradwright as gw


def exchanged(a, n):
    b = a.copy()
    for _ in range(n):
        b[1:-1] = a[1:-1] * (a[:-2] + a[2:])
        a, b = b, a
    return (a * a).sum()


def overwritten(u, x):
    u[1] *= u[0]
    u[0] = 3.0 * x
    return (u * u).sum()


def newton(c):
    x = c
    while abs(x * x - c) > 1e-9:
        x = x - (x * x - c) / (2 * x)
    return x


def linear(a, n):
    for i in range(1, n):
        a[i] += 2.0 * a[i - 1]
    return a.sum()


def line(function, text):
    """Return the number of the function's first line with a text."""
    import inspect

    lines, start = inspect.getsourcelines(function)
    return start + next(k for k, one in enumerate(lines) if text in one)


def notes(text):
    """Return what stands behind the marks of notes, by the name that they belong to."""
    found = {}
    for one in text.splitlines():
        if "bytes" in one:
            name, _, note = one.partition("  # ")
            found[name.split("=")[0].strip()] = note
    return found


def test_a_stack_of_regions():
    text = gw.source(exchanged, np.linspace(0.5, 1.0, 6), 3, why=True)
    at = line(exchanged, "b[1:-1]")
    assert notes(text) == {
        "saved_b": f"96 bytes in 3 values: the derivative of line {at} reads them"
    }


def test_another_call_has_other_sizes():
    text = gw.source(exchanged, np.linspace(0.5, 1.0, 12), 2, why=True)
    assert notes(text)["saved_b"].startswith("160 bytes in 2 values: ")


def test_single_values():
    text = gw.source(overwritten, np.arange(3.0), 2.0, wrt=(0, 1), why=True)
    at = line(overwritten, "u[1] *=")
    assert notes(text)["saved_u"] == f"8 bytes: the derivative of line {at} reads it"


def test_entries_of_several_values():
    text = gw.source(newton, 2.0, why=True)
    at = line(newton, "x = x -")
    assert notes(text) == {"saved": f"64 bytes in 4 values: the derivative of line {at} reads them"}


def test_nothing_is_saved_for_what_is_linear():
    assert notes(gw.source(linear, np.arange(5.0), 5, why=True)) == {}


def test_the_code_is_otherwise_the_same():
    args = (np.linspace(0.5, 1.0, 6), 3)
    stripped = [
        one.partition("  # 96")[0] for one in gw.source(exchanged, *args, why=True).splitlines()
    ]
    assert stripped == gw.source(exchanged, *args).splitlines()
