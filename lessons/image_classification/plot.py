"""A training in matplotlib: the loss of each batch, then images and what is said."""

import matplotlib.pyplot as plt
import numpy as np


def draw(
    make_data,
    make_loader,
    build,
    make_optimizer,
    make_scheduler,
    train_epoch,
    predict,
    *,
    model,
    size,
    n_epochs,
    lr,
    decay,
    batch_size,
    optimizer,
    seed,
):
    """Train with the functions given; draw the losses and eight validation images."""
    X, y, X_val, y_val, *_ = make_data(size)
    net = build(model, seed)
    changes = make_optimizer(optimizer, net, lr)
    loader = make_loader(X, y, batch_size, seed)
    scheduler = make_scheduler(changes, n_epochs * len(loader)) if decay else None
    losses = []
    for _ in range(n_epochs):
        losses += train_epoch(net, loader, changes, scheduler)[0]
    p = predict(net, X_val[:8])
    figure = plt.figure(figsize=(12, 3.6))
    curve = figure.add_subplot(1, 3, 1)
    curve.plot(losses)
    curve.set(xlabel="update", ylabel="loss of the batch", yscale="log")
    for i, image in enumerate(np.asarray(X_val[:8])):
        place = figure.add_subplot(2, 6, 3 + i + 2 * (i > 3))
        place.imshow(image[0], cmap="gray_r")
        place.set_title(f"{int(y_val[i])}: {p[i].argmax()} ({p[i].max():.0%})", size=9)
        place.axis("off")
    plt.show()
