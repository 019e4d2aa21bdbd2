"""A network learns from noisy points and keeps its best weights, gradients by hand."""

import copy
import itertools

import numpy as np

N_UPDATES = 1000
EVERY = 5
LR = 0.005


def make_data(n=20, noise=0.3, seed=28):
    """Split 300 noisy points: n to train with, 50 for validation, 50 for the test."""
    rng = np.random.RandomState(seed)
    x = rng.uniform(-1, 1, (300, 1))
    eps = rng.randn(300, 1)
    y = np.sin(np.pi * x) + noise * eps
    parts = (
        slice(100, 100 + n),
        slice(50, 100),
        slice(0, 50),
    )
    return [(x[part], y[part]) for part in parts]


def make_model(width=16, start_seed=0):
    """Weights and biases of two hidden layers of `width` units and of the output."""
    rng = np.random.RandomState(start_seed)
    model = []
    sizes = 1, width, width, 1
    for n_in, n_out in itertools.pairwise(sizes):
        bound = n_in**-0.5
        for shape in (n_out, n_in), n_out:
            w = rng.uniform(-bound, bound, shape)
            model.append(w)
    return model


def evaluate(model, x, y):
    """The mean squared error on points from which the model does not learn."""
    w1, b1, w2, b2, w3, b3 = model
    h1 = np.tanh(x @ w1.T + b1)
    h2 = np.tanh(h1 @ w2.T + b2)
    return ((h2 @ w3.T + b3 - y) ** 2).mean()


def train(
    model,
    train_set,
    val_set,
    weight_decay=0.0,
    n_updates=N_UPDATES,
):
    """Return the losses measured on the way, and the weights of the best stop."""
    w1, b1, w2, b2, w3, b3 = model
    means = [0 * w for w in model]
    squares = [0 * w for w in model]
    x, y = train_set
    losses, losses_val = [], []
    for t in range(n_updates + 1):
        # forward
        h1 = np.tanh(x @ w1.T + b1)
        h2 = np.tanh(h1 @ w2.T + b2)
        y_pred = h2 @ w3.T + b3
        # loss
        loss = ((y_pred - y) ** 2).mean()
        losses.append(loss)
        if t % EVERY == 0:
            losses_val.append(evaluate(model, *val_set))
            if losses_val[-1] == min(losses_val):
                best = copy.deepcopy(model)
        # backward
        d3 = 2 * (y_pred - y) / len(y)
        d2 = d3 @ w3 * (1 - h2**2)
        d1 = d2 @ w2 * (1 - h1**2)
        grads = (
            *(d1.T @ x, d1.sum(0)),
            *(d2.T @ h1, d2.sum(0)),
            *(d3.T @ h2, d3.sum(0)),
        )
        # update
        for w, grad, m, v in zip(
            *(model, grads, means, squares),
            strict=True,
        ):
            w *= 1 - LR * weight_decay
            m += 0.1 * (grad - m)
            v += 0.001 * (grad**2 - v)
            mean = m / (1 - 0.9 ** (t + 1))
            size = np.sqrt(v / (1 - 0.999 ** (t + 1)))
            w -= LR * mean / (size + 1e-8)
    return losses, losses_val, best


def run(width=16, weight_decay=0.0, n=20, noise=0.3, seed=28, start_seed=0):
    """The last losses; validation and test loss of the best weights."""
    train_set, val_set, test_set = make_data(n, noise, seed)
    model = make_model(width, start_seed)
    losses, losses_val, best = train(model, train_set, val_set, weight_decay)
    ends = [evaluate(best, *part) for part in (val_set, test_set)]
    return losses[-1], losses_val[-1], *ends
