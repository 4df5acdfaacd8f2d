ARGUMENTS = (1.5,)


async def f(x):
    return x * x
