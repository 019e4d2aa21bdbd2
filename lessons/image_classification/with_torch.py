"""Pictures of clothes told apart by one layer, by two, by convolutions, in PyTorch."""

import gzip
import os
from hashlib import sha256
from pathlib import Path
from urllib.request import urlopen

import numpy as np
import torch
from torch import nn

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


def make_data(size=6000):
    """X and y: the first `size` images to train with, then those to test with."""
    images, labels, *test = map(read, NAMES, CHECKSUMS)
    return *prepare(images[: size * 784], labels[:size]), *prepare(*test)


def make_steps(n, batch_size, n_epochs, lr, decay, seed):
    """Yield which images are in each batch, and the rate, which may fall to 0."""
    rng, t = np.random.RandomState(seed), 0
    n_updates = n_epochs * -(-n // batch_size)
    for _ in range(n_epochs):
        order = rng.permutation(n)
        for i in range(0, n, batch_size):
            yield order[i : i + batch_size], lr * (1 - decay * t / n_updates)
            t += 1


def build(model, seed=0):
    """The layers; weights start within ±1/√(inputs of a neuron), biases at 0."""
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
    rng = np.random.RandomState(seed)
    net = nn.Sequential(*layers)
    for p in net.parameters():
        p.data[:] = 0
        if p.ndim > 1:
            bound = p[0].numel() ** -0.5
            p.data[:] = torch.tensor(rng.uniform(-bound, bound, p.shape))
    return net


def make_optimizer(optimizer, net, lr):
    """What changes the weights: SGD or Adam, with PyTorch's other defaults."""
    return getattr(torch.optim, optimizer)(net.parameters(), lr)


def train(net, optimizer, X, y, steps):
    """Yield each batch's loss, and how many of its images were right."""
    loss_fn = nn.CrossEntropyLoss()
    for batch, rate in steps:
        # forward
        scores = net(X[batch])
        # loss
        loss = loss_fn(scores, y[batch])
        # backward
        optimizer.zero_grad()
        loss.backward()
        # update
        optimizer.param_groups[0]["lr"] = rate
        optimizer.step()
        right = scores.argmax(1) == y[batch]
        yield loss.item(), right.sum().item()


def predict(net, X):
    """Probabilities (n, 10) of the classes."""
    with torch.no_grad():
        scores = torch.cat([net(part) for part in X.split(500)])
    return scores.softmax(1).numpy()


def run(
    model="mlp",
    size=6000,
    n_epochs=5,
    lr=0.002,
    decay=True,
    batch_size=50,
    optimizer="Adam",
    seed=0,
):
    """Loss and accuracy in % on the test images, after training."""
    X, y, X_test, y_test = make_data(size)
    net = build(model, seed)
    changes = make_optimizer(optimizer, net, lr)
    steps = make_steps(len(X), batch_size, n_epochs, lr, decay, seed)
    for _ in train(net, changes, X, y, steps):
        pass
    p, right = predict(net, X_test), y_test.numpy()
    loss = -np.log(p[np.arange(len(p)), right] + 1e-30).mean()
    return loss, 100 * (p.argmax(1) == right).mean()
