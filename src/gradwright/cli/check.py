"""`gradwright check FILE.py`: compare hand-written backward code with the derived gradients."""

import argparse
import json
import sys
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING

from gradwright.cli.target import read_target
from gradwright.cli.usage import Subparsers, UsageError
from gradwright.diagnostics import GradwrightError

if TYPE_CHECKING:
    from gradwright.checked import Report


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "check", help="compare hand-written backward code with the derived gradients"
    )
    parser.add_argument(
        "file",
        metavar="FILE.py[:f:f_backward]",
        help="a file or notebook with layer classes or functions and a demonstration of them; "
        "or two functions in it",
    )
    parser.add_argument(
        "--like",
        action="append",
        default=[],
        metavar="EXPRESSION",
        help="an example of an argument of f, one for each in order; without, the file's own call",
    )
    parser.add_argument(
        "--run",
        dest="instead",
        metavar="WHAT",
        help='a script, or statements such as "main()", that run instead of the file\'s own '
        "demonstration",
    )
    parser.add_argument(
        "--strict", action="store_true", help="exit with 1 for a difference by convention, too"
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def run(args: argparse.Namespace) -> int:
    """Print the report; 0 all equal, 1 a difference, 2 nothing compared or a file that cannot be run."""
    from gradwright.checked.render import rendered
    from gradwright.classes.running import WrongRun

    try:
        report = _checked(args)
    except WrongRun as wrong:
        raise UsageError(f"--run: {wrong}") from wrong
    except GradwrightError as raised:
        print(raised, file=sys.stderr)
        return 2
    if args.json:
        print(json.dumps(report.as_dict(strict=args.strict), indent=2))
    else:
        print(rendered(report, strict=args.strict))
    return report.exit_code(strict=args.strict)


def _checked(args: argparse.Namespace) -> "Report":
    from gradwright.checked import check_file, check_functions

    filename, *names = args.file.split(":") if ".py:" in args.file else [args.file]
    path = Path(filename)
    if not path.is_file():
        raise UsageError(f"{path} does not exist")
    if args.like and args.instead:
        raise UsageError("--like and --run exclude each other")
    if len(names) not in {0, 2} or (args.like and not names):
        raise UsageError(f"{args.file!r} is neither FILE.py nor FILE.py:f:f_backward")
    if not args.like:
        return check_file(path, (names[0], names[1]) if names else None, args.instead)
    target = read_target(args.command, f"{filename}:{names[0]}", args.like, "0")
    function = target.function
    backward = getattr(function, "__globals__", {}).get(names[1])
    if not isinstance(function, FunctionType) or not isinstance(backward, FunctionType):
        raise UsageError(f"{filename} has no function {names[1]!r}")
    return check_functions(path, function, backward, target.arguments)
