"""Texts as bags of words: a network learns what a message is about, in PyTorch."""

import re
from collections import Counter

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

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


class Examples(Dataset):
    """Bags with their classes."""

    def __init__(self, bags, y):
        self.bags, self.y = bags, y

    def __len__(self):
        return len(self.bags)

    def __getitem__(self, i):
        return self.bags[i], int(self.y[i])


def make_loader(bags, y, batch_size=50, shuffle=True, drop_last=False, seed=0):
    """Batches of joined bags and classes; if there is one batch only, it is kept."""

    def collate(examples):
        bags, y = zip(*examples, strict=True)
        return join(bags), torch.tensor(y)

    return DataLoader(
        Examples(bags, y),
        batch_size,
        shuffle,
        drop_last=drop_last and len(y) > batch_size,
        collate_fn=collate,
        generator=torch.Generator().manual_seed(seed),
    )


class BagNet(nn.Module):
    """From a bag of words to scores, through three layers."""

    def __init__(
        self,
        n_words,
        n_classes,
        hidden=100,
    ):
        super().__init__()
        self.words = nn.EmbeddingBag(
            n_words,
            hidden,
            mode="sum",
        )
        self.bias = nn.Parameter(torch.empty(hidden))
        self.second = nn.Linear(hidden, hidden)
        self.out = nn.Linear(hidden, n_classes)
        bound = n_words**-0.5  # as nn.Linear would
        for p in (self.words.weight, self.bias):
            nn.init.uniform_(p, -bound, bound)

    def forward(self, index, value, start):
        """The scores of n bags for C classes: shape (n, C)."""
        # X @ W, without the zeros of X
        z1 = self.words(index, start, value)
        h1 = torch.relu(z1 + self.bias)
        h2 = torch.relu(self.second(h1))
        return self.out(h2)


def make_model(n_words, n_classes, hidden=100, seed=0):
    """The network, with the starting weights of a seed."""
    torch.manual_seed(seed)
    return BagNet(n_words, n_classes, hidden)


def make_optimizer(model, lr=0.003):
    """Adam; `fused` goes over the weights once for all its formulas."""
    return torch.optim.Adam(model.parameters(), lr, fused=True)


def predict(model, bags):
    """The probability of each class: shape (n, C)."""
    model.eval()
    with torch.inference_mode():
        return model(*join(bags)).softmax(1).numpy()


def push(model, bags):
    """Each word's input times the gradient of each score: shape (all words, C)."""
    index, value, start = join(bags)
    value.requires_grad_()
    scores, pushes = model(index, value, start), []
    for one in scores.sum(0):
        (grad,) = torch.autograd.grad(one, value, retain_graph=True)
        pushes.append((value * grad).detach())
    return torch.stack(pushes, 1).numpy()


def train_epoch(model, loader, optimizer):
    """Train for an epoch; return each batch's loss, and how many were right."""
    loss_fn = nn.CrossEntropyLoss()
    losses, n_right = [], 0
    model.train()
    for X, y in loader:
        # forward
        scores = model(*X)
        # loss
        loss = loss_fn(scores, y)
        losses.append(loss.item())
        n_right += (scores.argmax(1) == y).sum().item()
        # backward
        optimizer.zero_grad()
        loss.backward()
        # update
        optimizer.step()
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
