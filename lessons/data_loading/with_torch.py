"""Examples dealt in batches, epoch after epoch, by a DataLoader."""

import torch
from torch.utils.data import (
    DataLoader,
    Dataset,
    WeightedRandomSampler,
    random_split,
)


class Examples(Dataset):
    """How many examples there are, and example number i."""

    def __init__(self, X, y):
        self.X, self.y = X, y

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return i, self.X[i], self.y[i]


def make_data(n=10):
    """X of shape (n, 2), row i is 2i and 2i + 1; y is 1 for the last two examples."""
    X = torch.arange(2 * n, dtype=torch.float64).reshape(n, 2)
    y = (torch.arange(n) >= n - 2).long()
    return X, y


def split(dataset, part=0.2, seed=0):
    """The numbers of the examples for training, then those for the test."""
    generator = torch.Generator().manual_seed(seed)
    train, test = random_split(dataset, [1 - part, part], generator=generator)
    return list(train.indices), list(test.indices)


def pad(seqs):
    """Sequences of any lengths as one batch, zeros behind, and their lengths."""
    lengths = torch.tensor([*map(len, seqs)])
    X = torch.nn.utils.rnn.pad_sequence(
        seqs,
        batch_first=True,
    )
    return X, lengths


def make_loader(
    dataset,
    batch_size,
    order,
    drop_last,
    generator,
):
    """Batches of examples; weighted, both labels come equally often."""
    y, sampler = dataset.y, None
    if order == "weighted":
        weights = 1 / torch.bincount(y)[y]
        sampler = WeightedRandomSampler(
            weights.tolist(),
            len(y),
            generator=generator,
        )
    return DataLoader(
        dataset,
        batch_size=batch_size,
        shuffle=order == "random",
        sampler=sampler,
        drop_last=drop_last,
        generator=generator,
    )


def build(loader, generator, seed, reseed):
    """Epoch, numbers, inputs and labels of each batch of two epochs."""
    batches = []
    # forward
    for epoch in range(2):
        if reseed == "each":
            generator.manual_seed(seed)
        for i, X_batch, y_batch in loader:
            batches.append((epoch, i, X_batch, y_batch))
    return batches


def run(n=10, batch_size=4, order="random", drop_last=False, seed=0, reseed="once"):
    """The numbers of all examples in the order in which they were dealt."""
    X, y = make_data(n)
    generator = torch.Generator().manual_seed(seed)
    loader = make_loader(Examples(X, y), batch_size, order, drop_last, generator)
    batches = build(loader, generator, seed, reseed)
    return tuple(k for _, i, *_ in batches for k in i.tolist())
