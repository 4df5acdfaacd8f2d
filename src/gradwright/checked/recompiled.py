"""A function compiled again from a changed syntax tree, with its own globals, defaults and closure."""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping
from types import CodeType, FunctionType

from gradwright.diagnostics import GradwrightError
from gradwright.frontend import source_of


def definition_of(function: FunctionType) -> ast.FunctionDef | None:
    """Return a function's definition to be changed, without decorators; None where there is no source."""
    try:
        node = copy.deepcopy(source_of(function).node)
    except GradwrightError:
        return None
    if not isinstance(node, ast.FunctionDef):
        return None
    node.decorator_list = []
    return node


def recompiled(
    function: FunctionType, node: ast.FunctionDef, names: Mapping[str, object]
) -> FunctionType:
    """Return the function of a definition, with more names than its globals have."""
    free = function.__code__.co_freevars
    outside = [ast.Assign([ast.Name(name, ast.Store())], ast.Constant(None)) for name in free]
    plain = ast.arguments([], [], None, [], [], None, [])
    body: list[ast.stmt] = [*outside, _without_notes(node)]
    factory = ast.FunctionDef("factory", plain, body, [], None, None)
    module = ast.fix_missing_locations(ast.Module([factory], []))
    code = _code_of(_code_of(compile(module, "<gradwright>", "exec"), "factory"), node.name)
    cells = dict(zip(free, function.__closure__ or (), strict=True))
    closure = tuple(cells[name] for name in code.co_freevars)
    known = {**function.__globals__, **names}
    made = FunctionType(code, known, node.name, function.__defaults__, closure)
    made.__kwdefaults__ = function.__kwdefaults__
    return made


def _without_notes(node: ast.FunctionDef) -> ast.FunctionDef:
    """Return a definition without annotations and defaults, which would be evaluated anew."""
    for arg in ast.walk(node.args):
        if isinstance(arg, ast.arg):
            arg.annotation = None
    node.returns = None
    node.args.defaults = [ast.Constant(None) for _ in node.args.defaults]
    node.args.kw_defaults = [d and ast.Constant(None) for d in node.args.kw_defaults]
    return node


def _code_of(code: CodeType, name: str) -> CodeType:
    return next(c for c in code.co_consts if isinstance(c, CodeType) and c.co_name == name)
