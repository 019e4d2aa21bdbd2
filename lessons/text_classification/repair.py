"""Words looked up in a vocabulary: the first unknown one stops it, and four changes."""


def places(words, vocabulary):
    """The places of the words of a test message, at most len(vocabulary) − 1."""
    indices = []
    for word in words:
        indices.append(vocabulary[word])
    return indices


def places_first(words, vocabulary):
    """The places of the words of a test message, at most len(vocabulary) − 1."""
    indices = []
    for word in words:
        indices.append(vocabulary.get(word, 0))
    return indices


def places_known(words, vocabulary):
    """The places of the words of a test message, at most len(vocabulary) − 1."""
    indices = []
    for word in words:
        if word in vocabulary:
            indices.append(vocabulary[word])
    return indices


def places_grown(words, vocabulary):
    """The places of the words of a test message, at most len(vocabulary) − 1."""
    indices = []
    for word in words:
        vocabulary.setdefault(word, len(vocabulary))
        indices.append(vocabulary[word])
    return indices


def places_until(words, vocabulary):
    """The places of the words of a test message, at most len(vocabulary) − 1."""
    indices = []
    for word in words:
        if word not in vocabulary:
            break
        indices.append(vocabulary[word])
    return indices


def call_places(places):
    """A message whose second word is unknown."""
    vocabulary = {"mars": 0, "orion": 1, "vega": 2}
    return places(["vega", "nova", "mars"], vocabulary)
