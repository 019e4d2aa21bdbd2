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
    figure = plt.figure(figsize=(13, 4.5), layout="constrained")
    halves = figure.subfigures(1, 2, squeeze=False, width_ratios=(2, 3))
    left, right = halves[0]
    curve = left.subplots()
    curve.plot(losses)
    curve.set(title="The loss of each batch", xlabel="t", ylabel="L", yscale="log")
    right.suptitle("Right class → answer (probability)")
    places = right.subplots(2, 4).flat
    for place, image, true, row in zip(places, X_val[:8], y_val, p, strict=False):
        place.imshow(np.asarray(image)[0], cmap="gray_r")
        place.set_title(f"{true} → {row.argmax()} ({row.max():.0%})", size=9)
        place.axis("off")
    plt.show()
