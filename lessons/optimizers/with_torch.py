"""The same seven from torch.optim, and its schedules of the rate."""

import numpy as np
import torch

STARTS = {
    "bowl": (-1.4, 0.7),
    "valley": (1.4, -0.4),
    "saddle": (0.02, 0.7),
    "beale": (0.6, 1.2),
    "regression": (0.5, -0.14),
}


def make_start(function="valley"):
    """Where every optimizer begins: shape (2,)."""
    return torch.tensor(STARTS[function], dtype=torch.float64)


def make_data(n=100, noise=0.1, seed=40):
    """x, y of shape (0.8 n,): the training points of the regression."""
    rng = np.random.RandomState(seed)
    x = torch.from_numpy(rng.rand(n))
    y = 1 + 2 * x + noise * torch.from_numpy(rng.randn(n))
    order = torch.from_numpy(rng.permutation(n))[: n * 4 // 5]
    return x[order], y[order]


def measure(function, w, k):
    """A loss of two parameters: its value at w."""
    w1, w2 = w
    match function:
        case "bowl":
            loss = (w1**2 + k * w2**2) / 2
        case "valley":
            up = w2 - w1**2 / 2
            loss = ((w1 + 1) ** 2 + k * up**2) / 2
        case "saddle":
            loss = (w1**2 - 1) ** 2 / 4 + k * w2**2 / 2
        case "beale":
            miss_1 = 1.5 - w1 * (1 - w2)
            miss_2 = 2.25 - w1 * (1 - w2**2)
            miss_3 = 2.625 - w1 * (1 - w2**3)
            loss = miss_1**2 + miss_2**2 + miss_3**2
        case "regression":
            x, y = make_data()
            y_pred = w1 + w2 * x
            loss = ((y_pred - y) ** 2).mean()
    return loss


def make_optimizer(params, n_steps, optimizer, schedule, lr):
    """The optimizer of a list of parameters; the schedule of its rate, or None."""
    result: torch.optim.Optimizer
    match optimizer:
        case "SGD":
            result = torch.optim.SGD(params, lr=lr)
        case "Momentum":
            result = torch.optim.SGD(params, lr=lr, momentum=0.9)
        case "Nesterov":
            result = torch.optim.SGD(params, lr=lr, momentum=0.9, nesterov=True)
        case "Adagrad":
            result = torch.optim.Adagrad(params, lr=lr)
        case "RMSprop":
            result = torch.optim.RMSprop(params, lr=lr)
        case "Adam":
            result = torch.optim.Adam(params, lr=lr)
        case "AdamW":
            result = torch.optim.AdamW(params, lr=lr)
    rates = torch.optim.lr_scheduler
    scheduler: rates.LRScheduler | None = None
    match schedule:
        case "step":
            scheduler = rates.StepLR(result, n_steps // 3, gamma=0.3)
        case "cosine":
            scheduler = rates.CosineAnnealingLR(result, n_steps)
    return result, scheduler


def train(function, k, n_steps=60, **rule):
    """Return w after n_steps updates, and w and the loss before each."""
    w = make_start(function).requires_grad_()
    optimizer, scheduler = make_optimizer(
        [w],
        n_steps,
        **rule,
    )
    path, losses = [], []
    for _ in range(n_steps):
        # forward
        loss = measure(function, w, k)
        path.append(w.tolist())
        losses.append(loss.item())
        # backward
        optimizer.zero_grad()
        loss.backward()
        # update
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
    return w.detach(), path, losses


def run(function="valley", k=20.0, schedule="constant", optimizer="Momentum", lr=0.01):
    """A whole descent: where it ends, and the loss before its last step."""
    w, _, losses = train(function, k, optimizer=optimizer, schedule=schedule, lr=lr)
    return *w.tolist(), losses[-1]
