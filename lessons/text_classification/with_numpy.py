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


def make_model(n_words, n_classes, hidden=100, seed=0, dtype="float32"):
    """Weights and biases of three layers, drawn as nn.Linear would."""
    rng, model = np.random.default_rng(seed), {}
    sizes = (n_words, hidden, hidden, n_classes)
    for i in range(3):
        n_in, n_out = sizes[i], sizes[i + 1]
        bound = n_in**-0.5
        for name, shape in ((f"w{i + 1}", (n_in, n_out)), (f"b{i + 1}", n_out)):
            uniform = rng.random(shape, dtype)
            model[name] = uniform * (2 * bound) - bound
    return model


def make_optimizer(model, lr=0.003):
    """Adam: two running means for each weight, and how many updates there were."""
    m, v = ({name: 0 * p for name, p in model.items()} for _ in "mv")
    return {"m": m, "v": v, "t": 0, "lr": lr}


def layers(model, index, value, start):
    """What both hidden layers give for n bags: two of shape (n, hidden)."""
    # X @ w1, without the zeros of X
    sizes = np.diff(start, append=len(index))
    row = np.arange(len(start)).repeat(sizes)
    shape = len(start), len(model["b1"])
    z1 = np.zeros(shape, value.dtype)
    np.add.at(
        z1,
        row,
        value[:, None] * model["w1"][index],
    )
    h1 = np.maximum(z1 + model["b1"], 0)
    z2 = h1 @ model["w2"] + model["b2"]
    return h1, np.maximum(z2, 0)


def forward(model, index, value, start):
    """The scores of n bags for C classes: shape (n, C)."""
    _, h2 = layers(model, index, value, start)
    return h2 @ model["w3"] + model["b3"]


def predict(model, bags):
    """The probability of each class: shape (n, C)."""
    scores = forward(model, *join(bags))
    exp = np.exp(scores - scores.max(1, keepdims=True))
    return exp / exp.sum(1, keepdims=True)


def push(model, bags):
    """Each word's input times the gradient of each score: shape (all words, C)."""
    index, value, start = join(bags)
    sizes = np.diff(start, append=len(index))
    row = np.arange(len(start)).repeat(sizes)
    (h1, h2), pushes = layers(model, index, value, start), []
    for w in model["w3"].T:
        grad_z2 = w * (h2 > 0)
        grad_z1 = grad_z2 @ model["w2"].T * (h1 > 0)
        pushes.append(value * (model["w1"][index] * grad_z1[row]).sum(1))
    return np.stack(pushes, 1)


def make_order(n, shuffle, drop_last, batch_size, rng):
    """Which messages are in each batch; if there is one only, it is kept."""
    order = rng.permutation(n) if shuffle else np.arange(n)
    end = n - n % batch_size if drop_last and n > batch_size else n
    return [order[i : i + batch_size] for i in range(0, end, batch_size)]


def train(
    model,
    optimizer,
    bags,
    y,
    n_epochs=8,
    batch_size=50,
    shuffle=True,
    drop_last=False,
    seed=0,
    done=0,
):
    """Yield each batch's loss and how many of it were right; skip what is done."""
    rng = np.random.default_rng(seed)
    how = (shuffle, drop_last, batch_size)
    batches = []
    for _ in range(n_epochs):
        batches += make_order(len(y), *how, rng)
    for batch in batches[done:]:
        # forward
        X = join([bags[i] for i in batch])
        h1, h2 = layers(model, *X)
        scores = h2 @ model["w3"] + model["b3"]
        # loss
        n, rows = len(batch), np.arange(len(batch))
        shifted = scores - scores.max(1)[:, None]
        total = np.exp(shifted).sum(1)[:, None]
        log_p = shifted - np.log(total)
        loss = -log_p[rows, y[batch]].mean()
        # backward
        grad = np.exp(log_p)
        grad[rows, y[batch]] -= 1
        grad /= n
        grad_z2 = grad @ model["w3"].T * (h2 > 0)
        grad_z1 = grad_z2 @ model["w2"].T * (h1 > 0)
        index, value, start = X
        sizes = np.diff(start, append=len(index))
        row = rows.repeat(sizes)
        grad_w1 = 0 * model["w1"]
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
            m, v = optimizer["m"], optimizer["v"]
            m[name] = 0.9 * m[name] + 0.1 * g
            v[name] = 0.999 * v[name] + 0.001 * g**2
            mean = m[name] / (1 - 0.9**t)
            spread = np.sqrt(v[name] / (1 - 0.999**t))
            model[name] -= lr * mean / (spread + 1e-8)
        right = scores.argmax(1) == y[batch]
        yield float(loss), int(right.sum())


def run(
    train_texts=(),
    test_texts=(),
    tokens="words",
    lower=True,
    size=5000,
    from_test=False,
    tfidf=True,
    hidden=100,
    n_epochs=8,
    batch_size=50,
    shuffle=True,
    drop_last=False,
    lr=0.003,
    seed=0,
):
    """Loss and accuracy in % on the test texts; texts are pairs (label, text)."""
    names = sorted({label for label, _ in train_texts})
    words, y = [], []
    for texts in (train_texts, test_texts):
        words.append([tokenize(text, tokens, lower) for _, text in texts])
        y.append(np.array([names.index(label) for label, _ in texts]))
    corpus = words[0] + words[1] if from_test else words[0]
    vocabulary = make_vocabulary(corpus, size)
    bags = [make_bags(texts, vocabulary) for texts in words]
    if tfidf:
        idf = make_idf(bags[0], len(vocabulary))
        bags = [weigh(some, idf) for some in bags]
    model = make_model(len(vocabulary), len(names), hidden, seed)
    optimizer = make_optimizer(model, lr)
    how = (n_epochs, batch_size, shuffle, drop_last, seed)
    for _ in train(model, optimizer, bags[0], y[0], *how):
        pass
    p = predict(model, bags[1])
    loss = -np.log(p[np.arange(len(p)), y[1]] + 1e-30).mean()
    return float(loss), float(100 * (p.argmax(1) == y[1]).mean())
