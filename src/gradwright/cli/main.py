"""Read the command line, run the command, and turn what it raises into a text and an exit code.

0: done. 1: a refusal, rendered on stderr. 2: bad options, one line on stderr.
"""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

from gradwright import __version__
from gradwright.cli.usage import Parser, Subparsers, UsageError
from gradwright.diagnostics import GradwrightError

COMMANDS = ("diff", "explain", "add_backward", "check", "train", "predict")


class Command(Protocol):
    """What a module of a command holds; its parser sets ``run`` as a default."""

    def add_parser(self, subparsers: Subparsers) -> object:
        """Declare the command and its options."""
        ...

    def run(self, args: argparse.Namespace) -> int:
        """Run it, and return the exit code."""
        ...


def _available() -> dict[str, Command]:
    """Return the modules of the commands that this installation has."""
    names = [name for name in COMMANDS if find_spec(f"gradwright.cli.{name}")]
    return {name: cast("Command", import_module(f"gradwright.cli.{name}")) for name in names}


def _parser() -> Parser:
    parser = Parser(
        prog="gradwright",
        description="You write the forward code in plain NumPy; gradwright writes the backward "
        "code.",
    )
    parser.add_argument("--version", action="version", version=f"gradwright {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, command in _available().items():
        command.add_parser(subparsers)
        subparsers.choices[name.replace("_", "-")].set_defaults(run=command.run)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line, and return its exit code."""
    args = _parser().parse_args(argv)
    try:
        return cast("int", args.run(args))
    except UsageError as complaint:
        print(f"gradwright {args.command}: {complaint}", file=sys.stderr)
        return 2
    except GradwrightError as refused:
        print(refused, file=sys.stderr)
        return 1
