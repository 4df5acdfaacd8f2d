"""Files as people have them: one-line classes, nested and decorated ones, encodings, line ends."""

import numpy as np
import pytest
from tests.classes.forms import FORMS
from tests.classes.running import check_gradients, module_of
from tests.classes.test_insertion import added

from gradwright.classes import add_backward

HEAD = "import numpy as np\n\n\n"


def states(result):
    return {entry.name: entry.state.value for entry in result.entries}


@pytest.mark.parametrize("name", FORMS)
def test_form(name, tmp_path):
    text, expected = FORMS[name]
    data = (HEAD + text).encode()
    path = tmp_path / "layers.py"
    path.write_bytes(data)
    result = add_backward(path)
    assert states(result) == expected
    assert b"".join(added(data, result.data)) or "written" not in expected.values()
    if result.done:
        module_of(result.data)
    path.write_bytes(result.data)
    assert add_backward(path).data == result.data


def test_every_class_of_a_name_is_written(tmp_path):
    text, _ = FORMS["two_classes_of_one_name"]
    path = tmp_path / "layers.py"
    path.write_text(HEAD + text)
    assert add_backward(path).data.decode().count("def backward") == 2


def test_gradients_where_lines_are_short(tmp_path):
    path = tmp_path / "layers.py"
    path.write_text(HEAD + FORMS["indentation_of_three"][0])
    layer = module_of(add_backward(path).data).A()
    assert check_gradients(layer, (np.array([1.0, 2.0, 3.0]),)) == ["x"]


def test_the_place_after_a_signature_of_several_lines(tmp_path):
    path = tmp_path / "layers.py"
    path.write_text(HEAD + FORMS["a_signature_of_several_lines"][0])
    lines = add_backward(path).data.decode().splitlines()
    assert (
        lines[lines.index("    ):") + 1] == "        self.x = x  # kept for backward: dx reads it"
    )
    assert lines[lines.index("        # the end") + 2].startswith("    def backward")


SOURCE = """class Düse:
    def forward(self, größe):
        # ein Blättchen: ½ € – ß
        self.output = größe * größe  # Maß
        # Ende
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "iso-8859-15"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_encodings_and_line_ends(encoding, end, last, tmp_path):
    text = (
        "# just a line\n# vim: set fileencoding="
        + encoding
        + " :\nimport numpy as np\n\n\n"
        + SOURCE
    )
    if encoding == "latin-1":
        text = text.replace("€ – ", "")
    if encoding == "iso-8859-15":
        text = text.replace("½ ", "").replace("– ", "")
    text += "\n\nDüse().forward(np.ones(3))\n"
    data = (text if last else text.rstrip("\n")).replace("\n", end).encode(encoding)
    path = tmp_path / "layers.py"
    path.write_bytes(data)
    result = add_backward(path)
    assert result.problems == ()
    rest, lines = data.splitlines(keepends=True), result.data.splitlines(keepends=True)
    more = [line for line in lines if line not in rest]
    assert all(line in lines for line in rest)
    assert more
    assert all(line.endswith(end.encode()) for line in more)
    assert "größe".encode("utf-8" if encoding == "utf-8-sig" else encoding) in b"".join(more)
    layer = vars(module_of(result.data))["Düse"]()
    assert check_gradients(layer, (np.array([1.0, 2.0]),)) == ["größe"]
    path.write_bytes(result.data)
    assert add_backward(path).data == result.data


def test_mixed_line_ends(tmp_path):
    data = (
        b"import numpy as np\r\nclass A:\r\n    def forward(self, x):\n        return x * x\r\n"
        b"A().forward(np.ones(3))\n"
    )
    path = tmp_path / "layers.py"
    path.write_bytes(data)
    result = add_backward(path)
    more = added(data, result.data)
    kept = [line for line in more if b"kept for" in line]
    assert kept == [b"        self.x = x  # kept for backward: dx reads it\n"]
    assert all(line.endswith(b"\r\n") for line in more if line not in kept)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"class A:\n    def forward(self, x)\n        return x\n", "SyntaxError: expected ':'"),
        (b"# -*- coding: nothing -*-\nx = 1\n", "unknown encoding"),
        (b"x = '\xff'\n", "'utf-8' codec can't decode"),
        (b"x = 1\0\n", "null bytes"),
        (b"if True:\n\tx = 1\n        y = 2\n", "TabError"),
    ],
)
def test_files_that_are_no_python(data, reason, tmp_path):
    import gradwright as gw

    path = tmp_path / "layers.py"
    path.write_bytes(data)
    with pytest.raises(gw.GradwrightError) as raised:
        add_backward(path)
    assert raised.value.code == "GW507"
    assert reason in str(raised.value)
