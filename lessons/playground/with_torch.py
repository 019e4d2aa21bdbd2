"""A small network tells two classes of points apart, in PyTorch."""

import itertools

import numpy as np
import torch
from torch import nn

MOST_UPDATES = 10_000


def make_data(data="circles", n=200, noise=0.1, test=0.3, seed=0, points=()):
    """X (n, 2) and y (n,), 0 or 1: to train with, then to test with."""
    rng = np.random.RandomState(seed)
    y, u, v = np.arange(n) % 2, rng.rand(n), rng.rand(n)
    side = 2 * y - 1
    match data:
        case "moons":
            turn = np.pi * u
            x1, x2 = (
                side * (0.4 - 0.8 * np.cos(turn)),
                side * (0.2 - 0.8 * np.sin(turn)),
            )
        case "circles":
            turn, far = 2 * np.pi * u, 1.1 - 0.8 * y
            x1, x2 = far * np.cos(turn), far * np.sin(turn)
        case "spiral":
            turn, far = np.pi * (2.5 * u + y), 0.1 + 1.1 * u
            x1, x2 = far * np.cos(turn), far * np.sin(turn)
        case "xor":
            x1, x2 = 2.4 * u - 1.2, side * (0.1 + 1.1 * v)
            x2 = x2 * np.where(x1 < 0, -1, 1)
        case "blobs":
            x1, x2 = side * 0.6 + 0.4 * (u - 0.5), side * 0.6 + 0.4 * (v - 0.5)
        case "own":
            x1, x2, y = np.array(points, dtype=float).reshape(-1, 3).T
    X = np.stack([x1, x2], 1) + (data != "own") * noise * rng.randn(len(y), 2)
    order = rng.permutation(len(y))
    train = order[: len(y) - round(test * len(y))]
    both = [torch.from_numpy(each.astype(float)) for each in (X, y)]
    rest = order[len(train) :]
    return *(each[train] for each in both), *(each[rest] for each in both)


class Dropout(nn.Module):
    """As nn.Dropout, with random numbers of its own: nobody else can take one."""

    def __init__(self, p, rng):
        super().__init__()
        self.p, self.rng = p, rng

    def forward(self, h):
        """`h` with some neurons left out, the others louder, while it trains."""
        if not self.training:
            return h
        mask = torch.from_numpy(self.rng.rand(*h.shape)) >= self.p
        return h * mask / (1 - self.p)


def make_model(sizes, activation="Tanh", dropout=0.0, start_seed=0):
    """Linear layers between `sizes` numbers; they start as nn.Linear would."""
    rng, layers = np.random.RandomState(start_seed), []
    for n_in, n_out in itertools.pairwise(sizes):
        linear, bound = nn.Linear(n_in, n_out, dtype=torch.float64), n_in**-0.5
        for p in linear.parameters():
            p.data = torch.from_numpy(rng.uniform(-bound, bound, p.shape))
        layers += [linear, getattr(nn, activation)()]
        layers += [Dropout(dropout, rng)] if dropout else []
    return nn.Sequential(*layers[: layers.index(linear) + 1])


def make_loss(loss="BCE"):
    """The function of scores z and classes y that is made small."""
    match loss:
        case "BCE":
            return nn.BCEWithLogitsLoss()
        case "MSE":
            return lambda z, y: ((torch.sigmoid(z) - y) ** 2).mean()
        case "Hinge":
            return lambda z, y: (1 - (2 * y - 1) * z).clamp(min=0).mean()


def make_optimizer(model, optimizer="Adam", lr=0.03, weight_decay=0.0):
    """One of torch.optim for the parameters of the model."""
    with_inertia = {"momentum": 0.9} if optimizer == "Momentum" else {}
    name = "SGD" if optimizer == "Momentum" else optimizer
    kind = getattr(torch.optim, name)
    return kind(model.parameters(), lr, weight_decay=weight_decay, **with_inertia)


def edit(model, optimizer, where, rng):
    """Add a neuron to a hidden layer (unit 0), or remove its neuron `unit`.

    `where` is layer and unit. Nothing happens where that neuron is not there, or
    less than one or more than eight would be left.
    """
    layer, unit = where
    linears = [each for each in model if isinstance(each, nn.Linear)]
    n = len(linears[layer - 1].weight) if layer < len(linears) else 0
    if n not in (range(2, 9) if unit else range(1, 8)) or unit > n:
        return
    into, out = linears[layer - 1 : layer + 1]
    bound, n_in = into.weight.shape[1] ** -0.5, into.weight.shape[1]
    new = torch.from_numpy(rng.uniform(-bound, bound, (1, n_in + 1)))
    quiet = torch.zeros(len(out.weight), 1, dtype=new.dtype)

    def fit(old, axis, more):
        if not unit:
            return torch.cat([old, more], axis)
        indices = [i for i in range(old.shape[axis]) if i != unit - 1]
        return old.index_select(axis, torch.tensor(indices))

    params = optimizer.param_groups[0]["params"]
    for linear, name, axis, more in (
        (into, "weight", 0, new[:, 1:]),
        (into, "bias", 0, new[0, :1]),
        (out, "weight", 1, quiet),
    ):
        old = getattr(linear, name)
        p = nn.Parameter(fit(old.detach(), axis, more))
        setattr(linear, name, p)
        params[[each is old for each in params].index(True)] = p
        for key, value in optimizer.state.pop(old, {}).items():
            of_each = torch.is_tensor(value) and value.shape == old.shape
            optimizer.state[p][key] = fit(value, axis, 0 * more) if of_each else value


def measure(model, loss, X, y):
    """Loss, and the part of the points on their side in per cent; no dropout."""
    with torch.no_grad():
        z = model.eval()(X)[:, 0]
        right = (z > 0) == (y == 1)
        return make_loss(loss)(z, y).item(), 100 * right.double().mean().item()


def due(changes, epoch):
    """Layer and unit of each change made before this epoch."""
    return [where for at, *where in changes if at == epoch]


def train(model, how, X, y, plan):
    """Yield the model before each epoch; the last one is the result.

    `how` is optimizer and loss; the plan is batch_size, n_epochs, seed and changes.
    """
    optimizer, loss = how
    loss_fn = make_loss(loss)
    batch_size, n_epochs, seed, changes = plan
    rng = np.random.RandomState(seed)
    for epoch in range(n_epochs + 1):
        for where in due(changes, epoch):
            edit(model, optimizer, where, rng)
        yield model
        model.train()
        shuffled = rng.permutation(len(y))
        order = torch.from_numpy(shuffled)
        for batch in order.split(batch_size):
            # forward
            z = model(X[batch])[:, 0]
            # loss
            value = loss_fn(z, y[batch])
            # backward
            optimizer.zero_grad()
            value.backward()
            # update
            optimizer.step()


def run(
    data="circles",
    n=200,
    noise=0.1,
    test=0.3,
    seed=0,
    points=(),
    depth=2,
    width=4,
    activation="Tanh",
    dropout=0.0,
    loss="BCE",
    optimizer="Adam",
    lr=0.03,
    batch_size=64,
    weight_decay=0.0,
    n_epochs=200,
    start_seed=0,
    changes=(),
):
    """A whole training; loss and accuracy on both parts at its end."""
    X, y, *rest = make_data(data, n, noise, test, seed, points)
    model = make_model((2, *depth * [width], 1), activation, dropout, start_seed)
    how = make_optimizer(model, optimizer, lr, weight_decay), loss
    n_epochs = min(n_epochs, MOST_UPDATES // -(-len(y) // batch_size))
    for _ in train(model, how, X, y, (batch_size, n_epochs, seed, changes)):
        last = measure(model, loss, X, y) + measure(model, loss, *rest)
    return last
