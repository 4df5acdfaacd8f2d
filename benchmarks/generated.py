"""Straight-line programs of any length, and how long their backward code takes to be written."""

import linecache
import time
from collections.abc import Callable
from typing import Any

import numpy as np

import gradwright as gw

FORMS = (
    "v{k} = np.sin(v{a}) * v{b} + x",
    "v{k} = v{a} * v{b} - 0.5 * v{a}",
    "v{k} = np.tanh(v{a} + v{b}) * 0.7",
    "v{k} = v{a} / (2.0 + v{b} * v{b})",
    "v{k} = np.exp(-v{a} * v{a}) + y * v{b}",
)


def straight_line(statements: int, mark: int = 0) -> Callable[..., Any]:
    """Return a function of `statements` assignments whose source Python's tools find.

    `mark` tells functions of the same length apart, so that none is found in a cache.
    """
    lines = ["def program(x, y):", "    v0 = x * y", "    v1 = x - y"]
    lines += [
        "    " + FORMS[k % len(FORMS)].format(k=k, a=k - 1, b=k - 2) for k in range(2, statements)
    ]
    lines += [f"    return (v{statements - 1} * {1.0 + mark}).sum()", ""]
    path, text = f"<straight line {statements} {mark}>", "\n".join(lines)
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    space: dict[str, Any] = {"np": np, "__name__": path}
    exec(compile(text, path, "exec"), space)
    return space["program"]


def seconds_to_write(statements: int, repeats: int = 3) -> float:
    """Return the least time in seconds to write the backward code of a program."""
    arguments = (np.linspace(0.1, 0.9, 5), np.linspace(0.2, 0.4, 5))
    found = []
    for mark in range(repeats):
        program = straight_line(statements, mark)
        start = time.process_time()
        gw.source(program, *arguments, wrt=(0, 1))
        found.append(time.process_time() - start)
    return min(found)
