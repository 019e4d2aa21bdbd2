"""The messages that stand in when the network is out: real, different, learnable."""

import csv
import re
from itertools import combinations, pairwise

import numpy as np
import pytest

from app.content.catalogue import LANGUAGES, ROOT

LABELS = ("graphics", "baseball", "space")
FRENCH = {"le", "la", "les", "des", "et", "une", "est", "dans", "que", "pour", "qui"}
ENGLISH = {"the", "of", "and", "is", "that", "it", "to", "for", "was", "with", "in"}
FUNCTION_WORDS = {"fr": FRENCH, "en": ENGLISH}


@pytest.fixture(scope="module", params=LANGUAGES)
def messages(request):
    """(language, texts, labels) of one file."""
    file = ROOT / "lessons" / "data" / "messages" / f"{request.param}.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.reader(opened, strict=True))
    assert rows[0] == ["text", "label"]
    texts, labels = zip(*rows[1:], strict=True)
    return request.param, texts, labels


def words(text):
    return re.findall(r"\w+", text.lower())


def test_each_topic_has_sixty_messages_in_no_order(messages):
    _, _, labels = messages
    assert set(labels) == set(LABELS)
    assert all(labels.count(label) >= 60 for label in LABELS)
    same = sum(a == b for a, b in pairwise(labels))
    assert same < len(labels) / 2  # sorted by topic, nearly all would be


def test_messages_are_one_line_of_plain_characters_and_of_fair_length(messages):
    _, texts, _ = messages
    for text in texts:
        assert 20 <= len(text.split()) <= 90, text
        assert text == " ".join(text.split())
        assert not re.search(r"[’“”\u00a0\u202f\ufffd]|\S@\S|https?:", text), text


def test_no_two_messages_are_nearly_the_same(messages):
    _, texts, _ = messages
    for one, other in combinations([set(words(text)) for text in texts], 2):
        assert len(one & other) < 0.5 * len(one | other), one & other
    openings = [tuple(words(text)[:3]) for text in texts]
    assert len(set(openings)) > 0.9 * len(openings)


def test_each_file_is_in_its_language(messages):
    """Its own small words everywhere, those of the other language nearly nowhere."""
    lang, texts, _ = messages
    for text in texts:
        said = words(text)
        share = {k: sum(w in own for w in said) for k, own in FUNCTION_WORDS.items()}
        assert max(share, key=share.get) == lang, text
        assert share[lang] > 0.04 * len(said), text


def test_french_has_its_spaces(messages):
    lang, texts, _ = messages
    for text in texts:
        wrong = r"\w[;!?]|\w:\s|«\S|\S»" if lang == "fr" else r"\s[;:!?]"
        assert not re.search(wrong, text), text


def bag(texts):
    """Which words a message has: a row each, of length one."""
    said = [set(words(text)) for text in texts]
    vocabulary = sorted(set().union(*said))
    X = np.array([[w in own for w in vocabulary] for own in said])
    return X / np.sqrt(X.sum(1, keepdims=True))


def accuracy(X, y, seed):
    """Of a logistic regression on the third that it was not trained on.

    A word that the training messages lack keeps its weights of zero.
    """
    order = np.random.default_rng(seed).permutation(len(X))
    train, test = np.split(order, [2 * len(X) // 3])
    X_train, target = X[train], np.eye(3)[y[train]]
    W = np.zeros((X.shape[1], 3))
    for _ in range(50):
        exp = np.exp(X_train @ W)
        error = exp / exp.sum(1, keepdims=True) - target
        W -= 10 * X_train.T @ error / len(train)
    return ((X[test] @ W).argmax(1) == y[test]).mean()


def test_a_bag_of_words_learns_the_topics_and_still_errs(messages):
    _, texts, labels = messages
    X, y = bag(texts), np.array([LABELS.index(label) for label in labels])
    mean = np.mean([accuracy(X, y, seed) for seed in range(3)])
    assert 0.8 <= mean < 1
