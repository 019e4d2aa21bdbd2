"""A small network tells two classes of points apart, its slopes by hand."""

import itertools

import numpy as np

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
    both = [each.astype(float) for each in (X, y)]
    rest = order[len(train) :]
    return *(each[train] for each in both), *(each[rest] for each in both)


ACTIVATIONS = {
    "Tanh": (np.tanh, lambda a: 1 - a**2),
    "ReLU": (lambda z: np.maximum(z, 0), lambda a: a > 0),
    "Sigmoid": (lambda z: (1 + np.tanh(z / 2)) / 2, lambda a: a * (1 - a)),
    "LeakyReLU": (lambda z: np.maximum(z, 0.01 * z), lambda a: 0.01 + 0.99 * (a > 0)),
    "Identity": (lambda z: z, np.ones_like),
}
"""Each function, and its slope where it has the value a."""


def make_model(sizes, activation="Tanh", dropout=0.0, start_seed=0):
    """Linear layers between `sizes` numbers; they start as nn.Linear would."""
    rng, layers = np.random.RandomState(start_seed), []
    for n_in, n_out in itertools.pairwise(sizes):
        bound = n_in**-0.5
        for shape in (n_out, n_in), n_out:
            layers += [rng.uniform(-bound, bound, shape)]
    return layers, *ACTIVATIONS[activation], dropout, rng


def make_loss(loss="BCE"):
    """The function of scores z and classes y that is made small, and its slope."""

    def loss_fn(z, y):
        side, p = 2 * y - 1, (1 + np.tanh(z / 2)) / 2
        match loss:
            case "BCE":
                each, slope = np.logaddexp(0, z) - y * z, p - y
            case "MSE":
                each, slope = (p - y) ** 2, 2 * (p - y) * p * (1 - p)
            case "Hinge":
                each = np.maximum(1 - side * z, 0)
                slope = -side * (each > 0)
        return each.mean(), slope / len(y)

    return loss_fn


def make_optimizer(model, optimizer="Adam", lr=0.03, weight_decay=0.0):
    """The function that takes a step, and what it keeps of each parameter."""
    m, v = ([np.zeros_like(p) for p in model[0]] for _ in "mv")

    def step(grads, t):
        for i, (p, g) in enumerate(zip(model[0], grads, strict=True)):
            if optimizer == "AdamW":
                p *= 1 - lr * weight_decay
            else:
                g = g + weight_decay * p
            match optimizer:
                case "SGD":
                    p -= lr * g
                case "Momentum":
                    m[i] = 0.9 * m[i] + g
                    p -= lr * m[i]
                case "RMSprop":
                    v[i] = 0.99 * v[i] + 0.01 * g**2
                    p -= lr * g / (np.sqrt(v[i]) + 1e-8)
                case "Adam" | "AdamW":
                    m[i] = 0.9 * m[i] + 0.1 * g
                    v[i] = 0.999 * v[i] + 0.001 * g**2
                    root = np.sqrt(v[i] / (1 - 0.999**t)) + 1e-8
                    p -= lr * m[i] / (1 - 0.9**t) / root

    return step, m, v


def edit(model, optimizer, where, rng):
    """Add a neuron to a hidden layer (unit 0), or remove its neuron `unit`.

    `where` is layer and unit. Nothing happens where that neuron is not there, or
    less than one or more than eight would be left.
    """
    layer, unit = where
    n = len(model[0][2 * layer - 2]) if 2 * layer < len(model[0]) else 0
    if n not in (range(2, 9) if unit else range(1, 8)) or unit > n:
        return
    i, bound = 2 * layer, model[0][2 * layer - 2].shape[1] ** -0.5
    new = rng.uniform(-bound, bound, (1, model[0][i - 2].shape[1] + 1))
    for of, factor in zip((model[0], *optimizer[1:]), (1, 0, 0), strict=True):
        for k, axis, more in (
            (i - 2, 0, new[:, 1:]),
            (i - 1, 0, new[0, :1]),
            (i, 1, np.zeros((len(of[i]), 1))),
        ):
            if unit:
                of[k] = np.delete(of[k], unit - 1, axis)
            else:
                of[k] = np.append(of[k], factor * more, axis)


def measure(model, loss, X, y):
    """Loss, and the part of the points on their side in per cent; no dropout."""
    (*hidden, W, b), act, a = model[0], model[1], X
    for weight, bias in zip(hidden[::2], hidden[1::2], strict=True):
        a = act(a @ weight.T + bias)
    z = (a @ W.T + b)[:, 0]
    right = (z > 0) == (y == 1)
    return float(make_loss(loss)(z, y)[0]), 100 * float(right.mean())


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
    rng, t = np.random.RandomState(seed), 0
    layers, act, slope, dropout, p_rng = model
    for epoch in range(n_epochs + 1):
        for where in due(changes, epoch):
            edit(model, optimizer, where, rng)
        yield model
        order = rng.permutation(len(y))
        for i in range(0, len(y), batch_size):
            batch = order[i : i + batch_size]
            # forward
            h, slopes = [X[batch]], []
            hidden = layers[:-2:2], layers[1:-2:2]
            for W, b in zip(*hidden, strict=True):
                a = act(h[-1] @ W.T + b)
                p = dropout and p_rng.rand(*a.shape)
                mask = (p >= dropout) / (1 - dropout)
                h += [a * mask]
                slopes += [slope(a) * mask]
            z = h[-1] @ layers[-2][0] + layers[-1]
            # loss
            _, delta = loss_fn(z, y[batch])
            # backward
            grads: list[np.ndarray] = []
            delta = delta[:, None]
            for k in range(len(slopes), -1, -1):
                grads = [delta.sum(0), *grads]
                grads = [delta.T @ h[k], *grads]
                if k:
                    delta = delta @ layers[2 * k]
                    delta *= slopes[k - 1]
            # update
            t += 1
            optimizer[0](grads, t)


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
