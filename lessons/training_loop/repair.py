"""Loops that miss something, and ways to change one of them."""

# mypy: disable-error-code="attr-defined"

import torch


def train_unreset(x, y, a, b, lr=0.1, n_epochs=200):
    """Return a and b after the last update; the optimizer clears no gradient."""
    a = a.clone().requires_grad_()
    b = b.clone().requires_grad_()
    optimizer = torch.optim.SGD([a, b], lr=lr)
    for _ in range(n_epochs):
        # forward
        y_pred = a + b * x
        # loss
        loss = ((y_pred - y) ** 2).mean()
        # backward
        loss.backward()
        # update
        optimizer.step()
    return a.detach(), b.detach()


def train_column(x, y, a, b, lr=0.1, n_epochs=200):
    """Return a and b after the last update, and the loss before each."""
    model = torch.nn.Linear(1, 1, dtype=x.dtype)
    torch.nn.init.constant_(model.bias, a.item())
    torch.nn.init.constant_(model.weight, b.item())
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(n_epochs):
        y_pred = model(x[:, None])
        loss = ((y_pred - y) ** 2).mean()
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return model.bias.detach(), model.weight.detach(), losses


def train_longer(x, y, a, b, lr=0.1, n_epochs=200):
    """Return a and b after the last update, and the loss before each."""
    model = torch.nn.Linear(1, 1, dtype=x.dtype)
    torch.nn.init.constant_(model.bias, a.item())
    torch.nn.init.constant_(model.weight, b.item())
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(3 * n_epochs):
        y_pred = model(x[:, None])
        loss = ((y_pred - y) ** 2).mean()
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return model.bias.detach(), model.weight.detach(), losses


def train_row(x, y, a, b, lr=0.1, n_epochs=200):
    """Return a and b after the last update, and the loss before each."""
    model = torch.nn.Linear(1, 1, dtype=x.dtype)
    torch.nn.init.constant_(model.bias, a.item())
    torch.nn.init.constant_(model.weight, b.item())
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(n_epochs):
        y_pred = model(x[:, None])
        loss = ((y_pred - y[None, :]) ** 2).mean()
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return model.bias.detach(), model.weight.detach(), losses


def train_flat(x, y, a, b, lr=0.1, n_epochs=200):
    """Return a and b after the last update, and the loss before each."""
    model = torch.nn.Linear(1, 1, dtype=x.dtype)
    torch.nn.init.constant_(model.bias, a.item())
    torch.nn.init.constant_(model.weight, b.item())
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(n_epochs):
        y_pred = model(x[:, None])[:, 0]
        loss = ((y_pred - y) ** 2).mean()
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return model.bias.detach(), model.weight.detach(), losses


def train_bare(x, y, a, b, lr=0.1, n_epochs=200):
    """Return a and b after the last update, and the loss before each."""
    model = torch.nn.Linear(1, 1, dtype=x.dtype)
    torch.nn.init.constant_(model.bias, a.item())
    torch.nn.init.constant_(model.weight, b.item())
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(n_epochs):
        y_pred = model(x)
        loss = ((y_pred - y) ** 2).mean()
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return model.bias.detach(), model.weight.detach(), losses


def train_without_prediction(model, x, y, loss_fn, optimizer):
    """Train the model; one line has to be completed."""
    for _ in range(200):
        y_pred = ...
        loss = loss_fn(y_pred, y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return y_pred, loss


def train_without_loss(model, x, y, loss_fn, optimizer):
    """Train the model; one line has to be completed."""
    for _ in range(200):
        y_pred = model(x)
        loss = ...
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return y_pred, loss


def train_without_backward(model, x, y, loss_fn, optimizer):
    """Train the model; one line is missing."""
    for _ in range(200):
        y_pred = model(x)
        loss = loss_fn(y_pred, y)
        ...
        optimizer.step()
        optimizer.zero_grad()
    return y_pred, loss


def train_without_step(model, x, y, loss_fn, optimizer):
    """Train the model; one line is missing."""
    for _ in range(200):
        y_pred = model(x)
        loss = loss_fn(y_pred, y)
        loss.backward()
        ...
        optimizer.zero_grad()
    return y_pred, loss


UNFINISHED = {
    "prediction": train_without_prediction,
    "loss": train_without_loss,
    "backward": train_without_backward,
    "step": train_without_step,
}
"""Loops in which a line is missing, by the name of that line."""
