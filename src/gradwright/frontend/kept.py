"""Statements that are kept in the forward sweep: `print`, logging, `with np.errstate`.

``print("loss", x * x)`` -> ``Effect("print('loss', {0})", (x * x,))``
"""

from __future__ import annotations

import ast
import logging
import sys
import time
import warnings
from types import ModuleType

import numpy as np

from gradwright.frontend.desugar import Ended, Entered
from gradwright.frontend.effects import Template
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import Known, Value
from gradwright.ir import brackets
from gradwright.ir.statements import Effect

_LEVELS = frozenset({"debug", "info", "warning", "error", "critical", "log", "exception"})
_OF_MODULES: dict[ModuleType, frozenset[str]] = {
    logging: _LEVELS,
    time: frozenset({"sleep"}),
    warnings: frozenset({"warn"}),
}


def keep_call(reader: Reader, node: ast.Call) -> bool:
    """Keep a call whose result nobody reads and which computes nothing; False for other calls."""
    called = _called(reader, node.func)
    if called is None or any(isinstance(a, ast.Starred) for a in node.args):
        return False
    if any(k.arg in (None, "file", "stacklevel") for k in node.keywords):
        raise reader.refuse("GW124", node, found=reader.shown(node))
    text, operands = Template(reader).of_call(called, node)
    reader.emit(Effect(text, operands, reader.at(node)))
    return True


def _called(reader: Reader, function: ast.expr) -> str | None:
    """Return the function of a call that is kept, as the written module names it."""
    match function:
        case ast.Name("print") if reader.value(function) == Known(print):
            return "print"
        case ast.Attribute(ast.Attribute(ast.Name(), "stdout" | "stderr" as stream), "write"):
            assert isinstance(function.value, ast.Attribute)
            owner = _known(reader.value(function.value.value))
            return _imported(reader, sys, f"{stream}.write") if owner is sys else None
        case ast.Attribute(ast.Name() as name, attribute) if _is_outside(reader, name.id):
            return _method(reader, _known(reader.value(name)), attribute)
        case _:
            return None


def _is_outside(reader: Reader, name: str) -> bool:
    return name not in reader.frame.names and name not in reader.frame.locals


def _known(value: Value) -> object:
    return value.value if isinstance(value, Known) else None


def _method(reader: Reader, owner: object, attribute: str) -> str | None:
    if isinstance(owner, ModuleType):
        known = attribute in _OF_MODULES.get(owner, frozenset())
        return _imported(reader, owner, attribute) if known else None
    if isinstance(owner, logging.Logger) and attribute in _LEVELS:
        return _imported(reader, logging, f"getLogger({owner.name!r}).{attribute}")
    return None


def _imported(reader: Reader, module: ModuleType, rest: str) -> str:
    reader.imports[module.__name__] = f"import {module.__name__}"
    return f"{module.__name__}.{rest}"


# with ---------------------------------------------------------------------------------------------


def entered(reader: Reader, mark: Entered) -> None:
    """Read the begin of a `with`."""
    for context in _contexts(reader, mark.node):
        reader.emit(brackets.begun(context, reader.at(mark)))


def ended(reader: Reader, mark: Ended) -> None:
    """Read the end of a `with`."""
    for context in _contexts(reader, mark.node):
        reader.emit(brackets.ended(context, reader.at(mark)))


def _contexts(reader: Reader, node: ast.With) -> list[str]:
    shown = ", ".join(reader.shown(item.context_expr) for item in node.items)
    if len(node.items) != 1 or node.items[0].optional_vars is not None:
        raise reader.refuse("GW105", node, name=shown)
    match node.items[0].context_expr:
        case ast.Call(function, [], keywords) if reader.value(function) == Known(np.errstate):
            options = [(k.arg, k.value) for k in keywords]
            if all(_is_quiet(name, value) for name, value in options):
                text = ", ".join(f'{name}="{ast.literal_eval(value)}"' for name, value in options)
                return [f"np.errstate({text})"]
        case _:
            pass
    raise reader.refuse("GW105", node, name=shown)


def _is_quiet(name: str | None, value: ast.expr) -> bool:
    """Whether an option says what is warned of, and nothing that would raise or call."""
    return (
        name is not None and isinstance(value, ast.Constant) and value.value in ("ignore", "warn")
    )
