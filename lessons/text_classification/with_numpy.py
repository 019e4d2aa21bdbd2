"""Texts as bags of words, layer by layer by hand: gradients and Adam included."""

import re
from collections import Counter

import numpy as np

TOKENS = {"spaces": "[^ ]+", "words": r"\w+"}
TOKENS |= {"letters": r"[^\W\d_]+", "characters": r"\w"}


def tokenize(text, tokens="words", lower=True):
    """The words of a text, in order."""
    text = text.lower() if lower else text
    return re.findall(TOKENS[tokens], text)


def make_vocabulary(texts, size=5000):
    """The most frequent words, and the place of each; 0: all."""
    counts = Counter[str]()
    for words in texts:
        counts.update(words)
    by_frequency = sorted(counts, key=lambda w: (-counts[w], w))
    return {w: i for i, w in enumerate(by_frequency[: size or None])}


def make_bags(texts, vocabulary, dtype="float32"):
    """For each text the places of its words, and how often each is in it."""
    bags = []
    for words in texts:
        counts = Counter(words)
        terms = [w for w in counts if w in vocabulary]
        bag = {vocabulary[w]: counts[w] for w in terms}
        index = np.array(list(bag), np.int64)
        value = np.array(list(bag.values()), dtype)
        bags.append((index, value))
    return bags


def make_idf(bags, n_words):
    """A weight for each word, the larger the fewer texts it is in: shape (V,)."""
    index = np.concatenate([index for index, _ in bags])
    n_texts = np.bincount(index, minlength=n_words)
    return 1 + np.log((1 + len(bags)) / (1 + n_texts))


def weigh(bags, idf):
    """Counts times the weights of the words (tf-idf), then scaled to length 1."""
    result = []
    for index, value in bags:
        value = value * idf[index].astype(value.dtype)
        length = np.maximum(np.sqrt((value**2).sum()), 1e-12)
        result.append((index, value / length))
    return result


def join(bags):
    """Many bags as three arrays: all places, all values, where each bag starts."""
    index = np.concatenate([index for index, _ in bags])
    value = np.concatenate([value for _, value in bags])
    sizes = np.array([len(value) for _, value in bags])
    return index, value, sizes.cumsum() - sizes


class Loader:
    """Batches of joined bags and classes; each epoch may draw another order."""

    def __init__(self, bags, y, batch_size, shuffle, drop_last, seed):
        self.bags, self.y, self.batch_size = bags, y, batch_size
        self.shuffle, self.rng = shuffle, np.random.default_rng(seed)
        left_out = len(y) % batch_size if drop_last else 0
        self.end = len(y) - left_out

    def __iter__(self):
        n = len(self.y)
        order = self.rng.permutation(n) if self.shuffle else np.arange(n)
        for i in range(0, self.end, self.batch_size):
            batch = order[i : min(i + self.batch_size, self.end)]
            yield join([self.bags[j] for j in batch]), self.y[batch]


def make_loader(bags, y, batch_size=50, shuffle=True, drop_last=False, seed=0):
    """Batches of joined bags and classes; if there is one batch only, it is kept."""
    drop_last = drop_last and len(y) > batch_size
    return Loader(bags, np.asarray(y), batch_size, shuffle, drop_last, seed)


class BagNet:
    """From a bag of words to scores, through three layers."""

    def __init__(self, sizes, rng):
        self.p = {}
        for i in (1, 2, 3):
            n_in, n_out = sizes[i - 1 : i + 1]
            bound = n_in**-0.5
            for name, shape in (
                (f"w{i}", (n_in, n_out)),
                (f"b{i}", n_out),
            ):
                draws = rng.random(shape, "float32")
                self.p[name] = bound * (2 * draws - 1)

    def layers(self, index, value, start):
        """What both hidden layers give for n bags: two of shape (n, hidden)."""
        # X @ w1, without the zeros of X
        sizes = np.diff(start, append=len(index))
        row = np.arange(len(start)).repeat(sizes)
        p, shape = self.p, (len(start), len(self.p["b1"]))
        z1 = np.zeros(shape, value.dtype)
        words = value[:, None] * p["w1"][index]
        np.add.at(z1, row, words)
        h1 = np.maximum(z1 + p["b1"], 0)
        z2 = h1 @ p["w2"] + p["b2"]
        return h1, np.maximum(z2, 0)

    def __call__(self, index, value, start):
        """The scores of n bags for C classes: shape (n, C)."""
        _, h2 = self.layers(index, value, start)
        return h2 @ self.p["w3"] + self.p["b3"]


def make_model(n_words, n_classes, hidden=100, seed=0):
    """The network, with the starting weights of a seed."""
    rng = np.random.default_rng(seed)
    return BagNet((n_words, hidden, hidden, n_classes), rng)


def make_optimizer(model, lr=0.003):
    """Adam: two running means for each weight, and how many updates there were."""
    m, v = ({name: 0 * p for name, p in model.p.items()} for _ in "mv")
    return {"m": m, "v": v, "t": 0, "lr": lr}


def predict(model, bags):
    """The probability of each class: shape (n, C)."""
    scores = model(*join(bags))
    exp = np.exp(scores - scores.max(1, keepdims=True))
    return exp / exp.sum(1, keepdims=True)


def push(model, bags):
    """Each word's input times the gradient of each score: shape (all words, C)."""
    index, value, start = join(bags)
    sizes = np.diff(start, append=len(index))
    row = np.arange(len(start)).repeat(sizes)
    (h1, h2), pushes = model.layers(index, value, start), []
    for w in model.p["w3"].T:
        grad_z2 = w * (h2 > 0)
        grad_z1 = grad_z2 @ model.p["w2"].T * (h1 > 0)
        pushes.append(value * (model.p["w1"][index] * grad_z1[row]).sum(1))
    return np.stack(pushes, 1)


def train_epoch(model, loader, optimizer):
    """Train for an epoch; return each batch's loss, and how many were right."""
    losses, n_right = [], 0
    p = model.p
    m, v = optimizer["m"], optimizer["v"]
    for X, y in loader:
        # forward
        h1, h2 = model.layers(*X)
        scores = h2 @ p["w3"] + p["b3"]
        # loss
        n, rows = len(y), np.arange(len(y))
        shifted = scores - scores.max(1)[:, None]
        total = np.exp(shifted).sum(1)[:, None]
        log_p = shifted - np.log(total)
        loss = -log_p[rows, y].mean()
        losses.append(float(loss))
        n_right += int((scores.argmax(1) == y).sum())
        # backward
        grad = np.exp(log_p)
        grad[rows, y] -= 1
        grad /= n
        grad_z2 = grad @ p["w3"].T * (h2 > 0)
        grad_z1 = grad_z2 @ p["w2"].T * (h1 > 0)
        index, value, start = X
        sizes = np.diff(start, append=len(index))
        row = rows.repeat(sizes)
        grad_w1 = 0 * p["w1"]
        np.add.at(
            grad_w1,
            index,
            value[:, None] * grad_z1[row],
        )
        grads = {
            "w1": grad_w1,
            "b1": grad_z1.sum(0),
            "w2": h1.T @ grad_z2,
            "b2": grad_z2.sum(0),
            "w3": h2.T @ grad,
            "b3": grad.sum(0),
        }
        # update
        optimizer["t"] += 1
        lr, t = optimizer["lr"], optimizer["t"]
        for name, g in grads.items():
            m[name] = 0.9 * m[name] + 0.1 * g
            v[name] = 0.999 * v[name] + 0.001 * g**2
            mean = m[name] / (1 - 0.9**t)
            spread = np.sqrt(v[name] / (1 - 0.999**t))
            p[name] -= lr * mean / (spread + 1e-8)
    return losses, n_right


def run(
    train_texts=(),
    validation_texts=(),
    tokens="words",
    lower=True,
    size=5000,
    from_validation=False,
    tfidf=True,
    hidden=100,
    n_epochs=8,
    batch_size=50,
    shuffle=True,
    drop_last=False,
    lr=0.003,
    seed=0,
):
    """Loss and accuracy in % on the validation texts, which are pairs (label, text)."""
    names = sorted({label for label, _ in train_texts})
    words, y = [], []
    for texts in (train_texts, validation_texts):
        words.append([tokenize(text, tokens, lower) for _, text in texts])
        y.append(np.array([names.index(label) for label, _ in texts]))
    corpus = words[0] + words[1] if from_validation else words[0]
    vocabulary = make_vocabulary(corpus, size)
    bags = [make_bags(texts, vocabulary) for texts in words]
    if tfidf:
        idf = make_idf(bags[0], len(vocabulary))
        bags = [weigh(some, idf) for some in bags]
    model = make_model(len(vocabulary), len(names), hidden, seed)
    loader = make_loader(bags[0], y[0], batch_size, shuffle, drop_last, seed)
    optimizer = make_optimizer(model, lr)
    for _ in range(n_epochs):
        train_epoch(model, loader, optimizer)
    p = predict(model, bags[1])
    loss = -np.log(p[np.arange(len(p)), y[1]] + 1e-30).mean()
    return float(loss), float(100 * (p.argmax(1) == y[1]).mean())
