"""Reading a function that is given as text: `linecache` holds it, as a notebook's cells do."""

import itertools
import linecache
import textwrap
from collections.abc import Callable
from typing import Any

from gradwright.frontend import NeedStatic, Reading, bind, read_whole
from gradwright.ir.check import check_program
from gradwright.ir.text import program_text

_numbers = itertools.count()


def defined(source: str, name: str = "f", **names: Any) -> Callable[..., Any]:
    """Run source text whose lines Python can find again, and return the function `name` of it."""
    source = textwrap.dedent(source).strip() + "\n"
    filename = f"<frontend test {next(_numbers)}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    exec(compile(source, filename, "exec"), names)
    return names[name]


def reading_of(fun: Callable[..., Any], *args: Any, **kwargs: Any) -> Reading:
    """Read a function, giving the values that it asks for."""
    static: tuple[str, ...] = ()
    while True:
        try:
            return read_whole(fun, bind(fun, args, kwargs, static=static))
        except NeedStatic as need:
            static += (need.path,)


def text_of(fun: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    """Return the text form of what a function is read as, checked."""
    program = reading_of(fun, *args, **kwargs).program
    check_program(program)
    return program_text(program)
