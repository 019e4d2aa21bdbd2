"""The loss of each batch, and what the network takes for what."""

import matplotlib.pyplot as plt
import numpy as np


def draw(
    tokenize,
    make_vocabulary,
    make_bags,
    make_idf,
    weigh,
    make_loader,
    make_model,
    make_optimizer,
    train_epoch,
    predict,
    *,
    train_texts,
    validation_texts,
    tokens,
    lower,
    size,
    from_validation,
    tfidf,
    hidden,
    n_epochs,
    batch_size,
    shuffle,
    drop_last,
    lr,
    seed,
):
    """Train with the functions given, and draw loss and confusion matrix."""
    both = train_texts, validation_texts
    names = sorted({label for label, _ in train_texts})
    words = [[tokenize(text, tokens, lower) for _, text in texts] for texts in both]
    y, true = (np.array([names.index(k) for k, _ in texts]) for texts in both)
    vocabulary = make_vocabulary(
        words[0] + words[1] if from_validation else words[0], size
    )
    bags = [make_bags(texts, vocabulary) for texts in words]
    if tfidf:
        idf = make_idf(bags[0], len(vocabulary))
        bags = [weigh(some, idf) for some in bags]
    model = make_model(len(vocabulary), len(names), hidden, seed)
    loader = make_loader(bags[0], y, batch_size, shuffle, drop_last, seed)
    optimizer, losses = make_optimizer(model, lr), []
    for _ in range(n_epochs):
        losses += train_epoch(model, loader, optimizer)[0]
    predictions = predict(model, bags[1]).argmax(1)
    table = np.zeros((len(names), len(names)), int)
    np.add.at(table, (true, predictions), 1)
    accuracy = 100 * (predictions == true).mean()
    print(f"{accuracy:.1f} % of {len(true)} validation texts are right")

    _, (left, right) = plt.subplots(1, 2, figsize=(9, 4))
    left.plot(losses)
    left.set(xlabel="batch", ylabel="loss")
    right.imshow(table, cmap="Blues")
    for (i, j), count in np.ndenumerate(table):
        right.text(j, i, count, ha="center", va="center")
    right.set(xlabel="predicted", ylabel="true")
    right.set_xticks(range(len(names)), names)
    right.set_yticks(range(len(names)), names)
    plt.tight_layout()
    plt.show()
