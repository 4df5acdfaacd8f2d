ARGUMENTS = ([1.5, 2.0],)


def f(xs):
    scale = 2.0
    scaled = (x * scale for x in xs)
    scale = 3.0
    return sum(scaled) * scale
