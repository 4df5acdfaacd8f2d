"""``FILE.py:FUNCTION`` and the options beside it: the function, examples of its arguments, wrt."""

import argparse
import contextlib
import inspect
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec, spec_from_file_location
from operator import attrgetter
from pathlib import Path
from types import ModuleType

import numpy as np

from gradwright.cli.usage import UsageError
from gradwright.diagnostics import GradwrightError, Location, error

Wrt = int | str | tuple[int | str, ...]
EXAMPLE = "np.ones(3)"


@dataclass(frozen=True, slots=True)
class Target:
    """A function of the user's, called with examples of its arguments."""

    function: Callable[..., object]
    arguments: tuple[object, ...]
    wrt: Wrt


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare ``--wrt`` and ``--like``."""
    parser.add_argument(
        "--wrt",
        default="0",
        metavar="NAMES",
        help="arguments to differentiate by: names or positions, separated by commas (default: 0)",
    )
    parser.add_argument(
        "--like",
        action="append",
        default=[],
        metavar="EXPRESSION",
        help='an example of an argument, one for each in order, such as "np.zeros((3, 4))"',
    )


def parse_wrt(text: str) -> Wrt:
    """Return ``"w"`` as a name, ``"1"`` as a position, ``"w,1"`` as a tuple."""
    parts = [part.strip() for part in text.split(",")]
    chosen = tuple(int(part) if part.lstrip("-").isdecimal() else part for part in parts if part)
    if not chosen:
        raise UsageError("--wrt names no argument")
    return chosen[0] if len(parts) == 1 else chosen


def read_target(command: str, text: str, like: Sequence[str], wrt: str) -> Target:
    """Load the file, find the function, evaluate the examples."""
    filename, _, name = text.rpartition(":")
    if not filename or not name:
        raise UsageError(f"{text!r} is not of the form FILE.py:FUNCTION")
    module = load(Path(filename))
    function = _function(module, filename, name)
    arguments = _examples(function, like, vars(module), f"{command} {text}")
    return Target(function, arguments, parse_wrt(wrt))


def load(path: Path) -> ModuleType:
    """Import a file as a module, as ``python`` would find it; what it prints goes to stderr."""
    if not path.is_file():
        raise UsageError(f"{path} does not exist")
    name = path.stem if path.stem not in sys.modules else f"_{path.stem}_of_gradwright"
    spec = spec_from_file_location(name, path)
    if spec is None:
        raise UsageError(f"{path} is not a Python file")
    sys.path.insert(0, str(path.resolve().parent))
    try:
        return _executed(spec, path)
    except (Exception, SystemExit) as raised:
        sys.modules.pop(name, None)
        raise _import_error(path, raised) from raised
    finally:
        sys.path.pop(0)


def _executed(spec: ModuleSpec, path: Path) -> ModuleType:
    assert spec.loader is not None, path
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    with contextlib.redirect_stdout(sys.stderr):
        spec.loader.exec_module(module)
    return module


def _import_error(path: Path, raised: BaseException) -> GradwrightError:
    """Return the failure of an import, at the line of the file where it happened."""
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(raised.__traceback__)
        if Path(frame.filename) == path.resolve() or frame.filename == str(path)
    ]
    if isinstance(raised, SyntaxError):
        lines.append(raised.lineno)
    reason = f"{type(raised).__name__}: {raised}"
    location = Location(str(path), lines[-1], 1) if lines and lines[-1] else None
    return error("GW605", location, filename=path, reason=reason)


def _function(module: ModuleType, filename: str, name: str) -> Callable[..., object]:
    try:
        found: object = attrgetter(name)(module)
    except AttributeError:
        found = None
    if not callable(found):
        known = [name for name, value in vars(module).items() if inspect.isfunction(value)]
        raise UsageError(f"{filename} has no function {name!r}, it has: {', '.join(known) or '-'}")
    return found


def _examples(
    function: Callable[..., object], like: Sequence[str], names: Mapping[str, object], command: str
) -> tuple[object, ...]:
    positional = [
        parameter
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind in {parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD}
    ]
    needed = [one.name for one in positional if one.default is one.empty]
    if not len(needed) <= len(like) <= len(positional):
        raise UsageError(_complaint(needed, command))
    return tuple(_evaluated(text, names) for text in like)


def _complaint(needed: Sequence[str], command: str) -> str:
    options = " ".join(f'--like "{EXAMPLE}"' for _ in needed)
    each = f"give one --like for each of {', '.join(needed)}" if needed else "too many --like"
    return f"{each}, as in: gradwright {command} {options}".rstrip()


def _evaluated(text: str, names: Mapping[str, object]) -> object:
    """Evaluate an example with the names of the user's file, and ``np``."""
    try:
        return eval(text, {**names, "np": np})
    except Exception as raised:
        reason = f"{type(raised).__name__}: {raised}"
        raise UsageError(f"--like {text!r} cannot be evaluated ({reason})") from raised
