"""A small network tells two classes of points apart, in PyTorch."""

import itertools

import numpy as np
import torch
from torch import nn
from torch.utils.data import (
    BatchSampler,
    DataLoader,
    SubsetRandomSampler,
    TensorDataset,
)

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
    both = [torch.from_numpy(each.astype(float)) for each in (X, y)]
    rest = order[len(train) :]
    return *(each[train] for each in both), *(each[rest] for each in both)


FEATURES = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "sq1": lambda x1, x2: x1**2,
    "sq2": lambda x1, x2: x2**2,
    "x1x2": lambda x1, x2: x1 * x2,
    "sin1": lambda x1, x2: torch.sin(torch.pi * x1),
    "sin2": lambda x1, x2: torch.sin(torch.pi * x2),
}


def make_features(X, features=("x1", "x2")):
    """A column for each input of the network, from x1 and x2."""
    return torch.stack([FEATURES[name](*X.T) for name in features], 1)


ACTIVATIONS = {
    "Tanh": nn.Tanh,
    "ReLU": nn.ReLU,
    "Sigmoid": nn.Sigmoid,
    "LeakyReLU": nn.LeakyReLU,
    "Identity": nn.Identity,
}


def make_loader(X, y, batch_size=64, seed=0):
    """Batches of points; each epoch draws another order."""
    generator = torch.Generator().manual_seed(seed)
    data = TensorDataset(X, y)
    order = SubsetRandomSampler(range(len(y)), generator=generator)
    batches = BatchSampler(order, batch_size, drop_last=False)
    # batch_size=None: data[batch] is a whole batch, not a point
    return DataLoader(data, None, sampler=batches, generator=generator)


def make_model(sizes, activation="Tanh", dropout=0.0, start_seed=0):
    """Linear layers between `sizes` numbers."""
    torch.manual_seed(start_seed)
    layers = []
    *hidden, n_last, n_out = sizes
    for n_in, n in itertools.pairwise([*hidden, n_last]):
        linear = nn.Linear(n_in, n, dtype=torch.float64)
        layers += [linear, ACTIVATIONS[activation]()]
        if dropout:
            layers += [nn.Dropout(dropout)]
    out = nn.Linear(n_last, n_out, dtype=torch.float64)
    return nn.Sequential(*layers, out)


def make_loss(loss="BCE"):
    """The function of scores z and classes y that is made small."""
    match loss:
        case "BCE":
            return nn.BCEWithLogitsLoss()
        case "MSE":
            return lambda z, y: ((torch.sigmoid(z) - y) ** 2).mean()
        case "Hinge":
            return lambda z, y: (1 - (2 * y - 1) * z).clamp(min=0).mean()
        case "Regression":
            return nn.MSELoss()


def make_optimizer(model, optimizer="Adam", lr=0.03, weight_decay=0.0):
    """One of torch.optim for the parameters of the model."""
    params, decay = model.parameters(), weight_decay
    match optimizer:
        case "SGD":
            return torch.optim.SGD(params, lr, weight_decay=decay)
        case "Momentum":
            return torch.optim.SGD(params, lr, momentum=0.9, weight_decay=decay)
        case "RMSprop":
            return torch.optim.RMSprop(params, lr, weight_decay=decay)
        case "Adam":
            return torch.optim.Adam(params, lr, weight_decay=decay)
        case "AdamW":
            return torch.optim.AdamW(params, lr, weight_decay=decay)


def evaluate(model, loss_fn, X, y, regression=False):
    """Loss; per cent of the points on their side, or nearer than 0.2; no dropout."""
    model.eval()
    with torch.inference_mode():
        z = model(X)[:, 0]
        right = (z - y).abs() < 0.2 if regression else (z > 0) == (y == 1)
        return loss_fn(z, y).item(), 100 * right.double().mean().item()


def train(
    model,
    loader,
    optimizer,
    loss_fn,
    n_epochs,
    l1=0.0,
):
    """Train for some epochs; return each batch's loss."""
    losses = []
    model.train()
    for _ in range(n_epochs):
        for X, y in loader:
            # forward
            z = model(X)[:, 0]
            # loss
            loss = loss_fn(z, y)
            losses.append(loss.item())
            if l1:
                params = model.parameters()
                sizes = [p.abs().sum() for p in params]
                loss = loss + l1 * sum(sizes)
            # backward
            optimizer.zero_grad()
            loss.backward()
            # update
            optimizer.step()
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
