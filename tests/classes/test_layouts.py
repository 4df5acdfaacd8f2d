"""Random layouts of one file: lines are added alone, the same classes are done, a second run adds nothing.

Comments in odd places, blanks at line ends, form feeds, tabs, line ends, marks of byte order, a body in
a function: nothing of it means anything to Python.
"""

import random
import textwrap

import pytest
from tests.classes.test_insertion import added

from gradwright.classes import add_backward

TEXT = """import numpy as np


class Dense:
    def __init__(self):
        self.w = np.full((3, 2), 0.5)

    def forward(self, x):
        self.output = x @ self.w

    n = 3


class Norm:
    def forward(
        self,
        x,
    ):
        mean = np.mean(
            x, axis=0
        )
        if x.shape[0] > 100:
            mean = 0.0 * mean
        centred = x - mean
        return centred / np.sqrt(np.mean(centred * centred, axis=0) + 1e-5)


class Net:
    def __init__(self):
        self.dense, self.norm = Dense(), Norm()

    def forward(self, x):
        self.dense.forward(x)
        return self.norm.forward(self.dense.output)


x = np.arange(12.0).reshape(4, 3)
Net().forward(np.sin(x))
"""

REMARKS = ("{}# größe", "", "{}   ", "# at the margin", "{}    # further in", "\f")
ENDS = ("  ", "  # größe", "\t", "")


def with_remarks(text, rng):
    lines = []
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        if rng.random() < 0.15:
            lines.append(rng.choice(REMARKS).format(indent))
        lines.append(line + rng.choice(ENDS) if line and rng.random() < 0.15 else line)
    return "\n".join(lines)


def with_tabs(text):
    lines = (line.lstrip(" ") for line in text.split("\n"))
    return "\n".join(
        "\t" * ((len(line) - len(bare)) // 4) + bare
        for line, bare in zip(text.split("\n"), lines, strict=True)
    )


BODIES = (
    lambda text: text,
    with_tabs,
    lambda text: "if True:\n" + textwrap.indent(text, "  "),
    lambda text: "import numpy as np\n\n\ndef main():\n" + textwrap.indent(text, "   ") + "\n\nmain()\n",
)  # fmt: skip


def laid_out(rng):
    text = rng.choice(BODIES)(TEXT)
    text = with_remarks(text, rng)
    text = text if rng.random() < 0.7 else text.rstrip("\n")
    ends = rng.choice((["\n"], ["\r\n"], ["\n", "\r\n"]))
    lines = text.split("\n")
    text = "".join(line + rng.choice(ends) for line in lines[:-1]) + lines[-1]
    return rng.choice((b"", b"\xef\xbb\xbf")) + text.encode()


@pytest.mark.parametrize(
    "seed", [*range(12), *(pytest.param(n, marks=pytest.mark.slow) for n in range(12, 200))]
)
def test_layout(seed, tmp_path):
    data = laid_out(random.Random(seed))
    path = tmp_path / "layers.py"
    path.write_bytes(data)
    result = add_backward(path)
    assert result.problems == ()
    assert [name.rpartition(".")[2] for name in result.done] == ["Dense", "Norm", "Net"]
    more = added(data, result.data)
    assert sum(b"def backward" in line for line in more) == 3
    assert (b"\t" in b"".join(more)) == (b"\n\tdef forward" in data.replace(b"\r", b""))
    compile(result.data, path, "exec")
    path.write_bytes(result.data)
    again = add_backward(path)
    assert again.data == result.data
    assert {entry.state.value for entry in again.entries} == {"unchanged"}
