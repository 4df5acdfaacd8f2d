"""Files in the forms that people write: the text after `import numpy as np`, what becomes of it."""

FORMS = {
    "a_class_without_a_body": (
        """class A: pass


class B: x = 1; y = 2


class Square:
    def forward(self, x):
        return x * x


Square().forward(np.ones(3))
""",
        {"Square": "written"},
    ),
    "a_method_on_one_line": (
        """class Exp:
    def forward(self, x): self.output = np.exp(x)


Exp().forward(np.ones(3))
""",
        {"Exp": "written"},
    ),
    "a_method_on_one_line_that_has_to_keep": (
        """class Square:
    def forward(self, x): return x * x


Square().forward(np.ones(3))
""",
        {"Square": "refused"},
    ),
    "a_class_in_a_function": (
        """def make(scale):
    class Scale:
        def forward(self, x):
            return scale * x

    return Scale()


make(2.0).forward(np.ones(3))
""",
        {"make.Scale": "written"},
    ),
    "a_class_that_a_function_makes_twice": (
        """def make(name):
    class Tanh:
        def forward(self, x):
            self.output = np.tanh(x)

    return Tanh()


make('a').forward(np.ones(3))
make('b').forward(np.ones(3))
""",
        {"make.Tanh": "written"},
    ),
    "classes_that_differ_from_one_definition": (
        """def make(f):
    class Act:
        def forward(self, x):
            return f(x)

    return Act()


def cube(x):
    return x**3


make(np.tanh).forward(np.ones(3))
make(cube).forward(np.ones(3))
""",
        {"make.Act": "refused"},
    ),
    "a_class_in_a_class": (
        """class Outer:
    class Inner:
        def forward(self, x):
            return x * x

    def forward(self, x):
        return x + x * x


Outer().forward(np.ones(3))
Outer.Inner().forward(np.ones(3))
""",
        {"Outer": "written", "Outer.Inner": "written"},
    ),
    "two_classes_of_one_name": (
        """class A:
    def forward(self, x):
        return x * x


A().forward(np.ones(3))


class A:
    def forward(self, x):
        return x * x * x


A().forward(np.ones(3))
""",
        {"A": "written"},
    ),
    "one_of_two_classes_of_one_name": (
        """if len('a') == 1:
    class A:
        def forward(self, x):
            return x * x

else:
    class A:
        def forward(self, x):
            return x * x * x

A().forward(np.ones(3))
""",
        {"A": "refused"},
    ),
    "a_decorated_class": (
        """def named(cls):
    cls.name = cls.__name__
    return cls


@named
class A:
    def forward(self, x):
        return x * x


A().forward(np.ones(3))
""",
        {"A": "written"},
    ),
    "a_decorator_that_makes_another_class": (
        """def again(cls):
    return type(cls.__name__, (cls,), {'forward': cls.forward})


@again
class A:
    def forward(self, x):
        return x * x


A().forward(np.ones(3))
""",
        {"A": "written"},
    ),
    "a_decorator_that_makes_no_class": (
        """def make(cls):
    return cls()


@make
class a:
    def forward(self, x):
        return x * x


a.forward(np.ones(3))
""",
        {"a": "refused"},
    ),
    "a_dataclass": (
        """from dataclasses import dataclass


@dataclass
class Dense:
    w: np.ndarray

    def forward(self, x):
        return x @ self.w


Dense(np.ones((3, 2))).forward(np.ones((4, 3)))
""",
        {"Dense": "written"},
    ),
    "a_frozen_dataclass": (
        """from dataclasses import dataclass


@dataclass(frozen=True)
class Dense:
    w: np.ndarray

    def forward(self, x):
        return x @ self.w


Dense(np.ones((3, 2))).forward(np.ones((4, 3)))
""",
        {"Dense": "refused"},
    ),
    "slots_without_room": (
        """class Dense:
    __slots__ = ('w', 'output')

    def __init__(self):
        self.w = np.ones(3)

    def forward(self, x):
        self.output = x * self.w


Dense().forward(np.ones(3))
""",
        {"Dense": "refused"},
    ),
    "slots_with_room": (
        """class Dense:
    __slots__ = ('w', 'output', 'kept_x', 'x', 'dx', 'dw')

    def __init__(self):
        self.w = np.ones(3)

    def forward(self, x):
        self.output = x * self.w


Dense().forward(np.ones(3))
""",
        {"Dense": "written"},
    ),
    "an_abstract_base": (
        """from abc import ABC, abstractmethod


class Base(ABC):
    @abstractmethod
    def forward(self, x):
        return x


class Other:
    def forward(self, x):
        raise NotImplementedError

    def backward(self, dy):
        raise NotImplementedError


class A(Base, Other):
    def forward(self, x):
        return x * x


A().forward(np.ones(3))
""",
        {"A": "written"},
    ),
    "type_checking": (
        """from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import nowhere


class Layer(Protocol):
    def forward(self, x: 'nowhere.Array') -> 'nowhere.Array': ...


class A:
    def forward(self, x: np.ndarray) -> np.ndarray:
        return x * x


A().forward(np.ones(3))
""",
        {"A": "written"},
    ),
    "with_backward_beside_it": (
        """import gradwright as gw


@gw.with_backward
class A:
    def forward(self, x):
        return x * x


A().forward(np.ones(3))
""",
        {"A": "refused"},
    ),
    "a_persons_own": (
        """class A:
    def forward(self, x):
        self.x = x
        return x * x

    def backward(self, dy):
        return 2 * self.x * dy


A().forward(np.ones(3))
""",
        {"A": "yours"},
    ),
    "an_ellipsis_and_a_continued_line": (
        """class A:
    def forward(self, x): \\
        return x * x


A().forward(np.ones(3))
""",
        {"A": "refused"},
    ),
    "a_signature_of_several_lines": (
        """class A:
    def forward(
        self,
        x,  # the input
    ):
        # double
        return (
            x
            * x
        )
        # the end
    # outside

    n = 3


A().forward(np.ones(3))
""",
        {"A": "written"},
    ),
    "text_that_looks_like_a_kept_line": (
        """class A:
    def forward(self, x):
        '''Not a line.

        self.x = x  # kept for backward: no
        # gradwright: forward 00000000, backward 00000000
        '''
        return x * x


A().forward(np.ones(3))
""",
        {"A": "written"},
    ),
    "a_form_feed": (
        """\f
class A:
    def forward(self, x):
        return x * x
\f
    n = 3


A().forward(np.ones(3))
""",
        {"A": "written"},
    ),
    "separators_in_a_text": (
        """class A:
    def forward(self, x):
        self.name = 'a\u2028b\x1cc\x85'
        return x * x


A().forward(np.ones(3))
""",
        {"A": "written"},
    ),
    "indentation_of_three": (
        """class A:
   def forward(self, x):
      s = 0.0
      for i in range(3):
         s = s + x[i] * x[i]
      return s


A().forward(np.ones(3))
""",
        {"A": "written"},
    ),
}
