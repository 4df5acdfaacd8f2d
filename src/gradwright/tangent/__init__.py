"""Forward mode: programs whose statements are followed by the tangents'.

In: any program of the IR, a forward one or a written one. Out: a program of the same IR.
"""

from gradwright.tangent.blocks import NO_SECOND
from gradwright.tangent.expressions import own
from gradwright.tangent.forward import Direction, push_forward

__all__ = ["NO_SECOND", "Direction", "own", "push_forward"]
