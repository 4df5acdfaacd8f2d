"""Forward-only layers in the styles that people write: each file's text, with a demonstration.

Each ends in `demo()`, which gives a layer and the arguments of its forward.
"""

from tests.classes.styles import (
    activations,
    called,
    classes,
    dense,
    images,
    lists_of_parts,
    losses,
    one_class,
    parts,
    sequences,
    statistics,
)

HEAD = "import numpy as np\n\nrng = np.random.default_rng(3)\n\n\n"
HEADS = {
    "dataclass": "from dataclasses import dataclass\n\n" + HEAD,
    "numpy_under_its_own_name": "import numpy\n\nrng = numpy.random.default_rng(3)\n\n\n",
}
KINDS = (
    dense,
    activations,
    losses,
    statistics,
    sequences,
    images,
    one_class,
    parts,
    lists_of_parts,
    classes,
)


def _text(name: str, classes: str, call: str) -> str:
    """Return a file whose demonstration calls the layer."""
    main = f"    layer, args = demo()\n    {call}(*args)\n"
    return f'{HEADS.get(name, HEAD)}{classes}\n\nif __name__ == "__main__":\n{main}'


TEXTS = {
    name: _text(name, text, "layer.forward") for kind in KINDS for name, text in kind.STYLES.items()
}
TEXTS |= {name: _text(name, text, call) for name, (call, text) in called.STYLES.items()}
