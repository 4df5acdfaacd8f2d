"""What changes in a file, as a unified diff.

On a terminal it is coloured text; elsewhere the file's own bytes, which ``patch -p0`` takes.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from gradwright.cli.terminal import Style, styled

LOOKS = {b"+": Style.GREEN, b"-": Style.RED, b"@": Style.CYAN}
NO_END = b"\n\\ No newline at end of file\n"


def diff_of(filename: str, before: bytes, after: bytes) -> list[bytes]:
    """Return the lines of a diff with their ends; none where nothing changes."""
    old, new = (_lines(data) for data in (before, after))
    name = filename.encode()
    found = difflib.diff_bytes(difflib.unified_diff, old, new, name, name, lineterm=b"\n")
    return [line if line.endswith(b"\n") else line + NO_END for line in found]


def _lines(data: bytes) -> list[bytes]:
    """Return the lines of a file as ``patch`` counts them: each ends in a line feed."""
    lines = [line + b"\n" for line in data.split(b"\n")]
    lines[-1] = lines[-1].removesuffix(b"\n")
    return lines if lines[-1] else lines[:-1]


def shown(lines: list[bytes], encoding: str, *, colours: bool) -> Iterator[str]:
    """Yield the lines of a diff for a terminal, without their ends."""
    for number, line in enumerate(lines):
        text = line.decode(encoding, "replace").rstrip("\r\n")
        style = Style.BOLD if number < 2 else LOOKS.get(line[:1])
        yield styled(text, *([style] if style else []), on=colours)
