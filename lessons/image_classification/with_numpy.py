"""Pictures of clothes told apart by layers made by hand, forward and back, in NumPy."""

import gzip
import os
from hashlib import sha256
from pathlib import Path
from urllib.request import urlopen

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

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


class Flatten:
    """One row an image."""

    def __call__(self, x):
        """The output, and what the way back needs."""
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, grad):
        """The gradient of x from that of the output."""
        return grad.reshape(self.shape)


class ReLU:
    """What is negative becomes 0."""

    def __call__(self, x):
        """The output, and what the way back needs."""
        self.on = x > 0
        return x * self.on

    def backward(self, grad):
        """The gradient of x from that of the output."""
        return grad * self.on


class Linear:
    """Every output looks at every input."""

    def __init__(self, n_in, n_out):
        self.weight, self.bias = np.empty((n_out, n_in), "f4"), np.empty(n_out, "f4")

    def __call__(self, x):
        """The output, and what the way back needs."""
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad):
        """The gradient of x from that of the output."""
        self.grads = grad.T @ self.x, grad.sum(0)
        return grad @ self.weight


class Conv2d:
    """Every output looks at a small window; all windows share the same weights."""

    def __init__(self, n_in, n_out, k, padding=0):
        self.weight = np.empty((n_out, n_in, k, k), "f4")
        self.bias, self.padding = np.empty(n_out, "f4"), padding

    def see(self, x, padding):
        """All windows of x with a margin of zeros, (n, channels, h, w, k, k)."""
        k = self.weight.shape[-1]
        x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
        return sliding_window_view(x, (k, k), (2, 3))

    def __call__(self, x):
        """The output, and what the way back needs."""
        self.windows = self.see(x, self.padding)
        out = np.tensordot(self.windows, self.weight, ((1, 4, 5), (1, 2, 3)))
        return np.moveaxis(out + self.bias, 3, 1)  # (n, out, h, w)

    def backward(self, grad):
        """The gradient of x from that of the output."""
        grad_w = np.tensordot(grad, self.windows, ((0, 2, 3), (0, 2, 3)))
        self.grads = grad_w, grad.sum((0, 2, 3))
        kernel = self.weight[:, :, ::-1, ::-1]
        windows = self.see(grad, kernel.shape[-1] - 1 - self.padding)
        return np.moveaxis(np.tensordot(windows, kernel, ((1, 4, 5), (0, 2, 3))), 3, 1)


class MaxPool2d:
    """The largest of each k×k square."""

    def __init__(self, k):
        self.k = k

    def __call__(self, x):
        """The output, and what the way back needs."""
        k, (n, c, h, w) = self.k, x.shape
        self.shape, h, w = x.shape, h // k, w // k
        squares = x[:, :, : h * k, : w * k].reshape(n, c, h, k, w, k)
        squares = squares.swapaxes(3, 4).reshape(n, c, h, w, k * k)
        self.largest = squares.argmax(-1)[..., None]
        return np.take_along_axis(squares, self.largest, -1)[..., 0]

    def backward(self, grad):
        """The gradient of x from that of the output."""
        k, (n, c, h, w) = self.k, grad.shape
        squares = np.zeros((n, c, h, w, k * k), grad.dtype)
        np.put_along_axis(squares, self.largest, grad[..., None], -1)
        squares = squares.reshape(n, c, h, w, k, k).swapaxes(3, 4)
        out = np.zeros(self.shape, grad.dtype)
        out[:, :, : h * k, : w * k] = squares.reshape(n, c, h * k, w * k)
        return out


class Loader:
    """Batches of images and classes; each epoch draws another order."""

    def __init__(self, X, y, batch_size, seed):
        self.X, self.y, self.batch_size = X, y, batch_size
        self.rng = np.random.default_rng(seed)

    def __len__(self):
        return -(-len(self.y) // self.batch_size)

    def __iter__(self):
        order = self.rng.permutation(len(self.y))
        for i in range(0, len(self.y), self.batch_size):
            batch = order[i : i + self.batch_size]
            yield self.X[batch], self.y[batch]


class LinearLR:
    """Lowers a rate at each update, in a straight line, to 0."""

    def __init__(self, optimizer, n_updates):
        self.optimizer, self.t = optimizer, 0
        self.lr, self.n_updates = optimizer.lr, n_updates

    def step(self):
        """Set the rate of the next update."""
        self.t += 1
        self.optimizer.lr = self.lr * (1 - self.t / self.n_updates)


class SGD:
    """A step against the gradient."""

    def __init__(self, net, lr):
        self.layers, self.lr = [layer for layer in net if hasattr(layer, "weight")], lr

    def step(self):
        """Change all weights and biases in place."""
        for layer in self.layers:
            for p, grad in zip((layer.weight, layer.bias), layer.grads, strict=True):
                p -= self.change(p, grad)

    def change(self, p, grad):
        """What is taken from the numbers p."""
        return self.lr * grad


class Adam(SGD):
    """A step of about lr: mean gradient over its size (arXiv:1412.6980)."""

    def __init__(self, net, lr):
        super().__init__(net, lr)
        self.t, self.means = 0, {}

    def step(self):
        """Change all weights and biases in place."""
        self.t += 1
        super().step()

    def change(self, p, grad):
        """What is taken from the numbers p."""
        m, v = self.means.get(id(p), (0 * p, 0 * p))
        m, v = 0.9 * m + 0.1 * grad, 0.999 * v + 0.001 * grad**2
        self.means[id(p)] = m, v
        size = np.sqrt(v / (1 - 0.999**self.t)) + 1e-8
        return self.lr * m / (1 - 0.9**self.t) / size


def prepare(images, labels):
    """X (n, 1, 28, 28) from 0 to 1 and classes y (n,), 0 to 9."""
    return images.reshape(-1, 1, 28, 28) / np.float32(255), labels.astype(np.int64)


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
    return Loader(X, y, batch_size, seed)


def build(model, seed=0):
    """The layers; weights and biases are drawn within ±1/√(inputs of a unit)."""
    match model:
        case "linear":
            layers = [
                Flatten(),  # (n, 784)
                Linear(784, 10),
            ]
        case "mlp":
            layers = [
                Flatten(),  # (n, 784)
                Linear(784, 128),
                ReLU(),
                Linear(128, 10),
            ]
        case "cnn":
            layers = [
                Conv2d(1, 16, 3, padding=1),
                ReLU(),
                MaxPool2d(2),  # (n, 16, 14, 14)
                Conv2d(16, 32, 3, padding=1),
                ReLU(),
                MaxPool2d(2),  # (n, 32, 7, 7)
                Flatten(),  # (n, 1568)
                Linear(1568, 10),
            ]
    rng = np.random.default_rng(seed)
    for layer in layers:
        if isinstance(layer, Linear | Conv2d):
            bound = layer.weight[0].size ** -0.5
            layer.weight[:] = rng.uniform(-bound, bound, layer.weight.shape)
            layer.bias[:] = rng.uniform(-bound, bound, layer.bias.shape)
    return layers


def make_optimizer(optimizer, net, lr):
    """What changes the weights: SGD or Adam, with PyTorch's other defaults."""
    return {"SGD": SGD, "Adam": Adam}[optimizer](net, lr)


def make_scheduler(optimizer, n_updates):
    """What lowers the rate at each update, in a straight line, to 0 at the end."""
    return LinearLR(optimizer, n_updates)


def train_epoch(
    net,
    loader,
    optimizer,
    scheduler,
):
    """Train for an epoch; return each batch's loss, and how many were right."""
    losses, n_right = [], 0
    for X, y in loader:
        # forward
        scores = X
        for layer in net:
            scores = layer(scores)
        # loss
        exp = np.exp(scores - scores.max(1)[:, None])
        p = exp / exp.sum(1)[:, None]
        own = np.arange(len(y)), y
        loss = -np.log(p[own]).mean()
        losses.append(loss)
        n_right += (p.argmax(1) == y).sum()
        # backward
        grad = p.copy()
        grad[own] -= 1
        grad /= len(y)
        for layer in reversed(net):
            grad = layer.backward(grad)
        # update
        optimizer.step()
        if scheduler:
            scheduler.step()
    return losses, n_right


def predict(net, X):
    """Probabilities (n, 10) of the classes."""
    parts = []
    for x in np.split(X, range(500, len(X), 500)):
        for layer in net:
            x = layer(x)
        exp = np.exp(x - x.max(1)[:, None])
        parts.append(exp / exp.sum(1)[:, None])
    return np.concatenate(parts)


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
    p, right = predict(net, X_val), y_val
    loss = -np.log(p[np.arange(len(p)), right] + 1e-30).mean()
    return loss, 100 * (p.argmax(1) == right).mean()
