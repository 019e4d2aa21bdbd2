"""A small network tells two classes of points apart, its slopes by hand."""

import itertools

import numpy as np

MOST_UPDATES = 10_000
REGRESSION = "plane", "hills"


def make_data(data="circles", n=200, noise=0.1, validation=0.3, seed=0, points=()):
    """X (n, 2) and y (n,), 0 or 1, or a height: to train with, then for validation."""
    rng = np.random.RandomState(seed)
    y, u, v = np.arange(n) % 2, rng.rand(n), rng.rand(n)
    side = 2 * y - 1
    match data:
        case "moons":
            turn = np.pi * u
            x1 = side * (0.4 - 0.8 * np.cos(turn))
            x2 = side * (0.2 - 0.8 * np.sin(turn))
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
        case "plane" | "hills":
            x1, x2 = 2.4 * u - 1.2, 2.4 * v - 1.2
            hills = [np.hypot(x1 - at, x2 - at) for at in (0.6, -0.6)]
            y = 2 * sum(np.exp(-3 * far**2) for far in hills) - 1
            y = (x1 + x2) / 2.4 if data == "plane" else y
        case "own":
            x1, x2, y = np.array(points, dtype=float).reshape(-1, 3).T
    X = np.stack([x1, x2], 1) + (data != "own") * noise * rng.randn(len(y), 2)
    order = rng.permutation(len(y))
    train = order[: len(y) - round(validation * len(y))]
    both = [each.astype(float) for each in (X, y)]
    rest = order[len(train) :]
    return *(each[train] for each in both), *(each[rest] for each in both)


FEATURES = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "sq1": lambda x1, x2: x1**2,
    "sq2": lambda x1, x2: x2**2,
    "x1x2": lambda x1, x2: x1 * x2,
    "sin1": lambda x1, x2: np.sin(np.pi * x1),
    "sin2": lambda x1, x2: np.sin(np.pi * x2),
}


def make_features(X, features=("x1", "x2")):
    """A column for each input of the network, from x1 and x2."""
    return np.stack([FEATURES[name](*X.T) for name in features], 1)


ACTIVATIONS = {
    "Tanh": (np.tanh, lambda a: 1 - a**2),
    "ReLU": (lambda z: np.maximum(z, 0), lambda a: a > 0),
    "Sigmoid": (lambda z: (1 + np.tanh(z / 2)) / 2, lambda a: a * (1 - a)),
    "LeakyReLU": (lambda z: np.maximum(z, 0.01 * z), lambda a: 0.01 + 0.99 * (a > 0)),
    "Identity": (lambda z: z, np.ones_like),
}
"""Each function, and its slope where it has the value a."""


class Loader:
    """Batches of points; each epoch draws another order."""

    def __init__(self, X, y, batch_size, seed):
        self.X, self.y, self.batch_size = X, y, batch_size
        self.rng = np.random.default_rng(seed)

    def __len__(self):
        return -(-len(self.y) // self.batch_size)

    def __iter__(self):
        order = self.rng.permutation(len(self.y))
        for i in range(0, len(self.y), self.batch_size):
            batch = order[i : i + self.batch_size]
            yield self.X[batch], self.y[batch]


def make_loader(X, y, batch_size=64, seed=0):
    """Batches of points; each epoch draws another order."""
    return Loader(X, y, batch_size, seed)


def make_model(sizes, activation="Tanh", dropout=0.0, start_seed=0):
    """Linear layers between `sizes` numbers."""
    rng, layers = np.random.default_rng(start_seed), []
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
            case "Regression":
                each, slope = (z - y) ** 2, 2 * (z - y)
        return each.mean(), slope / len(y)

    return loss_fn


def make_optimizer(model, optimizer="Adam", lr=0.03, weight_decay=0.0):
    """The function that takes a step, and what it keeps of each parameter."""
    m, v = ([np.zeros_like(p) for p in model[0]] for _ in "mv")
    t = 0

    def step(grads):
        nonlocal t
        t += 1
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


def evaluate(model, loss_fn, X, y, regression=False):
    """Loss; per cent of the points on their side, or nearer than 0.2; no dropout."""
    (*hidden, W, b), act, a = model[0], model[1], X
    for weight, bias in zip(hidden[::2], hidden[1::2], strict=True):
        a = act(a @ weight.T + bias)
    z = (a @ W.T + b)[:, 0]
    right = abs(z - y) < 0.2 if regression else (z > 0) == (y == 1)
    return float(loss_fn(z, y)[0]), 100 * float(right.mean())


def train(
    model,
    loader,
    optimizer,
    loss_fn,
    n_epochs,
    l1=0.0,
):
    """Train for some epochs; return each batch's loss."""
    layers, act, slope, dropout, rng = model
    step = optimizer[0]
    losses = []
    for _ in range(n_epochs):
        for X, y in loader:
            # forward
            h, slopes = [X], []
            hidden = layers[:-2:2], layers[1:-2:2]
            for W, b in zip(*hidden, strict=True):
                a = act(h[-1] @ W.T + b)
                p = dropout and rng.random(a.shape)
                mask = (p >= dropout) / (1 - dropout)
                h += [a * mask]
                slopes += [slope(a) * mask]
            z = h[-1] @ layers[-2][0] + layers[-1]
            # loss
            loss, delta = loss_fn(z, y)
            losses.append(float(loss))
            # backward
            grads: list[np.ndarray] = []
            delta = delta[:, None]
            for k in range(len(slopes), -1, -1):
                grads = [delta.sum(0), *grads]
                grads = [delta.T @ h[k], *grads]
                if k:
                    delta = delta @ layers[2 * k]
                    delta *= slopes[k - 1]
            if l1:
                signs = map(np.sign, layers)
                pairs = zip(grads, signs, strict=True)
                grads = [g + l1 * s for g, s in pairs]
            # update
            step(grads)
    return losses


def run(
    data="circles",
    n=200,
    noise=0.1,
    validation=0.3,
    seed=0,
    points=(),
    features=("x1", "x2"),
    depth=2,
    width=4,
    activation="Tanh",
    dropout=0.0,
    loss="BCE",
    optimizer="Adam",
    lr=0.03,
    batch_size=64,
    weight_decay=0.0,
    l1=0.0,
    n_epochs=200,
    start_seed=0,
):
    """Train; loss and accuracy on the training and on the validation points."""
    X, y, X_val, y_val = make_data(data, n, noise, validation, seed, points)
    X, X_val = make_features(X, features), make_features(X_val, features)
    sizes = (len(features), *depth * [width], 1)
    model = make_model(sizes, activation, dropout, start_seed)
    regression = data in REGRESSION
    loss_fn = make_loss("Regression" if regression else loss)
    loader = make_loader(X, y, batch_size, seed)
    changes = make_optimizer(model, optimizer, lr, weight_decay)
    n_epochs = min(n_epochs, MOST_UPDATES // len(loader))
    train(model, loader, changes, loss_fn, n_epochs, l1)
    both = (X, y), (X_val, y_val)
    return sum((evaluate(model, loss_fn, *part, regression) for part in both), ())
