"""Every program of the corpus as a layer's forward: the gradients are those of the written function."""

import ast
import inspect
import linecache
import re
import textwrap
from types import FunctionType
from typing import Any

import numpy as np
import pytest
from tests.corpus import ROWS, Row
from tests.reference import forward_result, leaves, map_leaves, upstream_like

import gradwright as gw


def is_plain(row: Row) -> bool:
    """Whether a row's function can be a method: a definition of its own, closed over nothing."""
    function = row.function
    return (
        row.outcome == "right"
        and isinstance(function, FunctionType)
        and function.__name__ != "<lambda>"
        and not function.__code__.co_freevars
    )


def layer_of(function: FunctionType, name: str) -> Any:
    """Return a layer whose forward is a function."""
    node = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(node, ast.FunctionDef)
    node.decorator_list, node.name, node.returns = [], "forward", None
    first = node.args.posonlyargs or node.args.args
    first.insert(0, ast.arg("self"))
    text = "class OfCorpus:\n" + textwrap.indent(ast.unparse(node), "    ") + "\n"
    filename = f"<layer {name}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    names = dict(function.__globals__)
    exec(compile(text, filename, "exec"), names)
    return gw.with_backward(names["OfCorpus"])()


@pytest.mark.filterwarnings("ignore:.*np.clip has derivative 0")
@pytest.mark.parametrize("row", [r for r in ROWS if is_plain(r)], ids=lambda row: row.name)
def test_gradients(row: Row):
    if row.function(*row.floated()) is None:
        pytest.skip("its arguments are its result")
    upstream = upstream_like(forward_result(row.function, row.floated()))
    wrt = tuple(list(inspect.signature(row.function).parameters)[k] for k in row.positions)
    layer = layer_of(row.function, row.name)
    try:
        layer.forward(*row.floated())
    except gw.GradwrightError as refused:
        pytest.skip(f"refused by {refused.code}")
    whole = upstream
    if is_a_loss(layer, upstream):  # beside other values: the gradient is the loss's
        (upstream,) = (part for part in whole if isinstance(part, float))
        whole = tuple(part if isinstance(part, float) else zeros_like(part) for part in whole)
    _, wanted = gw.vjp(row.function, wrt)(whole, *row.floated())
    try:
        layer.backward(upstream)
    except ValueError as checked:
        if re.match(r"the lengths in |backward was written for ", str(checked)) is None:
            raise
        pytest.skip(f"not written for this: {checked}")
    for name, expected in zip(wrt, wanted, strict=True):
        found = numbers(getattr(layer, f"d{name}", []))
        for one, other in zip(found, numbers(expected), strict=True):
            assert np.shape(one) == np.shape(other)
            assert np.allclose(one, other, rtol=1e-10, atol=1e-12)


def is_a_loss(layer: Any, upstream: Any) -> bool:
    """Whether backward takes the gradient of one number among the values that forward returns."""
    first = list(inspect.signature(layer.backward).parameters.values())[:1]
    return isinstance(upstream, tuple) and [p.default for p in first] == [1.0]


def zeros_like(tree: Any) -> Any:
    """Return a structure with 0 for each of its numbers."""
    return map_leaves(lambda _, leaf: leaf * 0 if not isinstance(leaf, str) else leaf, tree)


def numbers(tree: Any) -> list[Any]:
    """Return the numbers among a structure's leaves."""
    return [leaf for _, leaf in leaves(tree) if not isinstance(leaf, str | bool | None)]
