"""The messages of 20 Newsgroups; scikit-learn downloads them the first time (14 MB)."""


def fetch(categories, remove=()):
    """Pairs (label, text) to train on and, of later dates, to test on."""
    from sklearn.datasets import fetch_20newsgroups

    texts = {}
    for subset in ("train", "test"):
        messages = fetch_20newsgroups(
            subset=subset, categories=categories, remove=remove
        )
        labels = [messages.target_names[i] for i in messages.target]
        texts[f"{subset}_texts"] = list(zip(labels, messages.data, strict=True))
    return texts
