"""The training in matplotlib: what the network decides in the end, and both losses."""

import matplotlib.pyplot as plt
import numpy as np


def draw(
    make_data,
    make_features,
    make_loader,
    make_model,
    make_loss,
    make_optimizer,
    evaluate,
    train,
    *,
    network_title,
    curve_title,
    data,
    n,
    noise,
    validation,
    seed,
    points,
    features,
    depth,
    width,
    activation,
    dropout,
    loss,
    optimizer,
    lr,
    batch_size,
    weight_decay,
    l1,
    n_epochs,
    start_seed,
):
    """Train with PyTorch's functions; the points for validation are hollow."""
    X, y, X_val, y_val = make_data(data, n, noise, validation, seed, points)
    of_train, of_val = make_features(X, features), make_features(X_val, features)
    sizes = (len(features), *depth * [width], 1)
    model = make_model(sizes, activation, dropout, start_seed)
    regression = data in ("plane", "hills")
    loss_fn = make_loss("Regression" if regression else loss)
    loader = make_loader(of_train, y, batch_size, seed)
    changes = make_optimizer(model, optimizer, lr, weight_decay)
    losses = []
    for epoch in range(n_epochs + 1):
        if epoch:
            train(model, loader, changes, loss_fn, n_epochs=1, l1=l1)
        both = (of_train, y), (of_val, y_val)
        losses.append([evaluate(model, loss_fn, *part)[0] for part in both])
    _, (plane, curve) = plt.subplots(1, 2, figsize=(12, 4.5))

    x1, x2 = np.meshgrid(np.linspace(-1.6, 1.6, 101), np.linspace(-1.6, 1.6, 101))
    grid = X.new_tensor(np.stack([x1.ravel(), x2.ravel()], 1))
    z = np.asarray(model.eval()(make_features(grid, features)).detach()).reshape(
        x1.shape
    )
    plane.set(title=network_title, xlabel="x1", ylabel="x2")
    plane.imshow(
        z.clip(-1, 1) if regression else np.tanh(z / 2),
        "PuOr",
        extent=(-1.6, 1.6, -1.6, 1.6),
        origin="lower",
    )
    if z.min() < 0 < z.max():
        plane.contour(x1, x2, z, [0], colors="k")
    for at, of, fill in (X, y, None), (X_val, y_val, "none"):
        for kind, mark, colour in (0, "o", "tab:orange"), (1, "s", "tab:blue"):
            face = fill or colour
            some = np.asarray(at)[(np.asarray(of) > 0) == kind]
            plane.scatter(*some.T, marker=mark, facecolors=face, edgecolors=colour)

    curve.set(title=curve_title, xlabel="t", ylabel="L", yscale="log")
    trained, validated = zip(*losses, strict=True)
    curve.plot(trained, color="tab:red")
    curve.plot(validated, color="tab:green", linestyle="--")
    plt.show()
