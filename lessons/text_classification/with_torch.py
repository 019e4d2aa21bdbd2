"""Texts as bags of words: a network learns what a message is about, in PyTorch."""

import re
from collections import Counter

import numpy as np
import torch
from torch import nn

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
        both = map(torch.from_numpy, (index, value))
        bags.append(tuple(both))
    return bags


def make_idf(bags, n_words):
    """A weight for each word, the larger the fewer texts it is in: shape (V,)."""
    index = torch.cat([index for index, _ in bags])
    n_texts = torch.bincount(index, minlength=n_words).double()
    return 1 + torch.log((1 + len(bags)) / (1 + n_texts))


def weigh(bags, idf):
    """Counts times the weights of the words (tf-idf), then scaled to length 1."""
    result = []
    for index, value in bags:
        value = value * idf[index].to(value.dtype)
        length = (value**2).sum().sqrt().clamp(min=1e-12)
        result.append((index, value / length))
    return result


def join(bags):
    """Many bags as three tensors: all places, all values, where each bag starts."""
    index = torch.cat([index for index, _ in bags])
    value = torch.cat([value for _, value in bags])
    sizes = torch.tensor([len(value) for _, value in bags])
    return index, value, sizes.cumsum(0) - sizes


def make_model(n_words, n_classes, hidden=100, seed=0, dtype="float32"):
    """Weights and biases of three layers, drawn as nn.Linear would."""
    rng, model = np.random.default_rng(seed), nn.ParameterDict()
    sizes = (n_words, hidden, hidden, n_classes)
    for i in range(3):
        n_in, n_out = sizes[i], sizes[i + 1]
        bound = n_in**-0.5
        for name, shape in ((f"w{i + 1}", (n_in, n_out)), (f"b{i + 1}", n_out)):
            uniform = torch.from_numpy(rng.random(shape, dtype))
            model[name] = nn.Parameter(uniform.mul_(2 * bound).sub_(bound))
    return model


def make_optimizer(model, lr=0.003):
    """Adam; `fused` goes over the weights once for all its formulas."""
    return torch.optim.Adam(model.values(), lr, fused=True)


def layers(model, index, value, start):
    """What both hidden layers give for n bags: two of shape (n, hidden)."""
    # X @ w1, without the zeros of X
    z1 = nn.functional.embedding_bag(
        index,
        model["w1"],
        start,
        mode="sum",
        per_sample_weights=value,
    )
    h1 = torch.relu(z1 + model["b1"])
    z2 = h1 @ model["w2"] + model["b2"]
    return h1, torch.relu(z2)


def forward(model, index, value, start):
    """The scores of n bags for C classes: shape (n, C)."""
    _, h2 = layers(model, index, value, start)
    return h2 @ model["w3"] + model["b3"]


def predict(model, bags):
    """The probability of each class: shape (n, C)."""
    with torch.no_grad():
        return forward(model, *join(bags)).softmax(1).numpy()


def push(model, bags):
    """Each word's input times the gradient of each score: shape (all words, C)."""
    index, value, start = join(bags)
    value.requires_grad_()
    scores, pushes = forward(model, index, value, start), []
    for one in scores.sum(0):
        (grad,) = torch.autograd.grad(one, value, retain_graph=True)
        pushes.append((value * grad).detach())
    return torch.stack(pushes, 1).numpy()


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
    y = torch.as_tensor(y)
    loss_fn = nn.CrossEntropyLoss()
    for batch in batches[done:]:
        # forward
        X = join([bags[i] for i in batch])
        scores = forward(model, *X)
        # loss
        loss = loss_fn(scores, y[batch])
        # backward
        optimizer.zero_grad()
        loss.backward()
        # update
        optimizer.step()
        right = scores.argmax(1) == y[batch]
        yield loss.item(), int(right.sum())


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
