"""Classes that cannot be done: named with code and line, left alone, the rest is written."""

import pytest
from tests.classes.running import written

GOOD = """

class Good:
    def forward(self, x):
        self.output = np.exp(x)


Good().forward(np.ones(3))
"""

DENSE = """
class Dense:
    def forward(self, x):
        self.output = x * self.w

    w = np.ones(3)

"""

# name: (text, code, line of the refusal)
REFUSED = {
    "never_called": ("class Bad:\n    def forward(self, x):\n        return x * 2\n", "GW502", 2),
    "no_output": (
        "class Bad:\n    def forward(self, x):\n        y = x * 2\n\nBad().forward(np.ones(2))\n",
        "GW503",
        3,
    ),
    "integers_alone": (
        "class Bad:\n    def forward(self, n):\n        return n + 1\n\nBad().forward(3)\n",
        "GW506",
        3,
    ),
    "an_object": (
        (
            "class Bad:\n    def __init__(self):\n        self.act = Other()\n\n"
            "    def forward(self, x):\n        return self.act.of(x)\n\n\n"
            "class Other:\n    def of(self, x):\n        return x\n\nBad().forward(np.ones(2))\n"
        ),
        "GW504",
        7,
    ),
    "outside_the_language": (
        (
            "class Bad:\n    def forward(self, x):\n        try:\n            return x / 2\n"
            "        except ValueError:\n            return x\n\nBad().forward(np.ones(2))\n"
        ),
        "GW104",
        4,
    ),
    "a_part_twice": (
        DENSE + "class Bad:\n    def __init__(self):\n        self.a = Dense()\n\n"
        "    def forward(self, x):\n        self.a.forward(x)\n        self.a.forward(self.a.output)\n"
        "        return self.a.output\n\nBad().forward(np.ones(3))\n",
        "GW509",
        15,
    ),
    "one_part_under_two_names": (
        DENSE + "class Bad:\n    def __init__(self):\n        self.a = self.b = Dense()\n\n"
        "    def forward(self, x):\n        self.a.forward(x)\n        self.b.forward(self.a.output)\n"
        "        return self.b.output\n\nBad().forward(np.ones(3))\n",
        "GW509",
        15,
    ),
    "a_part_whose_output_is_changed": (
        DENSE + "class Bad:\n    def __init__(self):\n        self.a = Dense()\n\n"
        "    def forward(self, x):\n        self.a.forward(x)\n        h = self.a.output\n"
        "        h *= 2.0\n        return h\n\nBad().forward(np.ones(3))\n",
        "GW504",
        16,
    ),
    "a_gradient_whose_name_is_taken": (
        (
            "class Bad:\n    dt = 0.1\n\n    def forward(self, t):\n        return t * self.dt\n\n"
            "Bad().forward(np.ones(3))\n"
        ),
        "GW506",
        5,
    ),
    "a_part_twice_in_a_list": (
        DENSE + "class Bad:\n    def __init__(self):\n        part = Dense()\n"
        "        self.layers = [part, part]\n\n    def forward(self, x):\n"
        "        for layer in self.layers:\n            layer.forward(x)\n            x = layer.output\n"
        "        return x\n\nBad().forward(np.ones(3))\n",
        "GW509",
        16,
    ),
    "a_part_that_is_a_part_of_another": (
        DENSE + "class Around:\n    def __init__(self, part):\n        self.part = part\n\n"
        "    def forward(self, x):\n        self.part.forward(x)\n        return self.part.output * 2.0\n\n\n"
        "class Bad:\n    def __init__(self):\n        self.part = Dense()\n"
        "        self.around = Around(self.part)\n\n    def forward(self, x):\n"
        "        y = self.around.forward(x)\n        self.part.forward(y)\n"
        "        return self.part.output\n\nBad().forward(np.ones(3))\n",
        "GW509",
        25,
    ),
    "a_list_that_is_added_to_and_read": (
        (
            "class Bad:\n    def __init__(self):\n        self.history = [1.0]\n\n    def forward(self, x):\n"
            "        self.history.append(2.0)\n        return x * self.history[-1]\n\n"
            "Bad().forward(np.ones(2))\n"
        ),
        "GW307",
        7,
    ),
    "a_part_in_a_branch": (
        DENSE + "class Bad:\n    def __init__(self):\n        self.a = Dense()\n\n"
        "    def forward(self, x):\n        if x[0] > 0:\n            self.a.forward(x)\n"
        "        return x * 2\n\nBad().forward(np.ones(3))\n",
        "GW510",
        15,
    ),
    "a_part_whose_class_cannot_be_done": (
        (
            "class Part:\n    def forward(self, x):\n        del x\n\n\nclass Bad:\n    def __init__(self):\n"
            "        self.a = Part()\n\n    def forward(self, x):\n        self.a.forward(x)\n"
            "        return x * 2\n\nBad().forward(np.ones(3))\n"
        ),
        "GW511",
        12,
    ),
    "a_backward_with_more_arguments": (
        (
            "class Loss:\n    def forward(self, p, y):\n        return np.mean(p - y)\n\n"
            "    def backward(self, dvalues, y):\n        self.dp = dvalues\n\n\nclass Bad:\n"
            "    def __init__(self):\n        self.a = Loss()\n\n    def forward(self, x, y):\n"
            "        return self.a.forward(x, y)\n\nBad().forward(np.ones(3), np.zeros(3))\n"
        ),
        "GW511",
        14,
    ),
    "an_output_that_nothing_keeps": (
        (
            "class Part:\n    def forward(self, x):\n        return x * 2.0\n\n\nclass Bad:\n"
            "    def __init__(self):\n        self.a = Part()\n        self.b = Part()\n\n"
            "    def forward(self, x):\n        return self.b.forward(np.tanh(self.a.forward(x)))\n\n"
            "Bad().forward(np.ones(3))\n"
        ),
        "GW506",
        12,
    ),
    "no_room": (
        "class Bad:\n    def forward(self, x): return x * x\n\nBad().forward(np.ones(2))\n",
        "GW506",
        3,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name, tmp_path):
    text, code, line = REFUSED[name]
    whole = "import numpy as np\n" + text + GOOD
    result = written(tmp_path, whole)
    last = result.problems[-1]
    assert (last.code, last.lineno) == (code, line)
    assert last.filename == str(tmp_path / "layers.py")
    assert "Good" in result.done
    assert "Bad" not in result.done


def test_another_instance_may_differ_only_where_it_is_checked(tmp_path):
    text = (
        "import numpy as np\n\n\nclass Mean:\n    def __init__(self, axis):\n"
        "        self.axis = axis\n\n    def forward(self, x):\n"
        "        return np.mean(x * x, axis=self.axis)\n\n\nMean(1).forward(np.ones((2, 3)))\n"
    )
    from tests.classes.running import module_of

    Mean = module_of(written(tmp_path, text).data).Mean
    import numpy as np

    x = np.arange(6.0).reshape(2, 3)
    one, other = Mean(1), Mean(0)
    one.forward(x)
    assert np.allclose(one.backward(np.ones(2)), 2 * x / 3)
    other.forward(x)
    with pytest.raises(ValueError, match=r"written for self\.axis = 1"):
        other.backward(np.ones(3))
