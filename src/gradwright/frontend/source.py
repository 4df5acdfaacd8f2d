"""The source of a function: its syntax tree, and where each node stands in the user's file.

In: a Python function. Out: its `FunctionSource`, or a refusal that says why there is none
(GW004 no source, GW014 two lambdas that cannot be told apart, GW016 a file that has changed).
"""

from __future__ import annotations

import ast
import functools
import inspect
import linecache
import opcode
import warnings
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from types import CodeType, FunctionType

from gradwright.diagnostics import Location, refusal
from gradwright.frontend.desugar import desugared
from gradwright.frontend.jumps import without_jumps

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Span = tuple[int, int, int, int]
LIMIT_TRIES = 40

_FUTURE = 0x1FF0000  # the bits of co_flags that __future__ sets
_ARITHMETIC = frozenset(
    opcode.opmap[name]
    for name in ("BINARY_OP", "COMPARE_OP", "UNARY_NEGATIVE", "LOAD_FAST", "STORE_FAST")
    if name in opcode.opmap
)
_SETUP = frozenset({"RESUME", "MAKE_CELL", "COPY_FREE_VARS", "RETURN_GENERATOR", "POP_TOP"})


@dataclass(frozen=True, slots=True, eq=False)
class FunctionSource:
    """A function's syntax tree.

    Attributes
    ----------
    node
        The definition; its line numbers are those of the file minus `shift`.
    filename
        As in ``__code__.co_filename``.
    lines
        The whole file.
    body
        The statements; a lambda's is one return.
    code
        What Python runs; None for a definition inside of a function that is read.
    """

    node: Definition
    filename: str
    lines: Sequence[str]
    shift: int
    body: list[ast.stmt]
    code: CodeType | None = None

    @property
    def name(self) -> str:
        """The function's name; a lambda's is ``function``."""
        return "function" if isinstance(self.node, ast.Lambda) else self.node.name

    @property
    def place(self) -> Hashable:
        """What tells this function from others, also where its source is read again."""
        at = self.location(self.node)
        return at.filename, at.line, at.column, at.text, id(self.code)

    def location(self, node: ast.AST) -> Location:
        """Return where a node stands; its end only where that is on the same line."""
        line: int = getattr(node, "lineno", 1) + self.shift
        text = self.lines[line - 1].rstrip("\r\n") if line <= len(self.lines) else ""
        column = _characters(text, getattr(node, "col_offset", 0)) + 1
        same = getattr(node, "end_lineno", None) == getattr(node, "lineno", 1)
        end = _characters(text, getattr(node, "end_col_offset", 0)) + 1 if same else None
        return Location(self.filename, line, column, text, end)


def definition(node: Definition, filename: str, lines: Sequence[str], shift: int) -> FunctionSource:
    """Return the source whose definition is this node."""
    if isinstance(node, ast.Lambda):
        body: list[ast.stmt] = [ast.copy_location(ast.Return(node.body), node.body)]
    else:
        body = without_jumps(desugared(node))
    return FunctionSource(node, filename, lines, shift, body)


def _characters(line: str, byte_offset: int) -> int:
    return (
        byte_offset if line.isascii() else len(line.encode()[:byte_offset].decode(errors="ignore"))
    )


def source_of(function: FunctionType) -> FunctionSource:
    """Return the source of a Python function.

    Raises
    ------
    UnsupportedError
        GW004, GW014 or GW016, located at the function's first line where that is known.
    """
    code = function.__code__
    if code.co_filename.startswith("<"):
        return _find(code, tuple(_lines_of(function)))
    linecache.checkcache(code.co_filename)
    place = (code.co_filename, code.co_linetable)
    return _find_cached(code, place, tuple(_lines_of(function)))


def _lines_of(function: FunctionType) -> list[str]:
    code = function.__code__
    lines = linecache.getlines(code.co_filename, function.__globals__)
    if not lines and (of_code := getattr(linecache, "_getlines_from_code", None)):
        lines = of_code(code)
    if not lines:
        reason = f"{code.co_filename} holds no source"
        raise refusal("GW004", _first_line(code), function=function.__name__, reason=reason)
    return lines


def first_line_of(function: object) -> Location | None:
    """Return where a function's definition begins, if it has one in Python."""
    plain = inspect.unwrap(function) if callable(function) else function
    code: object = getattr(plain, "__code__", None)
    return _first_line(code) if isinstance(code, CodeType) else None


def _first_line(code: CodeType) -> Location:
    return Location(code.co_filename, code.co_firstlineno, 1)


@functools.lru_cache(maxsize=512)
def _find_cached(code: CodeType, _: object, lines: tuple[str, ...]) -> FunctionSource:
    return _find(code, lines)


def _find(code: CodeType, lines: tuple[str, ...]) -> FunctionSource:
    found = _lambda(code, lines) if code.co_name == "<lambda>" else _function(code, lines)
    if not _is_unchanged(code, found):
        raise _changed(code)
    return replace(found, code=code)


def _function(code: CodeType, lines: tuple[str, ...]) -> FunctionSource:
    first = code.co_firstlineno
    tree = _block(lines, first - 1)
    if tree is None:
        return _whole_file(code, lines)
    shift = first - 1 - lines[first - 1][:1].isspace()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == code.co_name:
            return definition(node, code.co_filename, lines, shift)
    return _whole_file(code, lines)


def _block(lines: tuple[str, ...], start: int) -> ast.Module | None:
    """Parse the definition that begins on a line: up to a line that is indented no further.

    Such a line may stand inside of a text or a bracket; then what is before it does not parse.
    """
    if start >= len(lines):
        return None
    indent = _indent(lines[start])
    wrapped = "if 1:\n" if indent else ""
    tries = 0
    for stop in range(start + 1, len(lines) + 1):
        if stop < len(lines) and (_is_remark(lines[stop]) or _indent(lines[stop]) > indent):
            continue
        try:
            return _tree(wrapped + "".join(lines[start:stop]))
        except SyntaxError:
            tries += 1
            if tries > LIMIT_TRIES:
                return None
    return None


def _is_remark(line: str) -> bool:
    """Whether a line is empty or a comment: its indentation says nothing."""
    return not line.strip() or line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _whole_file(code: CodeType, lines: tuple[str, ...]) -> FunctionSource:
    for node in ast.walk(_parsed(code, lines)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == code.co_name:
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            if first == code.co_firstlineno:
                return definition(node, code.co_filename, lines, 0)
    raise _changed(code)


def _changed(code: CodeType) -> Exception:
    return refusal("GW016", _first_line(code), filename=code.co_filename, function=code.co_name)


def _parsed(code: CodeType, lines: tuple[str, ...]) -> ast.Module:
    try:
        return _parse("".join(lines))
    except (SyntaxError, ValueError):
        raise _changed(code) from None


@functools.lru_cache(maxsize=16)
def _parse(text: str) -> ast.Module:
    return _tree(text)


def _tree(text: str) -> ast.Module:
    """Parse a text; Python has warned of it when it was loaded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def _lambda(code: CodeType, lines: tuple[str, ...]) -> FunctionSource:
    alone = _lambda_on_line(code, lines)
    if alone is not None and _is_unchanged(code, alone):
        return alone
    return _lambda_in(code, lines, _parsed(code, lines), 0)


def _lambda_on_line(code: CodeType, lines: tuple[str, ...]) -> FunctionSource | None:
    first = code.co_firstlineno
    if first > len(lines):
        raise _changed(code)
    line = lines[first - 1]
    try:
        tree = _tree(("if 1:\n" if line[:1].isspace() else "") + line)
    except SyntaxError:
        return None
    return _lambda_in(code, lines, tree, first - 1 - line[:1].isspace())


def _lambda_in(
    code: CodeType, lines: tuple[str, ...], tree: ast.Module, shift: int
) -> FunctionSource:
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Lambda) and node.lineno + shift == code.co_firstlineno
    ]
    if not found:
        raise _changed(code)
    if len(found) > 1:
        found = _by_position(code, found, shift) or found
    if len(found) > 1:
        found = [node for node in found if _compiles_to(node, code)]
    if len(found) != 1:
        raise refusal("GW014", _first_line(code), line=code.co_firstlineno)
    return definition(found[0], code.co_filename, lines, shift)


def _by_position(code: CodeType, found: list[ast.Lambda], shift: int) -> list[ast.Lambda]:
    """Return the lambdas whose body spans just what the code's instructions stand for."""
    spans = list(_positions(code))
    if not spans:
        return []
    start = min((line, column) for line, _, column, _ in spans)
    end = max((line, column) for _, line, _, column in spans)
    return [
        node
        for node in found
        if (node.body.lineno + shift, node.body.col_offset) == start
        and (node.body.end_lineno or 0) + shift == end[0]
        and node.body.end_col_offset == end[1]
    ]


def _positions(code: CodeType) -> Iterator[Span]:
    import dis  # only where lambdas share a line

    for instruction in dis.get_instructions(code):
        place = instruction.positions
        if place is None or instruction.opname in _SETUP or not place.end_col_offset:
            continue  # what stands for no text has no columns
        line, end, column = place.lineno, place.end_lineno, place.col_offset
        if line is not None and end is not None and column is not None:
            yield line, end, column, place.end_col_offset


def _compiles_to(node: ast.Lambda, code: CodeType) -> bool:
    compiled = _compiled(node, code)
    if compiled is None:
        return False
    same = _operations(compiled) == _operations(code)
    return same and (_names(compiled), _consts(compiled)) == (_names(code), _consts(code))


def _is_unchanged(code: CodeType, source: FunctionSource) -> bool:
    """Whether Python runs what is read: not where a file was edited after it was loaded."""
    compiled = _compiled(source.node, code)
    if compiled is None or any(name.startswith("@py") for name in _names(code)):
        return True  # pytest rewrites assertions
    same = _names(compiled) == _names(code) and _consts(compiled) == _consts(code)
    if same and not code.co_freevars and not code.co_cellvars:
        same = compiled.co_code == code.co_code or _operations(compiled) == _operations(code)
    return same


def _operations(code: CodeType) -> list[tuple[int, int]]:
    """Return the arithmetic of a code; how a function is called depends on the module's imports."""
    units = zip(code.co_code[::2], code.co_code[1::2], strict=True)
    return [(op, arg) for op, arg in units if op in _ARITHMETIC]


def _compiled(node: Definition, code: CodeType) -> CodeType | None:
    """Compile one definition alone and return its code."""
    bare: ast.stmt
    if isinstance(node, ast.Lambda):
        bare = ast.copy_location(ast.Expr(node), node)
    else:
        bare = _without_decorators(node)
    module = ast.Module([bare], [])
    flags = code.co_flags & _FUTURE
    try:
        compiled = compile(module, code.co_filename, "exec", flags, dont_inherit=True)
    except (SyntaxError, ValueError):
        return None
    inner = [c for c in compiled.co_consts if isinstance(c, CodeType)]
    return next((c for c in inner if c.co_name == code.co_name), None)


def _without_decorators(
    node: ast.FunctionDef | ast.AsyncFunctionDef,
) -> ast.FunctionDef | ast.AsyncFunctionDef:
    fields = {name: getattr(node, name) for name in node._fields}
    arguments = ast.arguments(
        node.args.posonlyargs,
        node.args.args,
        node.args.vararg,
        node.args.kwonlyargs,
        [None for _ in node.args.kw_defaults],
        node.args.kwarg,
        [],
    )
    fields.update(decorator_list=[], returns=None, args=arguments)
    return ast.copy_location(type(node)(**fields), node)


def _names(code: CodeType) -> set[str]:
    """Return the names in a code and in those inside of it: what a comprehension alone reads, too."""
    groups = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    found = {_unmangled(name) for group in groups for name in group} - {"__class__"}
    inner = (const for const in code.co_consts if isinstance(const, CodeType))
    return found.union(*map(_names, inner))


def _unmangled(name: str) -> str:
    if name.startswith("_") and not name.startswith("__") and "__" in name[1:]:
        return "__" + name[1:].split("__", 1)[1]
    return name


def _consts(code: CodeType) -> list[str]:
    return sorted(repr(c) for c in code.co_consts if not isinstance(c, CodeType))
