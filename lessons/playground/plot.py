"""The training in matplotlib: what the network decides in the end, and both losses."""

import matplotlib.pyplot as plt
import numpy as np


def draw(
    make_data,
    make_model,
    make_optimizer,
    measure,
    train,
    *,
    network_title,
    curve_title,
    data,
    n,
    noise,
    test,
    seed,
    points,
    depth,
    width,
    activation,
    dropout,
    loss,
    optimizer,
    lr,
    batch_size,
    weight_decay,
    n_epochs,
    start_seed,
    changes,
):
    """Train with PyTorch's functions; the points to test with are hollow."""
    X, y, X_test, y_test = make_data(data, n, noise, test, seed, points)
    model = make_model((2, *depth * [width], 1), activation, dropout, start_seed)
    how = make_optimizer(model, optimizer, lr, weight_decay), loss
    plan = batch_size, n_epochs, seed, changes
    losses = [
        (measure(model, loss, X, y)[0], measure(model, loss, X_test, y_test)[0])
        for _ in train(model, how, X, y, plan)
    ]
    _, (plane, curve) = plt.subplots(1, 2, figsize=(12, 4.5))

    x1, x2 = np.meshgrid(np.linspace(-1.6, 1.6, 101), np.linspace(-1.6, 1.6, 101))
    grid = X.new_tensor(np.stack([x1.ravel(), x2.ravel()], 1))
    z = np.asarray(model.eval()(grid).detach()).reshape(x1.shape)
    plane.set(title=network_title, xlabel="x1", ylabel="x2")
    plane.imshow(np.tanh(z / 2), "PuOr", extent=(-1.6, 1.6, -1.6, 1.6), origin="lower")
    if z.min() < 0 < z.max():
        plane.contour(x1, x2, z, [0], colors="k")
    for at, of, fill in (X, y, None), (X_test, y_test, "none"):
        for kind, mark, colour in (0, "o", "tab:orange"), (1, "s", "tab:blue"):
            face = fill or colour
            some = np.asarray(at)[np.asarray(of) == kind]
            plane.scatter(*some.T, marker=mark, facecolors=face, edgecolors=colour)

    curve.set(title=curve_title, xlabel="t", ylabel="L", yscale="log")
    trained, tested = zip(*losses, strict=True)
    curve.plot(trained, color="tab:red")
    curve.plot(tested, color="tab:green", linestyle="--")
    plt.show()
