"""Words looked up in a vocabulary: the first unknown one stops it, and four changes."""


def places(words, vocabulary):
    """The places of the words of a test message, at most len(vocabulary) − 1."""
    found = []
    for word in words:
        found.append(vocabulary[word])
    return found


def places_first(words, vocabulary):
    """The places of the words of a test message, at most len(vocabulary) − 1."""
    found = []
    for word in words:
        found.append(vocabulary.get(word, 0))
    return found


def places_known(words, vocabulary):
    """The places of the words of a test message, at most len(vocabulary) − 1."""
    found = []
    for word in words:
        if word in vocabulary:
            found.append(vocabulary[word])
    return found


def places_grown(words, vocabulary):
    """The places of the words of a test message, at most len(vocabulary) − 1."""
    found = []
    for word in words:
        vocabulary.setdefault(word, len(vocabulary))
        found.append(vocabulary[word])
    return found


def places_until(words, vocabulary):
    """The places of the words of a test message, at most len(vocabulary) − 1."""
    found = []
    for word in words:
        if word not in vocabulary:
            break
        found.append(vocabulary[word])
    return found
