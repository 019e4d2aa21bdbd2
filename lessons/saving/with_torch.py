"""A training that is cut, saved to a file and resumed from it."""

import io

import torch

N_EPOCHS = 12
BATCH_SIZE = 16


def make_data(n=80):
    """X, y of shape (n, 1): y = 1 + 2x and a little noise."""
    generator = torch.Generator().manual_seed(40)
    X = torch.rand(n, 1, generator=generator)
    noise = torch.randn(n, 1, generator=generator)
    return X, 1 + 2 * X + 0.1 * noise


def make(optimizer="Momentum", seed=0):
    """Model, optimizer and generator as a program starts with them."""
    model = torch.nn.Linear(1, 1)
    torch.nn.init.constant_(model.weight, -0.5)
    torch.nn.init.constant_(model.bias, 2.2)
    optimizers = {
        "SGD": (torch.optim.SGD, {"lr": 0.15}),
        "Momentum": (torch.optim.SGD, {"lr": 0.04, "momentum": 0.9}),
        "Adam": (torch.optim.Adam, {"lr": 0.15}),
    }
    cls, options = optimizers[optimizer]
    generator = torch.Generator().manual_seed(seed)
    return model, cls(model.parameters(), **options), generator


def save(file, epoch, trainer, kept):
    """Write the weights, and what else `kept` names."""
    model, optimizer, generator = trainer
    checkpoint = {"epoch": epoch}
    checkpoint["model"] = model.state_dict()
    if "optimizer" in kept:
        state = optimizer.state_dict()
        checkpoint["optimizer"] = state
    if "rng" in kept:
        checkpoint["rng"] = generator.get_state()
    torch.save(checkpoint, file)


def load(file, trainer):
    """Put back what the file holds; the epoch it was saved at."""
    model, optimizer, generator = trainer
    checkpoint = torch.load(file, weights_only=True)
    model.load_state_dict(checkpoint["model"])
    if "optimizer" in checkpoint:
        state = checkpoint["optimizer"]
        optimizer.load_state_dict(state)
    if "rng" in checkpoint:
        generator.set_state(checkpoint["rng"])
    return checkpoint["epoch"]


def train(X, y, trainer, epochs, shuffle=True):
    """Train the model; return the loss of each batch before its update."""
    model, optimizer, generator = trainer
    n = len(y)
    losses = []
    for _ in epochs:
        order = torch.arange(n)
        if shuffle:
            order = torch.randperm(
                n,
                generator=generator,
            )
        for batch in order.split(BATCH_SIZE):
            # forward
            y_pred = model(X[batch])
            # loss
            loss = ((y_pred - y[batch]) ** 2).mean()
            losses.append(loss.item())
            # backward
            optimizer.zero_grad()
            loss.backward()
            # update
            optimizer.step()
    return losses


def run(cut=4, kept="model", optimizer="Momentum", shuffle=True, seed=0):
    """A training cut, saved, resumed: a and b at its end, and the last loss."""
    X, y = make_data()
    trainer, file = make(optimizer, seed), io.BytesIO()
    train(X, y, trainer, range(cut), shuffle)
    save(file, cut, trainer, kept)
    file.seek(0)
    trainer = make(optimizer, seed)
    cut = load(file, trainer)
    losses = train(X, y, trainer, range(cut, N_EPOCHS), shuffle)
    model, *_ = trainer
    return model.bias.item(), model.weight.item(), losses[-1]
