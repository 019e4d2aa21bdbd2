"""The mean loss of an epoch, wrong by the short last batch; ways to change it."""


def epoch_loss(loader, loss_fn):
    """The mean loss of the examples of a loader."""
    total = 0.0
    for X, y in loader:
        total += loss_fn(X, y).item()
    return total / len(loader)


def epoch_loss_weighted(loader, loss_fn):
    """The mean loss of the examples of a loader."""
    total = 0.0
    for X, y in loader:
        total += loss_fn(X, y).item() * len(y)
    return total / len(loader.dataset)


def epoch_loss_size(loader, loss_fn):
    """The mean loss of the examples of a loader."""
    total = 0.0
    for X, y in loader:
        total += loss_fn(X, y).item() * loader.batch_size
    return total / len(loader.dataset)


def epoch_loss_examples(loader, loss_fn):
    """The mean loss of the examples of a loader."""
    total = 0.0
    for X, y in loader:
        total += loss_fn(X, y).item()
    return total / len(loader.dataset)


def epoch_loss_last(loader, loss_fn):
    """The mean loss of the examples of a loader."""
    for X, y in loader:
        total = loss_fn(X, y).item()
    return total
