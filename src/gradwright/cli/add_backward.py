"""`gradwright add-backward FILE`: write backward methods into the layer classes of a file.

Standard output gets the file, or what changes in it; the error stream what became of each class.
"""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gradwright.cli.replacing import back_up, replace_file
from gradwright.cli.terminal import Style, has_colours, styled, width_of
from gradwright.cli.usage import Subparsers, UsageError

if TYPE_CHECKING:
    from gradwright.classes import Result

STOPPED = 130


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "add-backward",
        help="write backward methods into the layer classes of a file",
        description="Runs the file once for the types, and writes a backward method into each "
        "class that has a forward and none. Exit code 0: done; 1: a class was refused, or with "
        "--check something would change; 2: bad options.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="FILE.py or FILE.ipynb")
    target = parser.add_mutually_exclusive_group()
    target.add_argument("-o", "--output", type=Path, metavar="OUT", help="write to OUT")
    target.add_argument(
        "--in-place",
        action="store_true",
        help="write to FILE itself; what was there goes to FILE.bak, unless git has it",
    )
    target.add_argument("--diff", action="store_true", help="show what would change, write nothing")
    target.add_argument(
        "--check", action="store_true", help="exit with 1 if something would change, write nothing"
    )
    parser.add_argument(
        "--class",
        action="append",
        default=[],
        dest="only",
        metavar="NAME",
        help="a class to do; may be given several times (default: all)",
    )
    parser.add_argument(
        "--add",
        action="append",
        default=[],
        dest="added",
        metavar="TERM",
        help='a term of the objective that reads a layer, like "Loss.regularization(layer)": its '
        "gradient is added to the layer's; a later run keeps it",
    )
    parser.add_argument(
        "--run",
        dest="instead",
        metavar="WHAT",
        help="statements or SCRIPT.py to run for the types, instead of the file as a script",
    )
    parser.add_argument(
        "--force", action="store_true", help="also renew a written backward that was edited"
    )


def run(args: argparse.Namespace) -> int:
    """Write the file with backward methods; 1 if some class could not be done."""
    path: Path = args.file
    try:
        result = _result(path, args)
    except KeyboardInterrupt:
        text = "stopped while the file ran, nothing was written (--run says what to run instead)"
        print(f"gradwright add-backward: {text}", file=sys.stderr)
        return STOPPED
    note = _write(result, path, args)
    _summarise(result, path, note)
    changes = result.data != result.before
    return 1 if result.problems or (args.check and changes) else 0


def _result(path: Path, args: argparse.Namespace) -> "Result":
    from gradwright.classes import NoSuchClass, NoSuchTerm, WrongRun, add_backward

    if not path.is_file():
        raise UsageError(f"{path} {'is no file' if path.exists() else 'does not exist'}")
    if args.output is not None and args.output.resolve() == path.resolve():
        raise UsageError(f"-o {args.output} is the file itself: say --in-place")
    if sys.stderr.isatty():
        text = f"running {args.instead or path}"
        print(styled(text, Style.DIM, on=has_colours(sys.stderr)), file=sys.stderr, flush=True)
    try:
        return add_backward(
            path, run=args.instead, only=args.only, added=args.added, force=args.force
        )
    except NoSuchClass as wrong:
        raise UsageError(f"--class: {wrong}") from None
    except NoSuchTerm as wrong:
        raise UsageError(f"--add: {wrong}") from None
    except WrongRun as wrong:
        raise UsageError(f"--run: {wrong}") from None
    except OSError as raised:
        raise UsageError(f"{path} cannot be read ({raised.strerror})") from raised


def _write(result: "Result", path: Path, args: argparse.Namespace) -> str:
    """Write what the options say, and return what is said of it."""
    changes = result.data != result.before
    if args.diff:
        _show_difference(result, path)
    elif args.check:
        return f"{path} would change" if changes else f"{path} would stay as it is"
    elif args.output is not None:
        replace_file(args.output, result.data, path)
        return f"wrote {args.output}"
    elif args.in_place:
        return _in_place(result, path) if changes else f"{path} is as it was"
    else:
        _put(result.data)
    return ""


def _in_place(result: "Result", path: Path) -> str:
    copy = back_up(path)
    replace_file(path, result.data)
    return f"wrote {path}" + (f", what was there is in {copy}" if copy else "")


def _show_difference(result: "Result", path: Path) -> None:
    from gradwright.cli.differences import diff_of, shown

    lines = diff_of(str(path), result.before, result.data)
    if not sys.stdout.isatty():
        _put(b"".join(lines))
        return
    for line in shown(lines, result.encoding, colours=has_colours(sys.stdout)):
        print(line)


def _put(data: bytes) -> None:
    """Write bytes to standard output; whoever closes it early has read enough."""
    stream = getattr(sys.stdout, "buffer", None)
    try:
        sys.stdout.flush()
        if stream is None:
            sys.stdout.write(data.decode())
        else:
            stream.write(data)
            stream.flush()
    except OSError as raised:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  (till the end)
        if not isinstance(raised, BrokenPipeError):
            text = f"standard output cannot be written ({raised.strerror})"
            raise UsageError(text) from raised


def _summarise(result: "Result", path: Path, note: str) -> None:
    from gradwright.cli.summary import table

    for problem in result.problems:
        print(f"{problem}\n", file=sys.stderr)
    for entry in result.entries:
        for sentence in entry.notes:
            print(f"warning: {entry.name}, {sentence}", file=sys.stderr)
    colours, width = has_colours(sys.stderr), width_of(sys.stderr)
    for line in table(str(path), result.entries, colours=colours, width=width):
        print(line, file=sys.stderr)
    if note:
        print(note, file=sys.stderr)
