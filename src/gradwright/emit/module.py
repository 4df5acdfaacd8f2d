"""A program as the text of a whole module: imports, captured values, one function.

``def loss_backward(dloss, w, x): check; forward part; reverse part; return value, gradients``
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from gradwright.analysis.flow import names_in
from gradwright.diagnostics import defects_at, refusal
from gradwright.emit.assumed import numbers_of
from gradwright.emit.comments import Comments
from gradwright.emit.entry import entry_check
from gradwright.emit.expressions import Expressions, call, literal, name, parsed
from gradwright.emit.flat import flat
from gradwright.emit.gather import displays_of
from gradwright.emit.layout import WIDTH, lay_out
from gradwright.emit.messages import raise_value_error
from gradwright.emit.names import assign_names
from gradwright.emit.reuse import reuse_buffers
from gradwright.emit.statements import Statements
from gradwright.emit.structure import Structures, result_of
from gradwright.ir.expressions import Apply, Expr, Region, Step, subtrees
from gradwright.ir.statements import (
    Captured,
    ForEach,
    Node,
    Parameter,
    Pop,
    Program,
    Push,
    expressions_of,
    leaves,
    trees_of,
    walk,
)
from gradwright.ir.types import Array, AxisLength, Static, lengths_of

LITERAL_ELEMENTS = 64
STANDARD = {
    "np": "import numpy as np",
    "math": "import math",
    "cmath": "import cmath",
    "dataclasses": "import dataclasses",
    "scipy": "import scipy.special",
}
BUILTINS = frozenset(
    {
        "AssertionError", "ValueError", "abs", "any", "bool", "complex", "dict", "divmod",
        "enumerate", "float", "getattr", "int", "isinstance", "len", "list", "max", "min", "pow",
        "range", "reversed", "round", "slice", "sum", "tuple", "zip",
    }
)  # fmt: skip


def numpy_source(program: Program, *, captured: Literal["literals", "arguments"]) -> str:
    """Return the module's text.

    Parameters
    ----------
    program
        What to write.
    captured
        "literals": captured numbers and arrays of up to 64 elements stand in the module under
        their own names, larger ones are keyword-only arguments; "arguments": all are arguments.
    """
    with defects_at(program.name, program.origin):
        return _Module(reuse_buffers(program), captured).text()


_COMMENT_OR_TEXT = re.compile(r'(?<!f)"(?:\\.|[^"\\\n])*"|#.*')
STDLIB = sys.stdlib_module_names


def _import_order(line: str) -> tuple[bool, str]:
    return line.startswith("from "), line.split()[1].lower()


class _Module:
    def __init__(self, program: Program, captured: Literal["literals", "arguments"]) -> None:
        self.program, self.displays = program, displays_of(program)
        self.constants = [
            c for c in self.program.captured if captured == "literals" and _is_small(c)
        ]
        self.arguments = [c for c in self.program.captured if c not in self.constants]
        reserved = {*BUILTINS, *STANDARD, *self.program.imports, *(d.name for d in self.displays)}
        reserved |= {function.name for function in program.functions}
        self.names = assign_names(self.program, reserved)
        self.syntax = Expressions(self._printed)
        self.structures = Structures(self.syntax)

    def _printed(self, web: int) -> ast.expr:
        shown = self.names.get(web)
        return name(shown) if shown is not None else parsed(self.program.paths[web])

    def text(self) -> str:
        """Return imports, captured values, the function."""
        function = self.function()
        self._refuse_hidden("\n".join(function[1:]))
        function = [*self._functions(), *function]
        constants = [lay_out(f"{c.name} = ", _captured(c.read()), "", 0) for c in self.constants]
        imports = self._imports("\n".join([*constants, *function]))
        head = [block for block in ("\n".join(imports), "\n".join(constants)) if block]
        return "\n\n".join(head) + ("\n\n\n" if head else "") + "\n".join(function) + "\n"

    def _functions(self) -> Iterable[str]:
        """Yield the lines of the functions that are written apart."""
        for program in self.program.functions:
            apart = _Module(program, "literals")
            yield from apart.function(checked=False)
            yield from ("", "")
            self.structures.classes.update(apart.structures.classes)

    def _refuse_hidden(self, body: str) -> None:
        """Refuse where an argument has the name of a function or module that the body calls."""
        names = {x.name for x in (*self.program.parameters, *self.program.captured)}
        given = names & (BUILTINS | STANDARD.keys())
        code = _COMMENT_OR_TEXT.sub("", body) if given else ""
        for hidden in sorted(given):
            called = rf"(?<![\w.]){hidden}" + (r"\." if hidden in STANDARD else r"\(")
            if re.search(called, code):
                raise refusal("GW214", self.program.origin, name=hidden)

    def _imports(self, text: str) -> list[str]:
        """Return the import lines of the names that the text uses, as a sorter puts them."""
        lines = {**STANDARD, **self.program.imports}
        for shown, cls in self.structures.classes.items():
            lines.setdefault(shown, f"from {cls.__module__} import {shown}")
        code = _COMMENT_OR_TEXT.sub("", text)
        used = set(re.findall(r"(?<![\w.])[A-Za-z_]\w*", code))
        kept = sorted({line for bound, line in lines.items() if bound in used}, key=_import_order)
        standard = [line for line in kept if line.split()[1].split(".")[0] in STDLIB]
        others = [line for line in kept if line not in standard]
        blocks = ["\n".join(group) for group in (standard, others) if group]
        return ["\n\n".join(blocks)] if blocks else []

    def function(self, *, checked: bool = True) -> list[str]:
        """Return the function's lines; `checked`: it checks first what it was written for."""
        program = self.program
        body = self._body()
        value = result_of(program, self.structures)
        body.append("    " + lay_out("return ", value, "", 4))
        check = entry_check(program, self.arguments, 4) if checked else []
        return [self._signature(), *check, *body]

    def _body(self) -> list[str]:
        program, split = self.program, self.program.reverse_from
        forward = program.body if split is None else program.body[:split]
        statements = Statements(self.syntax, self.names, _read(program), notes=program.notes)
        statements.taken = _taken(program)
        if forward:
            statements.block(forward, 4)
        statements.lines += self._check_of_upstream()
        if split is None or not (program.body[split:] or self.displays):
            return statements.lines
        if statements.lines:
            statements.line("", 0)
        statements.comments = Comments()
        if program.body[split:]:
            statements.block(program.body[split:], 4)
        self._write_displays(statements.lines, statements.comments)
        return statements.lines

    def _write_displays(self, lines: list[str], comments: Comments) -> None:
        for display in self.displays:
            value = self.structures.tree(display.tree)
            self.structures.named[id(display.tree)] = display.name
            lines.append("    " + lay_out(f"{display.name} = ", value, "", 4))
            comments.note(lines, len(lines) - 1, display.origin, 4, more=True)

    def _check_of_upstream(self) -> list[str]:
        """Return the check of an upstream gradient whose shape the forward part computes."""
        program, result = self.program, self.program.result
        if program.wrt is None or program.pushes or not isinstance(result, Node):
            return []
        given = numbers_of(program.parameters[0].tree)
        lines: list[str] = []
        for dy, y in zip(given, numbers_of(result.children[0]), strict=False):
            if isinstance(y.value.type, Array) and not _is_of_arguments(y.value.type):
                lines += self._compare_shapes(dy.value, y.value)
        return lines

    def _compare_shapes(self, dy: Expr, y: Expr) -> list[str]:
        shown, value = self.syntax(dy), flat(self.syntax(y), 99)
        test = parsed(f"{flat(shown)}.shape != {value}.shape")
        text = [
            f"{flat(shown)}: shape {{{value}.shape}} expected, ",
            f"given {{{flat(shown)}.shape}}",
        ]
        return ["    " + lay_out("if ", test, ":", 4), *raise_value_error((), text, 8)]

    # The signature.

    def _signature(self) -> str:
        parts = list(self._parameters())
        text = f"def {self.program.name}({', '.join(parts)}):"
        if len(text) <= WIDTH:
            return text
        inner = f"    {', '.join(parts)}"
        if len(inner) > WIDTH or parts[-1].startswith("**"):
            inner = "\n".join(f"    {part}," for part in parts)
        return f"def {self.program.name}(\n{inner}\n):"

    def _parameters(self) -> Iterable[str]:
        before: str = "positional_only"
        starred = False
        parameters = self.program.parameters
        own = parameters if self.program.wrt is None else parameters[1:]
        any_positional_only = any(p.kind == "positional_only" for p in own)
        for parameter in parameters:
            kind = parameter.kind
            upstream = self.program.wrt is not None and parameter is parameters[0]
            if any_positional_only and not upstream and before == "positional_only" != kind:
                yield "/"
                any_positional_only = False
            if kind == "variadic":
                starred = True
            if kind == "keywords":
                yield from self._captured_parameters(starred)
                starred = True
                yield f"**{parameter.name}"
                return
            if kind == "keyword_only" and not starred:
                yield "*"
                starred = True
            yield _parameter(parameter)
            before = kind if not upstream else before
        yield from self._captured_parameters(starred)

    def _captured_parameters(self, starred: bool) -> Iterable[str]:
        if self.arguments and not starred:
            yield "*"
        yield from (c.name for c in self.arguments)


def _parameter(parameter: Parameter) -> str:
    if parameter.kind == "variadic":
        return f"*{parameter.name}"
    return parameter.name if parameter.default is None else f"{parameter.name}={parameter.default}"


def _is_small(captured: Captured) -> bool:
    if isinstance(captured.web.type, Static):
        return False
    return np.size(captured.read()) <= LITERAL_ELEMENTS  # type: ignore[arg-type]


def _captured(value: object) -> ast.expr:
    """Return the syntax of a captured number or array."""
    if not isinstance(value, np.ndarray):
        return literal(value)
    array = cast("NDArray[Any]", value)
    made = call("np.array", literal(array.tolist()))
    assert isinstance(made, ast.Call)
    if np.array(array.tolist()).dtype != array.dtype:
        made.keywords.append(ast.keyword("dtype", literal(array.dtype)))
    return made


def _is_of_arguments(type_: Array) -> bool:
    """Whether the entry check knows all lengths: literals and axes of arguments."""
    return all(
        length.literal is not None
        or (
            length.constant == 0
            and len(length.terms) == 1
            and isinstance(length.terms[0][0], AxisLength)
            and length.terms[0][1] == 1
        )
        for length in lengths_of(type_)
    )


def _taken(program: Program) -> frozenset[tuple[Step, ...]]:
    """Return the subscripts of `np.take`: of an empty array it takes nothing, where an index would raise."""
    return frozenset(
        node.args[0].path
        for tree in trees_of(program)
        for node in subtrees(tree)
        if isinstance(node, Apply) and node.prim == "taken" and isinstance(node.args[0], Region)
    )


def _read(program: Program) -> frozenset[int]:
    """Return the webs that anything reads."""
    roots: list[Expr] = [leaf.value for leaf in leaves(program.result)]
    webs: set[int] = set()
    for stmt in walk(program.body):
        roots += expressions_of(stmt)
        if isinstance(stmt, Push | Pop | ForEach):
            webs.add(stmt.stack.web)
    return frozenset(webs.union(*map(names_in, roots)))
