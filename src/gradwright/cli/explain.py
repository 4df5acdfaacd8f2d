"""`gradwright explain`: what a code means, or the chain rule of a function with its numbers."""

import argparse
import re

from gradwright.cli.target import add_options, read_target
from gradwright.cli.usage import Subparsers, UsageError
from gradwright.diagnostics import CODES, explain_code

CODE = re.compile(r"GW\d+", re.IGNORECASE)


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "explain", help="explain a code, or the chain rule of a function with its numbers"
    )
    parser.add_argument("what", metavar="CODE | FILE.py:FUNCTION")
    add_options(parser)


def run(args: argparse.Namespace) -> int:
    """Print the explanation."""
    print(_code(args.what) if CODE.fullmatch(args.what) else _function(args))
    return 0


def _code(code: str) -> str:
    if code.upper() not in CODES:
        raise UsageError(
            f"there is no code {code}; the first is {min(CODES)}, the last {max(CODES)}"
        )
    return explain_code(code)


def _function(args: argparse.Namespace) -> str:
    target = read_target(args.command, args.what, args.like, args.wrt)
    from gradwright.explain import explain

    return str(explain(target.function, *target.arguments, wrt=target.wrt))
