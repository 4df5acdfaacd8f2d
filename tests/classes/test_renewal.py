"""A second run: what was written is renewed, left or refused, by what was edited since."""

import subprocess
import sys

import numpy as np
import pytest
from tests.classes.running import check_gradients, module_of

from gradwright.classes import State, add_backward

TEXT = """import numpy as np


class Dense:
    def __init__(self, rng):
        self.weights = rng.standard_normal((3, 2))

    def forward(self, inputs):
        \"\"\"Multiply.\"\"\"
        # the product
        self.output = inputs @ self.weights


class Wave:
    def angle(self, x):
        return 2.0 * x

    def forward(self, x):
        return np.sin(self.angle(x))


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    layer, wave = Dense(rng), Wave()
    for _ in range(3):
        layer.forward(rng.standard_normal((4, 3)))
        wave.forward(layer.output)
"""


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "layers.py"
    path.write_text(TEXT)
    path.write_bytes(add_backward(path).data)
    return path


def states(result):
    return {entry.name: entry.state.value for entry in result.entries}


def edited(path, *pairs):
    """Replace text in the file; every text is there."""
    text = path.read_text()
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text)


def test_the_first_run(tmp_path):
    path = tmp_path / "layers.py"
    path.write_text(TEXT)
    assert states(add_backward(path)) == {"Dense": "written", "Wave": "written"}


def test_nothing_edited(path):
    result = add_backward(path)
    assert result.data == result.before
    assert states(result) == {"Dense": "unchanged", "Wave": "unchanged"}


def test_an_edited_forward_is_renewed(path):
    edited(
        path,
        ("self.output = inputs @ self.weights", "self.output = np.tanh(inputs @ self.weights)"),
    )
    result = add_backward(path)
    assert states(result) == {"Dense": "renewed", "Wave": "unchanged"}
    rng = np.random.default_rng(1)
    layer = module_of(result.data).Dense(rng)
    assert check_gradients(layer, (rng.standard_normal((4, 3)),)) == ["inputs", "weights"]
    path.write_bytes(result.data)
    assert add_backward(path).data == result.data


def test_a_renewed_file_is_the_one_that_is_written_anew(path, tmp_path):
    change = ("self.output = inputs @ self.weights", "self.output = np.tanh(inputs @ self.weights)")
    edited(path, change)
    fresh = tmp_path / "fresh.py"
    fresh.write_text(TEXT.replace(*change))
    assert add_backward(path).data == add_backward(fresh).data


def test_a_kept_line_whose_argument_has_another_name_now(path):
    edited(
        path,
        ("def forward(self, inputs):", "def forward(self, given):"),
        ("self.output = inputs @", "self.output = given @"),
    )
    result = add_backward(path)
    assert states(result)["Dense"] == "renewed"
    assert b"self.given = given  # kept for backward" in result.data
    assert b"self.inputs" not in result.data


def test_a_helper_that_was_edited(path):
    edited(path, ("return 2.0 * x", "return 3.0 * x * x"))
    result = add_backward(path)
    assert states(result) == {"Dense": "unchanged", "Wave": "renewed"}
    assert "x" in check_gradients(module_of(result.data).Wave(), (np.array([0.3, 0.1]),))


def test_comments_and_layout_of_forward_are_nothing_new(path):
    edited(
        path,
        ("# the product", "# a product"),
        ("inputs @ self.weights\n", "(inputs @ self.weights)\n"),
    )
    assert states(add_backward(path)) == {"Dense": "unchanged", "Wave": "unchanged"}


def test_a_formatter_edits_nothing(path):
    subprocess.run(
        [sys.executable, "-m", "ruff", "format", "-q", "--line-length", "60", path], check=True
    )
    result = add_backward(path)
    assert states(result) == {"Dense": "unchanged", "Wave": "unchanged"}
    assert result.data == result.before


EDITS = {
    "a_statement": (
        "self.dinputs = doutput @ self.weights.T",
        "self.dinputs = doutput @ self.weights",
    ),
    "a_comment": ("# self.output = inputs", "# my own remark\n        # self.output = inputs"),
    "the_parameter": ("def backward(self, doutput)", "def backward(self, doutput, scale=1)"),
    "a_kept_line": ("self.inputs = inputs  # kept", "self.inputs = inputs.copy()  # kept"),
    "a_kept_line_taken_out": (
        "        self.inputs = inputs  # kept for backward: dweights reads it\n",
        "",
    ),
    "a_kept_line_in_a_branch": (
        "        self.inputs = inputs  # kept",
        "        if inputs.ndim == 2:\n            self.inputs = inputs  # kept",
    ),
    "the_mark": ("backward: dweights reads it", "backward: dweights, and I, read it"),
    "a_decorator": (
        "    def backward(self, doutput)",
        "    @staticmethod\n    def backward(self, doutput)",
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_backward_is_refused_by_line(path, edit):
    edited(path, EDITS[edit])
    before = path.read_bytes()
    result = add_backward(path)
    assert states(result) == {"Dense": "refused", "Wave": "unchanged"}
    [problem] = result.problems
    assert (problem.code, problem.filename) == ("GW512", str(path))
    assert "def backward(self, doutput" in before.decode().splitlines()[problem.lineno - 1]
    assert result.data == before


@pytest.mark.parametrize(
    "edit", [name for name in EDITS if "taken_out" not in name and "branch" not in name]
)
def test_force_writes_it_anew(path, edit):
    good = path.read_bytes()
    edited(path, EDITS[edit])
    result = add_backward(path, force=True)
    assert states(result)["Dense"] == "renewed"
    assert result.data == good


def test_a_backward_that_was_deleted_is_written_again(path):
    good = path.read_text()
    start = good.index("    def backward(self, doutput):")
    end = good.index("\n", good.index("# gradwright: ", start)) + 1
    path.write_text(good[:start].rstrip("\n ") + "\n" + good[end:])
    result = add_backward(path)
    assert states(result)["Dense"] == "written"
    assert result.data.decode() == good


def test_without_its_mark_it_is_a_persons_own(path):
    text = path.read_text()
    start = text.index("        # gradwright: ")
    path.write_text(text[:start] + text[text.index("\n", start) + 1 :])
    result = add_backward(path)
    assert states(result) == {"Dense": "yours", "Wave": "unchanged"}
    assert result.data == result.before


def test_a_kept_line_that_was_moved_is_refused(path):
    line = "        self.inputs = inputs  # kept for backward: dweights reads it\n"
    last = "        self.output = inputs @ self.weights\n"
    edited(path, (line, ""), (last, "        inputs = 2 * inputs\n" + last))
    path.write_bytes(add_backward(path, force=True).data)
    assert states(add_backward(path)) == {"Dense": "unchanged", "Wave": "unchanged"}
    text = path.read_text()
    at = text.index(
        "        self.kept_inputs = inputs"
        if "kept_inputs" in text
        else "        self.inputs = inputs"
    )
    kept = text[at : text.index("\n", at) + 1]
    text = text.replace(kept, "")
    double = "        inputs = 2 * inputs\n"
    moved = (
        text.replace(double, double + kept)
        if text.find(double) > at
        else text.replace(double, kept + double)
    )
    path.write_text(moved)
    assert states(add_backward(path)) == {"Dense": "refused", "Wave": "unchanged"}


def test_a_statement_on_the_kept_line_is_not_lost(path):
    edited(path, ("self.inputs = inputs  # kept", "self.inputs = inputs; self.n = 3  # kept"))
    result = add_backward(path, force=True)
    assert b"self.n = 3" in result.data


def test_a_demonstration_that_trains_runs_to_its_end(path):
    edited(
        path,
        (
            "layer.output)\n",
            "layer.output)\n        layer.backward(wave.backward(np.ones((4, 2))))\n",
        ),
        ("(4, 2))))\n", "(4, 2))))\n        layer.weights -= 0.1 * layer.dweights\n"),
    )
    path.write_text(
        path.read_text()
        + "\n\nclass Late:\n    def forward(self, x):\n        return x * x\n\n\nLate().forward(np.ones(3))\n"
    )
    result = add_backward(path)
    assert states(result) == {"Dense": "unchanged", "Wave": "unchanged", "Late": "written"}


def test_a_run_ends_where_a_backward_is_missing(tmp_path):
    path = tmp_path / "layers.py"
    path.write_text(
        TEXT + "    layer.backward(wave.backward(np.ones((4, 2))))\n    raise RuntimeError('no')\n"
        "\n\nclass Late:\n    def forward(self, x):\n        return x * x\n"
    )
    result = add_backward(path)
    assert states(result) == {"Dense": "written", "Wave": "written", "Late": "refused"}
    [problem] = result.problems
    assert problem.code == "GW513"
    assert "line 28" in problem.message
    assert problem.lineno == 32


def test_a_class_that_is_not_called_any_more_stays(path):
    edited(path, ("        wave.forward(layer.output)\n", ""))
    assert states(add_backward(path)) == {"Dense": "unchanged", "Wave": "unchanged"}
    edited(path, ("return 2.0 * x", "return 3.0 * x"))
    result = add_backward(path)
    assert states(result) == {"Dense": "unchanged", "Wave": "refused"}
    assert result.problems[0].code == "GW502"


NET = """class Net:
    def __init__(self):
        self.part = Wave()

    def forward(self, x):
        return self.part.forward(x)
"""


def test_a_network_calls_the_parts_that_are_not_called_any_more(path):
    edited(path, ("if __name__", NET + "\n\nif __name__"))
    path.write_text(path.read_text() + "    Net().forward(np.ones(3))\n")
    result = add_backward(path, only=["Net"])
    assert states(result) == {"Net": "written"}
    assert "x" in check_gradients(module_of(result.data).Net(), (np.array([0.3, 0.1]),))


def test_only_some_classes(tmp_path):
    path = tmp_path / "layers.py"
    path.write_text(TEXT)
    result = add_backward(path, only=["Wave"])
    assert states(result) == {"Wave": "written"}
    assert [entry.state for entry in result.entries] == [State.WRITTEN]
    assert b"doutput @ self.weights.T" not in result.data


def test_names_stay_where_a_sibling_comes(path):
    own = (
        "class Own:\n    def forward(self, x):\n        return x\n\n    def backward(self, grad):\n"
    )
    own += "        self.grad_x = grad\n        return self.grad_x\n"
    edited(path, ("if __name__", own + "\n\nif __name__"))
    assert states(add_backward(path)) == {"Dense": "unchanged", "Wave": "unchanged", "Own": "yours"}
    edited(path, ("self.output = inputs @ self.weights", "self.output = 2 * inputs @ self.weights"))
    result = add_backward(path)
    assert states(result) == {"Dense": "renewed", "Wave": "unchanged", "Own": "yours"}
    assert b'def backward(self, grad):\n        """Set dinputs and dweights' in result.data


def test_a_persons_remark_about_keeping_is_no_line_of_ours(tmp_path):
    path = tmp_path / "layers.py"
    mine = "        self.inputs = inputs  # kept for backward: the trainer wants it\n"
    path.write_text(TEXT.replace("        # the product\n", mine))
    result = add_backward(path)
    assert states(result)["Dense"] == "written"
    assert result.data.decode().count(mine) == 1
    path.write_bytes(result.data)
    assert states(add_backward(path)) == {"Dense": "unchanged", "Wave": "unchanged"}


def net_of(path, part):
    """Put a network of one part into the file, and its call."""
    net = NET.replace("Wave()", part)
    edited(path, ("if __name__", net + "\n\nif __name__"))
    path.write_text(path.read_text() + "    Net().forward(np.ones((2, 3)))\n")


def test_a_part_whose_backward_was_edited_is_called_as_it_is_now(path):
    net_of(path, "Wave()")
    edited(
        path,
        (
            'def backward(self, doutput):\n        """Set dx;',
            'def backward(self, up):\n        """Set grad_x;',
        ),
    )
    text = path.read_text()
    at = text.index("def backward(self, up)")
    end = text.index("# gradwright", at)
    method = text[at:end].replace("doutput", "up").replace("self.dx", "self.grad_x")
    path.write_text(text[:at] + method + text[end:])
    result = add_backward(path)
    assert states(result) == {"Dense": "unchanged", "Wave": "refused", "Net": "written"}
    assert "x" in check_gradients(module_of(result.data).Net(), (np.array([0.3, 0.1]),))


def test_a_part_that_is_left_out(tmp_path):
    path = tmp_path / "layers.py"
    path.write_text(TEXT)
    net_of(path, "Wave()")
    result = add_backward(path, only=["Net"])
    assert states(result) == {"Net": "refused"}
    assert "Wave has no backward, and --class leaves it out" in result.problems[0].message


def test_a_part_that_is_left_out_and_has_a_backward(path):
    net_of(path, "Dense(np.random.default_rng(2))")
    edited(
        path,
        ("return self.part.forward(x)", "self.part.forward(x)\n        return self.part.output"),
    )
    result = add_backward(path, only=["Net"])
    assert states(result) == {"Net": "written"}
    net = module_of(result.data).Net()
    assert "x" in check_gradients(net, (np.array([[0.3, 0.1, 0.2]]),))
