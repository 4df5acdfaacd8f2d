"""Colours, where the stream is a terminal that shows them."""

from __future__ import annotations

import os
import shutil
from enum import Enum
from typing import TextIO


class Style(Enum):
    """What a piece of text looks like."""

    BOLD = "1"
    DIM = "2"
    RED = "31"
    GREEN = "32"
    YELLOW = "33"
    CYAN = "36"


def has_colours(stream: TextIO) -> bool:
    """Whether a stream is a terminal that shows colours (https://no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def styled(text: str, *styles: Style, on: bool = True) -> str:
    """Return text in a style, as it is where colours are off."""
    if not on or not text or not styles:
        return text
    return f"\033[{';'.join(style.value for style in styles)}m{text}\033[0m"


def width_of(stream: TextIO) -> int | None:
    """Return how many letters a line has; None where it is no terminal's."""
    return shutil.get_terminal_size().columns if stream.isatty() else None


def shortened(text: str, width: int | None) -> str:
    """Return text cut to a width."""
    return text if width is None or len(text) <= width else text[: max(width - 1, 0)] + "…"
