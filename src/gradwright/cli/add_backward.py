"""`gradwright add-backward FILE.py`: write backward methods into the layer classes of a file."""

import argparse
import sys
from pathlib import Path

from gradwright.cli.usage import Subparsers, UsageError


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "add-backward", help="write backward methods into the layer classes of a file"
    )
    parser.add_argument("file", type=Path, metavar="FILE.py")
    target = parser.add_mutually_exclusive_group()
    target.add_argument("-o", "--output", type=Path, metavar="OUT", help="write to OUT")
    target.add_argument("--in-place", action="store_true", help="write to FILE.py itself")


def run(args: argparse.Namespace) -> int:
    """Write the file with backward methods; 1 if some class could not be done."""
    from gradwright.classes import add_backward

    path: Path = args.file
    if not path.is_file():
        raise UsageError(f"{path} does not exist")
    result = add_backward(path)
    _write(result.data, path if args.in_place else args.output)
    for problem in result.problems:
        print(problem, file=sys.stderr)
    return 1 if result.problems else 0


def _write(data: bytes, path: Path | None) -> None:
    if path is None:
        sys.stdout.flush()
        stream = getattr(sys.stdout, "buffer", None)
        if stream is None:
            sys.stdout.write(data.decode())
        else:
            stream.write(data)
            stream.flush()
        return
    try:
        if not path.exists() or path.read_bytes() != data:
            path.write_bytes(data)
    except OSError as raised:
        raise UsageError(f"{path} cannot be written ({raised.strerror})") from raised
