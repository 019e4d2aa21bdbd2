"""Pictures of clothes told apart by one layer, by two, by convolutions, in PyTorch."""

import gzip
import os
from hashlib import sha256
from pathlib import Path
from urllib.request import urlopen

import numpy as np
import torch
from torch import nn
from torch.optim.lr_scheduler import LinearLR
from torch.utils.data import DataLoader, TensorDataset

SOURCE = "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"
DEBIAN = "/usr/share/datasets/fashion-mnist"
NAMES = "train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"
CHECKSUMS = (  # of the unpacked files
    "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
)


def read(name, checksum):
    """What is in one of the files, as numbers; it is fetched if it is not here."""
    folder = Path(os.environ.get("FASHION_MNIST_DATA", DEBIAN))
    file = (folder if folder.is_dir() else Path("fashion-mnist")) / f"{name}-ubyte.gz"
    if not file.exists():
        archive = urlopen(SOURCE + file.name).read()
        if sha256(gzip.decompress(archive)).hexdigest() != checksum:
            raise ValueError(f"{name} is another file than expected")
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(archive)
    content = gzip.decompress(file.read_bytes())
    return np.frombuffer(content, np.uint8, offset=4 + 4 * int(name[-1]))


def prepare(images, labels):
    """X (n, 1, 28, 28) from 0 to 1 and classes y (n,), 0 to 9."""
    X = torch.tensor(images, dtype=torch.float32) / 255
    return X.reshape(-1, 1, 28, 28), torch.tensor(labels, dtype=torch.int64)


def make_data(size=5000):
    """X and y to train with (the first `size` images), for validation, for the test."""
    images, labels, *test = map(read, NAMES, CHECKSUMS)
    images, end = images.reshape(-1, 28, 28), len(labels) * 5 // 6
    return (
        *prepare(images[:size], labels[:size]),
        *prepare(images[end:], labels[end:]),
        *prepare(*test),
    )


def make_loader(X, y, batch_size=50, seed=0):
    """Batches of images and classes; each epoch draws another order."""
    generator = torch.Generator().manual_seed(seed)
    dataset = TensorDataset(X, y)
    return DataLoader(dataset, batch_size, shuffle=True, generator=generator)


def build(model, seed=0):
    """The layers; PyTorch draws weights and biases within ±1/√(inputs of a unit)."""
    torch.manual_seed(seed)
    match model:
        case "linear":
            layers = [
                nn.Flatten(),  # (n, 784)
                nn.Linear(784, 10),
            ]
        case "mlp":
            layers = [
                nn.Flatten(),  # (n, 784)
                nn.Linear(784, 128),
                nn.ReLU(),
                nn.Linear(128, 10),
            ]
        case "cnn":
            layers = [
                nn.Conv2d(1, 16, 3, padding=1),
                nn.ReLU(),
                nn.MaxPool2d(2),  # (n, 16, 14, 14)
                nn.Conv2d(16, 32, 3, padding=1),
                nn.ReLU(),
                nn.MaxPool2d(2),  # (n, 32, 7, 7)
                nn.Flatten(),  # (n, 1568)
                nn.Linear(1568, 10),
            ]
    return nn.Sequential(*layers)


def make_optimizer(optimizer, net, lr):
    """What changes the weights: SGD or Adam, with PyTorch's other defaults."""
    match optimizer:
        case "SGD":
            return torch.optim.SGD(net.parameters(), lr)
        case "Adam":
            return torch.optim.Adam(net.parameters(), lr)


def make_scheduler(optimizer, n_updates):
    """What lowers the rate at each update, in a straight line, to 0 at the end."""
    return LinearLR(optimizer, 1.0, 0.0, total_iters=n_updates)


def train_epoch(
    net,
    loader,
    optimizer,
    scheduler,
):
    """Train for an epoch; return each batch's loss, and how many were right."""
    loss_fn = nn.CrossEntropyLoss()
    losses, n_right = [], 0
    net.train()
    for X, y in loader:
        # forward
        scores = net(X)
        # loss
        loss = loss_fn(scores, y)
        losses.append(loss.item())
        n_right += (scores.argmax(1) == y).sum().item()
        # backward
        optimizer.zero_grad()
        loss.backward()
        # update
        optimizer.step()
        if scheduler:
            scheduler.step()
    return losses, n_right


def predict(net, X):
    """Probabilities (n, 10) of the classes."""
    net.eval()
    with torch.inference_mode():
        scores = torch.cat([net(part) for part in X.split(500)])
    return scores.softmax(1).numpy()


def run(
    model="mlp",
    size=5000,
    n_epochs=5,
    lr=0.002,
    decay=True,
    batch_size=50,
    optimizer="Adam",
    seed=0,
):
    """Loss and accuracy in % on the validation images; the test is for the end."""
    X, y, X_val, y_val, *_ = make_data(size)
    net = build(model, seed)
    loader = make_loader(X, y, batch_size, seed)
    changes = make_optimizer(optimizer, net, lr)
    scheduler = make_scheduler(changes, n_epochs * len(loader)) if decay else None
    for _ in range(n_epochs):
        train_epoch(net, loader, changes, scheduler)
    p, right = predict(net, X_val), y_val.numpy()
    loss = -np.log(p[np.arange(len(p)), right] + 1e-30).mean()
    return loss, 100 * (p.argmax(1) == right).mean()
