"""The messages of 20 Newsgroups; scikit-learn downloads them the first time (14 MB)."""


def fetch(categories, remove=()):
    """Pairs (label, text) to train on and, of later dates, for validation.

    Every second message of the later ones is left for the test.
    """
    from sklearn.datasets import fetch_20newsgroups

    pairs = {}
    for subset in ("train", "test"):
        messages = fetch_20newsgroups(
            subset=subset, categories=categories, remove=remove
        )
        labels = [messages.target_names[i] for i in messages.target]
        pairs[subset] = list(zip(labels, messages.data, strict=True))
    return {"train_texts": pairs["train"], "validation_texts": pairs["test"][::2]}
