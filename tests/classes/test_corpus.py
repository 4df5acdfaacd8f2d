"""Every program of the corpus as a layer's forward: the gradients are those of the written function."""

import ast
import inspect
import linecache
import textwrap
from types import FunctionType
from typing import Any

import numpy as np
import pytest

import gradwright as gw
from tests.corpus import ROWS, Row
from tests.reference import forward_result, leaves, upstream_like


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
    first = node.args.posonlyargs if node.args.posonlyargs else node.args.args
    first.insert(0, ast.arg("self"))
    text = "class Layer:\n" + textwrap.indent(ast.unparse(node), "    ") + "\n"
    filename = f"<layer {name}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    names = dict(function.__globals__)
    exec(compile(text, filename, "exec"), names)
    return gw.with_backward(names["Layer"])()


@pytest.mark.parametrize("row", [r for r in ROWS if is_plain(r)], ids=lambda row: row.name)
def test_gradients(row: Row):
    if row.function(*row.floated()) is None:
        pytest.skip("its arguments are its result")
    upstream = upstream_like(forward_result(row.function, row.floated()))
    wrt = tuple(list(inspect.signature(row.function).parameters)[k] for k in row.positions)
    _, wanted = gw.vjp(row.function, wrt)(upstream, *row.floated())
    layer = layer_of(row.function, row.name)
    try:
        layer.forward(*row.floated())
    except gw.GradwrightError as refused:
        assert refused.code
        pytest.skip(f"refused by {refused.code}")
    layer.backward(upstream)
    for name, expected in zip(wrt, wanted, strict=True):
        pairs = zip(leaves(getattr(layer, f"d{name}")), leaves(expected), strict=True)
        for (_, one), (_, other) in pairs:
            assert np.shape(one) == np.shape(other)
            assert np.allclose(one, other, rtol=1e-10, atol=1e-12)
