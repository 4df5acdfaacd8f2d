"""Notebooks in and out, and `@gw.with_backward` in a cell."""

import json

import numpy as np
import pytest

import gradwright as gw
from gradwright.classes import add_backward
from gradwright.classes.notebooks import python_lines
from gradwright.cli.main import main

CELLS = [
    ("markdown", "# A network\n\n`class Dense` follows: größe \u2028."),
    ("code", "%matplotlib inline\n!pip install --quiet nothing\nimport numpy as np\nnp.tanh?"),
    (
        "code",
        (
            "%%time\nclass Dense:\n    def __init__(self, n):\n        self.w = np.full((n, 2), 0.5)\n\n"
            "    def forward(self, x):\n        # größe\n        self.output = x @ self.w"
        ),
    ),
    ("code", "%%bash\nclass of its own; echo $HOME"),
    ("code", ""),
    ("code", "class Tanh:\n    def forward(self, x):\n        self.output = np.tanh(x)\n"),
    (
        "code",
        (
            "where = !pwd\nfor n in (1, 2):\n    %time dense = Dense(3)\n    print('hello', n)\n"
            "dense = Dense(3)\ntanh = Tanh()\ndense.forward(np.ones((4, 3)))\ntanh.forward(dense.output)\n"
            "display(tanh.output)\nget_ipython().run_line_magic('matplotlib', 'inline')\ntanh.output"
        ),
    ),
]


def notebook(cells, **how):
    shown = [
        {
            "cell_type": kind,
            **({"execution_count": 3, "outputs": [OUTPUT]} if kind == "code" else {}),
            "id": f"cell-{n}",
            "metadata": {"tags": ["a"]},
            "source": text.splitlines(keepends=True) if how.get("lines", True) else text,
        }
        for n, (kind, text) in enumerate(cells)
    ]
    whole = {"cells": shown, "metadata": {"kernelspec": {"name": "python3"}}, "nbformat": 4}
    whole["nbformat_minor"] = 5
    return json.dumps(whole, indent=how.get("indent", 1), ensure_ascii=how.get("ascii", False))


OUTPUT = {"data": {"text/plain": ["[1,\n", ' "é", {}]']}, "output_type": "execute_result"}

FORMATS = {
    "as_jupyter_writes_it": {},
    "four_spaces": {"indent": 4},
    "on_one_line": {"indent": None},
    "ascii": {"ascii": True},
    "sources_as_texts": {"lines": False},
}


def sources(text):
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"]]


@pytest.fixture(params=FORMATS)
def path(request, tmp_path):
    path = tmp_path / "net.ipynb"
    path.write_bytes((notebook(CELLS, **FORMATS[request.param]) + "\n").encode())
    return path


def test_only_the_cells_of_classes_change(path):
    result = add_backward(path)
    assert result.done == ("Dense", "Tanh")
    before, after = json.loads(result.before), json.loads(result.data)
    changed = [n for n, cell in enumerate(after["cells"]) if cell != before["cells"][n]]
    assert changed == [2, 5]
    for n in changed:
        cell, old = after["cells"][n], before["cells"][n]
        assert {**cell, "source": None} == {**old, "source": None}
        lines = iter("".join(cell["source"]).split("\n"))
        assert all(line in lines for line in "".join(old["source"]).split("\n") if line)
    assert sources(result.data)[2].endswith("\n        # gradwright: " + result.data.decode().split(
        "# gradwright: ")[1].split('"')[0].removesuffix("\\n"))  # fmt: skip
    assert {**before, "cells": None} == {**after, "cells": None}


def test_every_other_byte_stays(path):
    result = add_backward(path)
    old, new = result.before.decode(), result.data.decode()
    assert old[: old.index("%%time")] == new[: new.index("%%time")]
    assert old[old.index("where = !pwd") :] == new[new.index("where = !pwd") :]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_a_cell(end, tmp_path):
    path = tmp_path / "net.ipynb"
    cells = [(kind, text.replace("\n", end)) for kind, text in CELLS]
    path.write_text(notebook(cells, lines=False), encoding="utf-8")
    result = add_backward(path)
    assert result.done == ("Dense", "Tanh")
    new = sources(result.data)
    assert "\n" not in new[2].replace("\r\n", "") if end == "\r\n" else "\n" not in new[2]
    assert [new[n] for n in (0, 1, 3, 4, 6)] == [cells[n][1] for n in (0, 1, 3, 4, 6)]
    path.write_bytes(result.data)
    assert add_backward(path).data == result.data


def test_lone_surrogates_stay(tmp_path):
    path = tmp_path / "net.ipynb"
    path.write_text(notebook([*CELLS, ("markdown", "\ud83d alone")], ascii=True))
    result = add_backward(path)
    assert result.done == ("Dense", "Tanh")
    assert b"\\ud83d alone" in result.data


def test_lines_are_added_to_the_text(tmp_path):
    path = tmp_path / "net.ipynb"
    path.write_text(notebook(CELLS), encoding="utf-8")
    result = add_backward(path)
    lines, old = (text.decode().split("\n") for text in (result.data, result.before))
    last = ['    "        self.output = x @ self.w"', '    "        self.output = np.tanh(x)\\n"']
    assert [line for line in old if line not in lines] == last  # they are the last no more
    assert len(lines) > len(old) + 10


def test_the_code_that_is_written(path):
    cells = sources(add_backward(path).data)
    names = {"np": np}
    exec(cells[2].removeprefix("%%time\n") + "\n" + cells[5], names)
    dense, tanh = names["Dense"](3), names["Tanh"]()
    x = np.arange(12.0).reshape(4, 3)
    dense.forward(x)
    tanh.forward(dense.output)
    tanh.backward(np.ones((4, 2)))
    dense.backward(tanh.dx)
    assert np.allclose(dense.dw, x.T @ (1 - np.tanh(x @ dense.w) ** 2))


def test_a_second_run_changes_nothing(path):
    path.write_bytes(add_backward(path).data)
    result = add_backward(path)
    assert result.data == result.before
    assert [entry.state.value for entry in result.entries] == ["unchanged", "unchanged"]


def test_an_edited_forward_is_renewed(path):
    path.write_bytes(add_backward(path).data)
    path.write_text(path.read_text().replace("np.tanh(x)", "np.sin(x)", 1))
    result = add_backward(path)
    assert [entry.state.value for entry in result.entries] == ["unchanged", "renewed"]
    assert "np.cos(self.x)" in sources(result.data)[5]
    path.write_text(notebook([(k, t.replace("np.tanh(x)", "np.sin(x)")) for k, t in CELLS]))
    assert sources(add_backward(path).data) == sources(result.data)


def test_a_place_is_a_cell_and_its_line(tmp_path, capsys):
    path = tmp_path / "net.ipynb"
    path.write_text(
        notebook(
            [
                *CELLS[:6],
                ("code", "# none\nclass Bad:\n    def forward(self, x):\n        return x\n"),
                CELLS[6],
            ]
        )
    )
    assert main(["add-backward", str(path), "-o", str(tmp_path / "out.ipynb")]) == 1
    shown = capsys.readouterr().err
    assert f"{path}, cell 7:2:1: GW502 a class that was never run\n    class Bad:\n    ^" in shown
    assert "cell 3, line 2" in shown
    assert json.loads((tmp_path / "out.ipynb").read_text())["cells"][2]["id"] == "cell-2"


@pytest.mark.parametrize(
    ("cell", "line", "reason"),
    [
        ("x = 1\ny = (2", 2, "SyntaxError: '(' was never closed"),
        ("x = 1\n\nraise ValueError('no')", 3, "ValueError: no"),
    ],
)
def test_a_cell_that_fails(cell, line, reason, tmp_path):
    path = tmp_path / "net.ipynb"
    path.write_text(notebook([*CELLS, ("code", cell)]))
    with pytest.raises(gw.GradwrightError) as raised:
        add_backward(path)
    assert (raised.value.code, raised.value.lineno) == ("GW507", line)
    assert raised.value.filename == f"{path}, cell 8"
    assert reason in raised.value.message


@pytest.mark.parametrize(
    "text", ["", "no json", "[]", "{}", '{"cells": 3}', '{"worksheets": [{"cells": []}]}', "\0"]
)
def test_files_that_are_no_notebooks(text, tmp_path):
    path = tmp_path / "net.ipynb"
    path.write_text(text)
    with pytest.raises(gw.GradwrightError) as raised:
        add_backward(path)
    assert raised.value.code == "GW507"


def test_statements_are_run_behind_the_cells(tmp_path):
    path = tmp_path / "net.ipynb"
    path.write_text(notebook(CELLS[:6]))
    assert add_backward(path, run="Dense(3).forward(np.ones((2, 3)))").done == ("Dense",)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("%time f(x)\ny = 1", ["pass", "y = 1"]),
        ("x = (7\n  % 4)\n%%foo", ["x = (7", "  % 4)", "pass"]),
        ("text = '''\n%not a magic\n!nor this\n'''", ["text = '''", "%not a magic", "!nor this", "'''"]),
        ("if x:\n    !ls 'it", ["if x:", "    pass"]),
        ("files = !ls", ["files = None"]),
        ("a, b = %magic 3", ["a, b = None"]),
        ("%%html\n<b>hi</b>", ["", ""]),
        ("%%capture out\nx = 1", ["pass", "x = 1"]),
        ("??np.sum\nnp.sum??\nx", ["pass", "pass", "x"]),
        ("x = = 2\n%time", ["x = = 2", "%time"]),
    ],
)  # fmt: skip
def test_what_is_no_python(cell, expected):
    assert python_lines(cell.split("\n")) == expected


# with_backward in a cell --------------------------------------------------------------------------

DECORATED = [
    "import numpy as np\nimport inspect\nimport gradwright as gw",
    (
        "%time\n@gw.with_backward\nclass Dense:\n    def __init__(self):\n"
        "        self.w = np.ones((3, 2))\n\n"
        "    def forward(self, x):\n        self.output = np.tanh(x @ self.w)"
    ),
    (
        "@gw.with_backward\nclass Net:\n    def __init__(self):\n        self.dense = Dense()\n\n"
        "    def forward(self, x):\n        self.dense.forward(x)\n"
        "        return np.sum(self.dense.output)"
    ),
    (
        "net = Net()\nx = np.arange(12.0).reshape(4, 3) / 10\nnet.forward(x)\nnet.backward()\n"
        "expected = x.T @ (1 - np.tanh(x @ net.dense.w) ** 2)\n"
        "assert np.allclose(net.dense.dw, expected)\n"
        "assert 'self.dw =' in inspect.getsource(Dense.backward)"
    ),
]
AGAIN = DECORATED[1].replace("np.tanh(x @ self.w)", "np.sin(x @ self.w)")


def test_a_decorated_class_in_a_kernel(tmp_path, monkeypatch):
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")
    cells = [
        *DECORATED,
        AGAIN,
        *DECORATED[2:3],
        DECORATED[3].replace("1 - np.tanh(x @ net.dense.w) ** 2", "np.cos(x @ net.dense.w)"),
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    nbclient.NotebookClient(book, timeout=120, kernel_name="python3").execute(cwd=str(tmp_path))
    assert [cell.execution_count for cell in book.cells] == list(range(1, len(cells) + 1))
