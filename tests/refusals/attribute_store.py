from dataclasses import dataclass


@dataclass
class Net:
    w: float


ARGUMENTS = (Net(1.5),)


def f(net):
    net.w = net.w * 2.0
    return net.w * net.w
