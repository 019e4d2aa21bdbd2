"""Loops that miss something, and ways to change one of them."""

import torch


def train_unreset(x, y, a, b, lr=0.1, n_epochs=200):
    """Yield a, its gradient after backward(); the optimizer clears nothing."""
    a = a.clone().requires_grad_()
    b = b.clone().requires_grad_()
    optimizer = torch.optim.SGD([a, b], lr=lr)
    for _ in range(n_epochs + 1):
        loss = ((y - a - b * x) ** 2).mean()
        loss.backward()
        yield a.item(), b.item(), loss.item(), a.grad.item(), b.grad.item()
        optimizer.step()


def train_column(x, y, a, b, lr=0.1, n_epochs=200):
    """Yield a, b, loss before each update."""
    model = torch.nn.Linear(1, 1, dtype=x.dtype)
    torch.nn.init.constant_(model.bias, a)
    torch.nn.init.constant_(model.weight, b)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(n_epochs + 1):
        y_pred = model(x[:, None])
        loss = ((y - y_pred) ** 2).mean()
        loss.backward()
        yield model.bias.item(), model.weight.item(), loss.item()
        optimizer.step()
        optimizer.zero_grad()


def train_longer(x, y, a, b, lr=0.1, n_epochs=200):
    """Yield a, b, loss before each update."""
    model = torch.nn.Linear(1, 1, dtype=x.dtype)
    torch.nn.init.constant_(model.bias, a)
    torch.nn.init.constant_(model.weight, b)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(3 * n_epochs + 1):
        y_pred = model(x[:, None])
        loss = ((y - y_pred) ** 2).mean()
        loss.backward()
        yield model.bias.item(), model.weight.item(), loss.item()
        optimizer.step()
        optimizer.zero_grad()


def train_row(x, y, a, b, lr=0.1, n_epochs=200):
    """Yield a, b, loss before each update."""
    model = torch.nn.Linear(1, 1, dtype=x.dtype)
    torch.nn.init.constant_(model.bias, a)
    torch.nn.init.constant_(model.weight, b)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(n_epochs + 1):
        y_pred = model(x[:, None])
        loss = ((y[None, :] - y_pred) ** 2).mean()
        loss.backward()
        yield model.bias.item(), model.weight.item(), loss.item()
        optimizer.step()
        optimizer.zero_grad()


def train_flat(x, y, a, b, lr=0.1, n_epochs=200):
    """Yield a, b, loss before each update."""
    model = torch.nn.Linear(1, 1, dtype=x.dtype)
    torch.nn.init.constant_(model.bias, a)
    torch.nn.init.constant_(model.weight, b)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(n_epochs + 1):
        y_pred = model(x[:, None])[:, 0]
        loss = ((y - y_pred) ** 2).mean()
        loss.backward()
        yield model.bias.item(), model.weight.item(), loss.item()
        optimizer.step()
        optimizer.zero_grad()


def train_bare(x, y, a, b, lr=0.1, n_epochs=200):
    """Yield a, b, loss before each update."""
    model = torch.nn.Linear(1, 1, dtype=x.dtype)
    torch.nn.init.constant_(model.bias, a)
    torch.nn.init.constant_(model.weight, b)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(n_epochs + 1):
        y_pred = model(x)
        loss = ((y - y_pred) ** 2).mean()
        loss.backward()
        yield model.bias.item(), model.weight.item(), loss.item()
        optimizer.step()
        optimizer.zero_grad()
