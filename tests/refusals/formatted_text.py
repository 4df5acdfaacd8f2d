ARGUMENTS = (1.5,)


def f(x):
    label = f"{x:.3f}"
    return x * len(label)
