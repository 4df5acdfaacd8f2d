"""What an earlier run wrote into a class, found again by its marks.

::

    def forward(self, x):
        self.x = x  # kept for backward: dw reads it         a kept line
        self.output = x @ self.w

    def backward(self, doutput):
        ...
        # gradwright: forward 55ea1e9f, backward 6e091c2d    the mark: what forward was, what was written

The two fingerprints tell a forward that was edited since from a backward that was. They are taken of
the syntax and of the written comments, so that a formatter changes neither.
"""

from __future__ import annotations

import ast
import hashlib
import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gradwright.classes.insertion import is_text
from gradwright.classes.layer import self_name
from gradwright.classes.method import KEPT, Written

MARK = "# gradwright: "
FORM = re.compile(MARK + r"forward (\w+), backward (\w+)")
REMARK = re.compile(KEPT + r" (.* reads? it|it was written for its kind)")

Comments = Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier run wrote into a class.

    Attributes
    ----------
    kept
        The statements that it added to forward; `backward` the method, None where that is gone.
    lines
        All lines that are taken out where it is written again.
    code
        A fingerprint of the code; `text` of the code and its comments.
    forward_then, text_then
        What the mark says: the fingerprints of forward and of the text, as it was written.
    """

    kept: tuple[ast.stmt, ...]
    backward: ast.FunctionDef | None
    lines: frozenset[int]
    code: str
    text: str
    forward_then: str
    text_then: str

    @property
    def is_edited(self) -> bool:
        """Whether somebody changed it."""
        return self.backward is not None and self.text != self.text_then


def comments_of(code: str) -> dict[int, str]:
    """Return the comments of a text by line."""
    found: dict[int, str] = {}
    try:
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            if token.type == tokenize.COMMENT:
                found[token.start[0]] = token.string
    except (tokenize.TokenError, SyntaxError):
        pass
    return found


def earlier_of(
    forward: ast.FunctionDef,
    backward: ast.FunctionDef | None,
    lines: Sequence[str],
    comments: Comments,
) -> Earlier | None:
    """Return what an earlier run wrote; None where there is nothing, or a person's own backward."""
    kept = tuple(kept_statements(forward, comments))
    if backward is None:
        spans = frozenset(line for stmt in kept for line in _span(stmt))
        return Earlier(kept, None, spans, "", "", "", "") if kept else None
    last = _last_line(backward, lines)
    remarks = [comments[n] for n in range(backward.lineno, last + 1) if n in comments]
    marks = [remark for remark in remarks if remark.startswith(MARK)]
    if not marks:
        return None
    own = [remark for remark in remarks if not remark.startswith(MARK)]
    own += [comments[n] for stmt in kept for n in _span(stmt) if n in comments]
    form = FORM.fullmatch(marks[-1].strip())
    then = form.groups() if form else ("", "")
    places = _places(forward, kept)
    code = fingerprint_of([*kept, backward], places)
    text = fingerprint_of([*kept, backward], [*places, *own])
    taken = {*_method_lines(backward, last, lines), *(n for stmt in kept for n in _span(stmt))}
    return Earlier(kept, backward, frozenset(taken), code, text, *then)


def kept_statements(forward: ast.FunctionDef, comments: Comments) -> Iterator[ast.stmt]:
    """Yield the statements that an earlier run added to a forward, where they still stand in its body."""
    owner = self_name(forward) if forward.args.posonlyargs or forward.args.args else ""
    taken = _lines_taken(forward)
    for stmt in forward.body:
        match stmt:
            case ast.Assign([ast.Attribute(ast.Name(name))]) if name == owner:
                alone = all(taken[n] == 1 for n in _span(stmt))
                remarks = [comments.get(n, "").rstrip() for n in _span(stmt)]
                if alone and any(map(REMARK.fullmatch, remarks)):
                    yield stmt
            case _:
                pass


def _places(forward: ast.FunctionDef, kept: Sequence[ast.stmt]) -> list[str]:
    """Return where kept statements stand: how many of forward's own are before each."""
    return [_place(forward, stmt, stmt.lineno, kept) for stmt in kept]


def _place(
    forward: ast.FunctionDef, stmt: ast.stmt, line: int, kept: Sequence[ast.stmt] = ()
) -> str:
    own = [other for other in forward.body if other not in kept and not is_text(other)]
    return f"{sum(other.lineno < line for other in own)}: {_dumped(stmt)}"


def _lines_taken(forward: ast.FunctionDef) -> Counter[int]:
    """Count the simple statements on each line."""
    simple = [n for n in ast.walk(forward) if isinstance(n, ast.stmt) and not hasattr(n, "body")]
    return Counter(line for stmt in simple for line in _span(stmt))


def _span(stmt: ast.stmt) -> range:
    return range(stmt.lineno, (stmt.end_lineno or stmt.lineno) + 1)


def _last_line(backward: ast.FunctionDef, lines: Sequence[str]) -> int:
    """Return the last line of a method, with a mark that follows its last statement."""
    line = last = backward.end_lineno or backward.lineno
    while line < len(lines) and _is_remark(lines[line]):
        line += 1
        if lines[line - 1].strip().startswith(MARK):
            return line
    return last


def _is_remark(line: str) -> bool:
    return not line.strip() or line.strip().startswith("#")


def _method_lines(backward: ast.FunctionDef, last: int, lines: Sequence[str]) -> range:
    first = min([backward.lineno, *(d.lineno for d in backward.decorator_list)])
    return range(first - (not lines[first - 2].strip()), last + 1)


# fingerprints -------------------------------------------------------------------------------------


def marked(written: Written, node: ast.FunctionDef, forward: str) -> tuple[Written, str]:
    """Return what is written with its mark, and the fingerprint of its code.

    Parameters
    ----------
    written
        The lines of a class.
    node, forward
        Its forward, and the fingerprint of it.
    """
    kept = [ast.parse(line).body[0] for _, line in written.kept]
    afters = [0 if after is None else after + 1 for after, _ in written.kept]
    places = [_place(node, stmt, line) for stmt, line in zip(kept, afters, strict=True)]
    method = "\n".join(("class _:", *written.backward))
    [cls] = ast.parse(method).body
    assert isinstance(cls, ast.ClassDef)
    remarks = list(comments_of(method).values())
    remarks += [comments_of(line)[1] for _, line in written.kept]
    text = fingerprint_of([*kept, *cls.body], [*places, *remarks])
    mark = f"{' ' * 8}{MARK}forward {forward}, backward {text}"
    return Written(written.kept, (*written.backward, mark)), fingerprint_of(
        [*kept, *cls.body], places
    )


def fingerprint_of(nodes: Iterable[ast.AST], remarks: Iterable[str] = ()) -> str:
    """Return a fingerprint of syntax trees, whatever their layout, in any order of statements."""
    parts = sorted(_dumped(node) for node in nodes)
    return hashlib.sha256("\n".join([*parts, *sorted(remarks)]).encode()).hexdigest()[:8]


def forward_fingerprint(
    forward: ast.FunctionDef, functions: Mapping[str, Sequence[ast.FunctionDef]]
) -> str:
    """Return a fingerprint of a forward and of the file's functions that it may call, by name."""
    found: dict[int, ast.FunctionDef] = {}
    todo = [forward]
    while todo:
        node = todo.pop()
        if id(node) in found:
            continue
        found[id(node)] = node
        for name in _names(node):
            todo += functions.get(forward.name if name == "super" else name, ())
    return fingerprint_of(found.values())


def _names(node: ast.AST) -> set[str]:
    """Return the names that a function reads, but for those of a layer's own methods."""
    found = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    found |= {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}
    return found - {"forward", "backward", "__init__"}


def _dumped(node: object) -> str:
    """Return a syntax tree as text, the same in every version of Python."""
    match node:
        case ast.expr_context():
            return ""
        case ast.AST():
            fields = ((name, getattr(node, name, None)) for name in node._fields if name != "kind")
            shown = [
                f"{name}={_dumped(value)}" for name, value in fields if value not in (None, [])
            ]
            return f"{type(node).__name__}({','.join(shown)})"
        case list():
            return f"[{','.join(map(_dumped, node))}]"  # pyright: ignore[reportUnknownArgumentType]
        case _:
            return repr(node)
