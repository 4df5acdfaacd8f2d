ARGUMENTS = ({"rate": 1.5},)


def f(options):
    match options:
        case {"rate": rate}:
            return rate * rate
        case _:
            return 0.0
