"""Which method of a class is its forward, and which classes have none."""

import ast

import numpy as np
import pytest
from tests.classes.running import written

import gradwright as gw
from gradwright.classes.names import definer_of, forward_in, forward_name, own_forward

CLASSES = """\
class Plain:
    def predict(self, x): return x

class Called:
    def __call__(self, x): return x

class Base:
    def __call__(self, x): return self.forward(x)

class Below(Base):
    def forward(self, x): return x

class Network:
    def forward_pass(self, x): return self.propagate(x)
    def propagate(self, x): return x

class Inherits(Network):
    def __call__(self, x): return 2 * x

class Better(Network):
    def forward(self, x): return x

class Wrapped:
    def __call__(self, layers): return [layer.forward(1.0) for layer in layers]
"""

# class: (the name of its forward, the class that defines it)
FORWARDS = {
    "Plain": (None, None),
    "Called": ("__call__", "Called"),
    "Base": (None, None),
    "Below": ("forward", "Below"),
    "Network": ("forward_pass", "Network"),
    "Inherits": ("forward_pass", "Network"),
    "Better": ("forward", "Better"),
    "Wrapped": ("__call__", "Wrapped"),
}


@pytest.mark.parametrize("name", FORWARDS)
def test_the_forward_of_a_class(name):
    known = {"__name__": "layers"}
    exec(CLASSES, known)
    cls = known[name]
    forward, owner = FORWARDS[name]
    assert forward_name(cls) == forward
    assert getattr(definer_of(cls), "__name__", None) == owner
    own = forward if owner == name else None
    assert own_forward(cls) == own
    nodes = {node.name: node for node in ast.parse(CLASSES).body}
    assert getattr(forward_in(nodes[name], nodes), "name", None) == own


def test_functions_of_numpy_are_no_layers():
    assert forward_name(np.vectorize) is None
    assert forward_name(type(np.tanh)) is None
    assert forward_name(type(len)) is None


SCHEDULE = """\
import numpy as np


class Dense:
    w = np.ones(3)

    def forward(self, x):
        return x * self.w


class Schedule:
    def __call__(self, step):
        return step + 1


Dense().forward(np.ones(3))
Schedule()(3)
"""


def test_what_can_be_called_beside_layers_is_left_out(tmp_path):
    result = written(tmp_path, SCHEDULE)
    assert [one.name for one in result.entries] == ["Dense"]


def test_what_can_be_called_alone_is_told(tmp_path):
    result = written(
        tmp_path, SCHEDULE.replace("def forward", "def other").replace(".forward", ".other")
    )
    assert [one.code for one in result.problems] == ["GW506"]


def test_a_file_without_layers_is_told_the_names(tmp_path):
    with pytest.raises(gw.GradwrightError) as raised:
        written(tmp_path, "class Plain:\n    def predict(self, x):\n        return x\n")
    assert raised.value.code == "GW514"
    assert "feedforward" in str(raised.value)
