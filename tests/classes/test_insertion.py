"""Every other byte of the file stays: line ends, tabs, encodings, comments, the last line."""

import pytest
from tests.classes.running import module_of

from gradwright.classes import add_backward

SOURCE = '''import numpy as np


class Dense:  # a layer
    """Ein Blättchen."""

    def forward(self, x):
        """Doc."""
        # first
        self.output = x @ self.w  # product
        # last

    w = np.ones((3, 2))


layer = Dense()
layer.forward(np.ones((4, 3)))
'''


def with_tabs(text):
    return "\n".join(
        "\t" * ((len(line) - len(line.lstrip(" "))) // 4) + line.lstrip(" ")
        for line in text.split("\n")
    )


FILES = {
    "plain": SOURCE.encode(),
    "crlf": SOURCE.replace("\n", "\r\n").encode(),
    "tabs": with_tabs(SOURCE).encode(),
    "latin_1": ("# -*- coding: latin-1 -*-\n" + SOURCE).encode("latin-1"),
    "byte_order_mark": b"\xef\xbb\xbf" + SOURCE.encode(),
    "no_last_line_end": SOURCE.rstrip("\n").encode(),
    "class_at_the_end": (
        b"import numpy as np\n\n\ndef run():\n    Last().forward(np.ones(3))\n\n\nclass Last:\n"
        b"  def forward(self, x):\n    self.output = x * x\n\n\nrun()"
    ),
}


def added(before: bytes, after: bytes) -> list[bytes]:
    """Return the added lines; fails where a line of the file is missing or changed."""
    rest = after.splitlines(keepends=True)
    more: list[bytes] = []
    for line in before.splitlines(keepends=True):
        while rest and rest[0] != line:
            more.append(rest.pop(0))
        assert rest, line
        rest.pop(0)
    return more + rest


@pytest.mark.parametrize("name", FILES)
def test_bytes(name, tmp_path):
    path = tmp_path / "layers.py"
    path.write_bytes(FILES[name])
    result = add_backward(path)
    assert result.problems == ()
    more = added(FILES[name], result.data)
    assert sum(b"kept for backward" in line for line in more) == 1
    assert all(line.endswith(b"\r\n") == (name == "crlf") for line in more)
    if name == "tabs":
        assert not any(line.startswith(b" ") for line in more)
    module_of(result.data)
    path.write_bytes(result.data)
    assert add_backward(path).data == result.data


def test_the_kept_line_comes_after_the_docstring(tmp_path):
    path = tmp_path / "layers.py"
    path.write_bytes(FILES["plain"])
    lines = add_backward(path).data.decode().splitlines()
    at = lines.index('        """Doc."""')
    assert lines[at + 1] == "        self.x = x  # kept for backward: dw reads it"
    assert lines[at + 2] == "        # first"
