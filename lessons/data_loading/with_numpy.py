"""Examples dealt in batches by hand: an order, cut into pieces."""

import numpy as np


class Examples:
    """How many examples there are, and example number i."""

    def __init__(self, X, y):
        self.X, self.y = X, y

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return i, self.X[i], self.y[i]


def make_data(n=10):
    """X of shape (n, 2), row i is 2i and 2i + 1; y is 1 for the last two examples."""
    X = np.arange(2 * n, dtype=np.float64).reshape(n, 2)
    y = (np.arange(n) >= n - 2).astype(np.int64)
    return X, y


def split(dataset, part=0.2, seed=0):
    """The numbers of the examples for training, then those for the test."""
    n = len(dataset)
    order = np.random.RandomState(seed).permutation(n).tolist()
    n_train = n - int(part * n)
    return order[:n_train], order[n_train:]


def pad(seqs):
    """Sequences of any lengths as one batch, zeros behind, and their lengths."""
    lengths = np.array([*map(len, seqs)])
    X = np.zeros((len(seqs), lengths.max()))
    for row, s in zip(X, seqs, strict=True):
        row[: len(s)] = s
    return X, lengths


def make_loader(
    dataset,
    batch_size,
    order,
    drop_last,
    generator,
):
    """Batches of examples; weighted, both labels come equally often."""
    y, n = dataset.y, len(dataset)

    def batches():
        i = np.arange(n)
        if order == "random":
            i = generator.permutation(n)
        elif order == "weighted":
            p = 1 / np.bincount(y)[y]
            p = p / p.sum()
            i = generator.choice(n, n, p=p)
        end = n
        if drop_last:
            end -= n % batch_size
        for k in range(0, end, batch_size):
            indices = i[k : k + batch_size]
            batch = [dataset[j] for j in indices]
            columns = zip(*batch, strict=True)
            yield map(np.stack, columns)

    return batches


def build(loader, generator, seed, reseed):
    """Epoch, numbers, inputs and labels of each batch of two epochs."""
    batches = []
    # forward
    for epoch in range(2):
        if reseed == "each":
            generator.seed(seed)
        for i, X_batch, y_batch in loader():
            batches.append((epoch, i, X_batch, y_batch))
    return batches


def run(n=10, batch_size=4, order="random", drop_last=False, seed=0, reseed="once"):
    """The numbers of all examples in the order in which they were dealt."""
    X, y = make_data(n)
    generator = np.random.RandomState(seed)
    loader = make_loader(Examples(X, y), batch_size, order, drop_last, generator)
    batches = build(loader, generator, seed, reseed)
    return tuple(k for _, i, *_ in batches for k in i.tolist())
